"""mlx-whisper: Whisper on Apple's MLX (on Linux on the cpu), without torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mlx.core as mx
import mlx_whisper
from mlx_whisper.tokenizer import LANGUAGES
from mlx_whisper.transcribe import ModelHolder

from asr_pipeline.errors import ModelUnavailableError, UsageError
from asr_pipeline.model import Segment, Transcript
from asr_pipeline.whisper_backends import heard
from asr_pipeline.whisper_backends.protocol import (
    SAMPLE_RATE,
    Asked,
    Placement,
    ProgressCallback,
)
from asr_pipeline.whisper_backends.waveform import read_waveform

NAME = "mlx"


class MlxRecogniser:
    """Computes in the number format of its weights; the library keeps the model it loaded last."""

    def __init__(self, model: Path, device: str) -> None:
        self._model = model
        self._device = device

    def transcribe(self, audio: Path, asked: Asked, progress: ProgressCallback) -> Transcript:
        """See `Recogniser.transcribe`."""
        language = asked.language
        if language not in (None, *LANGUAGES):
            raise UsageError(f"Whisper does not know the language {language!r}")
        samples = read_waveform(audio)
        duration = len(samples) / SAMPLE_RATE
        found = self._transcribe(samples, language)
        progress(1.0)
        segments = [_segment(one, duration) for one in found["segments"]]
        return Transcript(
            backend=NAME,
            model=self._model.name,
            device=self._device,
            language=found.get("language"),
            duration=duration,
            segments=tuple(one for one in segments if one),
        )

    def _transcribe(self, samples: object, language: str | None) -> dict[str, Any]:
        return mlx_whisper.transcribe(
            samples, path_or_hf_repo=str(self._model), language=language, word_timestamps=True
        )


def create(model: Path, placement: Placement) -> MlxRecogniser:
    """Load an MLX model folder.

    Raises:
        ModelUnavailableError: its files are damaged or of another kind.
    """
    mx.set_default_device(mx.cpu if placement.device == "cpu" else mx.gpu)
    try:
        ModelHolder.get_model(str(model), mx.float16)
    except (RuntimeError, ValueError, TypeError, KeyError, OSError) as error:
        raise ModelUnavailableError(f"the model {model} cannot be loaded: {error}") from error
    return MlxRecogniser(model, placement.device)


def _segment(found: dict[str, Any], duration: float) -> Segment | None:
    words = [
        heard.word(one["word"], _span(one, duration), one.get("probability"))
        for one in found.get("words", ())
    ]
    return heard.segment(found["text"], _span(found, duration), found.get("avg_logprob"), words)


def _span(found: dict[str, Any], duration: float) -> heard.Span | None:
    return heard.span(found.get("start"), found.get("end"), duration)
