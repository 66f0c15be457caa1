"""A backend that hears nothing but the clock: one word a second, for trying everything else."""

from __future__ import annotations

from pathlib import Path

from asr_pipeline.model import Segment, Transcript, Word
from asr_pipeline.whisper_backends.pcm import duration_of, read_pcm
from asr_pipeline.whisper_backends.protocol import Asked, Placement, ProgressCallback

_SEGMENT_WORDS = 10


class NullRecogniser:
    """See the module."""

    def transcribe(self, audio: Path, asked: Asked, progress: ProgressCallback) -> Transcript:
        """See `Recogniser.transcribe`."""
        duration = duration_of(read_pcm(audio))
        words = [
            Word(f"second{n}", float(n), n + 0.9, 1.0)
            for n in range(int(duration))
            if any(piece.start <= n < piece.end for piece in asked.pieces)
        ]
        groups = [words[n : n + _SEGMENT_WORDS] for n in range(0, len(words), _SEGMENT_WORDS)]
        progress(1.0)
        segments = tuple(map(_segment, groups))
        return Transcript("null", "null", "cpu", asked.language, duration, segments, asked.task)


def create(model: Path | None, placement: Placement) -> NullRecogniser:
    """Return the backend; it has no model and computes nothing."""
    return NullRecogniser()


def _segment(words: list[Word]) -> Segment:
    text = " ".join(word.text for word in words)
    return Segment(text, words[0].start, words[-1].end, 1.0, tuple(words))
