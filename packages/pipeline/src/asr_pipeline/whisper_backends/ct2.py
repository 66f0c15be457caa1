"""Whisper models on CTranslate2, as faster-whisper and WhisperX both load them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import ctranslate2

from asr_pipeline.errors import ModelUnavailableError
from asr_pipeline.whisper_backends.protocol import Placement

if TYPE_CHECKING:
    import numpy as np
    from faster_whisper import WhisperModel

_ALWAYS_SUPPORTED = "float32"
_log = logging.getLogger(__name__)


def computable(placement: Placement) -> str:
    """Return the number format to compute in: that of the placement if this machine can.

    Which formats a device has depends on the processor's instructions or the generation of the GPU.
    """
    if placement.compute_type in ctranslate2.get_supported_compute_types(placement.device):
        return placement.compute_type
    _log.warning("%s of this machine cannot compute in %s; using %s", *placement, _ALWAYS_SUPPORTED)
    return _ALWAYS_SUPPORTED


@contextmanager
def loading(model: Path) -> Iterator[None]:
    """Turn whatever is wrong with a model's files into our error.

    Raises:
        ModelUnavailableError: they are damaged, or cannot be computed with here.
    """
    try:
        yield
    except Exception as error:  # the tokenizer's library raises nothing more precise
        raise ModelUnavailableError(
            f"the model {model} cannot be loaded: {error}",
            "put its files there again, or name another folder with --model",
        ) from error


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
