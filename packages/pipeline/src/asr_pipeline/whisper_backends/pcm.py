"""Reading the one audio format that backends are given."""

from __future__ import annotations

import wave
from pathlib import Path

from asr_pipeline.errors import MediaError
from asr_pipeline.whisper_backends.protocol import SAMPLE_RATE

SAMPLE_BYTES = 2


def read_pcm(path: Path) -> bytes:
    """Return the samples of a 16 kHz mono WAV file, 16-bit signed little-endian.

    Raises:
        MediaError: the file has another format.
    """
    try:
        with wave.open(str(path), "rb") as file:
            form = (file.getframerate(), file.getnchannels(), file.getsampwidth())
            samples = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise MediaError(f"{path} is not a WAV file: {error}") from error
    if form != (SAMPLE_RATE, 1, SAMPLE_BYTES):
        raise MediaError(f"{path} is not 16 kHz mono 16-bit audio; the demux stage makes that")
    return samples


def samples_between(pcm: bytes, start: float, end: float) -> bytes:
    """Return the samples from `start` to `end`, in seconds, rounded to whole samples."""
    first, last = (SAMPLE_BYTES * round(at * SAMPLE_RATE) for at in (start, end))
    return pcm[first:last]


def duration_of(pcm: bytes) -> float:
    """Return the length of samples in seconds."""
    return len(pcm) / SAMPLE_BYTES / SAMPLE_RATE
