"""Silero's voice detector, which faster-whisper brings along."""

from __future__ import annotations

from asr_pipeline.errors import EnvironmentUnavailableError
from asr_pipeline.model import Span
from asr_pipeline.pieces import LONGEST_SECONDS
from asr_pipeline.whisper_backends.pcm import duration_of
from asr_pipeline.whisper_backends.protocol import SAMPLE_RATE
from asr_pipeline.whisper_backends.voice.spans import padded

_PAUSE_MS = 500  # a silence that ends a stretch
_PADDING_SECONDS = 0.2


def detect(pcm: bytes) -> tuple[Span, ...]:
    """See `Detector.detect`."""
    try:
        from faster_whisper.vad import VadOptions, get_speech_timestamps
    except ImportError as error:
        raise EnvironmentUnavailableError(
            f"faster-whisper is not installed here ({error})",
            "with it, what is no speech would not be decoded",
        ) from error
    from asr_pipeline.whisper_backends.waveform import waveform_of

    options = VadOptions(
        max_speech_duration_s=LONGEST_SECONDS - 2 * _PADDING_SECONDS,
        min_silence_duration_ms=_PAUSE_MS,
        speech_pad_ms=0,
    )
    found = get_speech_timestamps(waveform_of(pcm), options, SAMPLE_RATE)
    stretches = ((one["start"] / SAMPLE_RATE, one["end"] / SAMPLE_RATE) for one in found)
    return padded(stretches, _PADDING_SECONDS, duration_of(pcm))
