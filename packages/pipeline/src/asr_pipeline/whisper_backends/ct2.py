"""Whisper models on CTranslate2, as faster-whisper and WhisperX both load them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from faster_whisper import WhisperModel


def languages_of(model: WhisperModel) -> tuple[str, ...]:
    """Return the languages the model knows; the library also lists those newer than the model."""
    codes = model.supported_languages
    known = model.hf_tokenizer.token_to_id
    if not model.model.is_multilingual:
        return tuple(codes)
    return tuple(code for code in codes if known(f"<|{code}|>") is not None)


def language_of(model: WhisperModel, speech: np.ndarray) -> tuple[str, float]:
    """Return the language of up to 30 seconds of speech, and its probability."""
    language, probability, _ = model.detect_language(speech)
    return language, probability


def count_tokens(model: WhisperModel, text: str) -> int:
    """Return how many tokens a text takes, by the model's own tokenizer."""
    return len(model.hf_tokenizer.encode(text, add_special_tokens=False).ids)
