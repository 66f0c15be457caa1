"""PocketSphinx's own voice detector."""

from __future__ import annotations

from collections.abc import Iterator

import pocketsphinx

from asr_pipeline.model import Span
from asr_pipeline.whisper_backends.pcm import duration_of
from asr_pipeline.whisper_backends.protocol import SAMPLE_RATE
from asr_pipeline.whisper_backends.voice.spans import padded

_PADDING_SECONDS = 0.3


def detect(pcm: bytes) -> tuple[Span, ...]:
    """See `Detector.detect`."""
    return padded(_stretches(pcm), _PADDING_SECONDS, duration_of(pcm))


def _stretches(pcm: bytes) -> Iterator[tuple[float, float]]:
    detector = pocketsphinx.Endpointer(sample_rate=SAMPLE_RATE)
    size = detector.frame_bytes
    speaking = False
    for at in range(0, len(pcm), size):
        frame = pcm[at : at + size]
        if at + size < len(pcm):
            detector.process(frame)
        else:
            detector.end_stream(frame)
        if speaking and not detector.in_speech:
            yield detector.speech_start, detector.speech_end
        speaking = detector.in_speech
