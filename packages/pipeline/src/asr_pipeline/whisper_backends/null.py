"""A backend that hears nothing but the clock: one word a second, for trying everything else."""

from __future__ import annotations

from pathlib import Path

from asr_pipeline.model import Segment, Transcript, Word
from asr_pipeline.whisper_backends.pcm import duration_of, read_pcm
from asr_pipeline.whisper_backends.protocol import Placement, ProgressCallback

_SEGMENT_WORDS = 10


class NullRecogniser:
    """See the module."""

    def transcribe(
        self, audio: Path, language: str | None, progress: ProgressCallback
    ) -> Transcript:
        """See `Recogniser.transcribe`."""
        duration = duration_of(read_pcm(audio))
        words = [Word(f"second{n}", float(n), n + 0.9, 1.0) for n in range(int(duration))]
        groups = [words[n : n + _SEGMENT_WORDS] for n in range(0, len(words), _SEGMENT_WORDS)]
        progress(1.0)
        return Transcript("null", "null", "cpu", language, duration, tuple(map(_segment, groups)))


def create(model: Path | None, placement: Placement) -> NullRecogniser:
    """Return the backend; it has no model and computes nothing."""
    return NullRecogniser()


def _segment(words: list[Word]) -> Segment:
    text = " ".join(word.text for word in words)
    return Segment(text, words[0].start, words[-1].end, 1.0, tuple(words))
