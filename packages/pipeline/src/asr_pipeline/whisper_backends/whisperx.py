"""WhisperX: batched Whisper on CTranslate2 between voice detection and alignment on torch.

Its recognition gives no word times; those are the business of alignment.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import whisperx

from asr_pipeline.errors import ModelUnavailableError, UsageError
from asr_pipeline.model import Transcript
from asr_pipeline.whisper_backends import heard
from asr_pipeline.whisper_backends.protocol import (
    SAMPLE_RATE,
    Asked,
    Placement,
    ProgressCallback,
)
from asr_pipeline.whisper_backends.waveform import read_waveform

NAME = "whisperx"
_BATCH_SIZE = 8  # 30-second pieces decoded together


class WhisperXRecogniser:
    """One loaded pipeline."""

    def __init__(self, pipeline: Any, name: str, device: str) -> None:
        self._pipeline = pipeline
        self._name = name
        self._device = device

    def transcribe(self, audio: Path, asked: Asked, progress: ProgressCallback) -> Transcript:
        """See `Recogniser.transcribe`."""
        language = asked.language
        if language not in (None, *self._pipeline.model.supported_languages):
            raise UsageError(f"the model {self._name} does not know the language {language!r}")
        samples = read_waveform(audio)
        duration = len(samples) / SAMPLE_RATE
        found = self._pipeline.transcribe(
            samples,
            batch_size=_BATCH_SIZE,
            language=language,
            progress_callback=lambda percent: progress(percent / 100),
        )
        segments = [
            heard.segment(
                one["text"], heard.span(one["start"], one["end"], duration), one["avg_logprob"]
            )
            for one in found["segments"]
        ]
        return Transcript(
            backend=NAME,
            model=self._name,
            device=self._device,
            language=found["language"],
            duration=duration,
            segments=tuple(one for one in segments if one),
        )


def create(model: Path, placement: Placement) -> WhisperXRecogniser:
    """Load a CTranslate2 model folder and the voice detector in WhisperX's wheel.

    Raises:
        ModelUnavailableError: its files are damaged, or cannot be computed with here.
    """
    try:
        pipeline = whisperx.load_model(
            str(model), placement.device, compute_type=placement.compute_type, local_files_only=True
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelUnavailableError(f"the model {model} cannot be loaded: {error}") from error
    return WhisperXRecogniser(pipeline, model.name, placement.device)
