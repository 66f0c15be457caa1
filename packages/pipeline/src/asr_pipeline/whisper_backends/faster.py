"""faster-whisper: Whisper on CTranslate2, without torch."""

from __future__ import annotations

from pathlib import Path

import faster_whisper
from faster_whisper.transcribe import Segment as HeardSegment

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

NAME = "faster"


class FasterRecogniser:
    """One model, loaded once."""

    def __init__(self, model: faster_whisper.WhisperModel, name: str, device: str) -> None:
        self._model = model
        self._name = name
        self._device = device

    def transcribe(self, audio: Path, asked: Asked, progress: ProgressCallback) -> Transcript:
        """See `Recogniser.transcribe`."""
        language = asked.language
        if language not in (None, *self._model.supported_languages):
            raise UsageError(f"the model {self._name} does not know the language {language!r}")
        samples = read_waveform(audio)
        duration = len(samples) / SAMPLE_RATE
        found, info = self._model.transcribe(
            samples, language=language, word_timestamps=True, vad_filter=True
        )
        segments = []
        for one in found:
            segments.append(_segment(one, duration))
            progress(one.end / duration)
        return Transcript(
            backend=NAME,
            model=self._name,
            device=self._device,
            language=info.language,
            duration=duration,
            segments=tuple(one for one in segments if one),
        )


def create(model: Path, placement: Placement) -> FasterRecogniser:
    """Load a CTranslate2 model folder.

    Raises:
        ModelUnavailableError: its files are damaged, or cannot be computed with here.
    """
    try:
        loaded = faster_whisper.WhisperModel(
            str(model), placement.device, compute_type=placement.compute_type, local_files_only=True
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelUnavailableError(f"the model {model} cannot be loaded: {error}") from error
    return FasterRecogniser(loaded, model.name, placement.device)


def _segment(found: HeardSegment, duration: float) -> Segment | None:
    words = [
        heard.word(one.word, heard.span(one.start, one.end, duration), one.probability)
        for one in found.words or ()
    ]
    times = heard.span(found.start, found.end, duration)
    return heard.segment(found.text, times, found.avg_logprob, words)
