"""Audio as the Whisper family takes it. Needs numpy, which their environments have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import numpy as np

from asr_pipeline.pieces import LONGEST_SECONDS, Piece
from asr_pipeline.whisper_backends.pauses import cut_at_pauses
from asr_pipeline.whisper_backends.pcm import read_pcm
from asr_pipeline.whisper_backends.protocol import SAMPLE_RATE

_FULL_SCALE = 32768.0
_FRAME_SECONDS = 0.03
_SHORTEST_SECONDS = LONGEST_SECONDS / 2  # of a piece that is cut at a pause
# A frame belongs to a pause where it is 20 dB below loud speech, or among the quietest fifth.
_PAUSE_LEVEL, _LOUD, _QUIET = 0.1, 95, 20


def read_waveform(path: Path) -> np.ndarray:
    """Return the samples of a 16 kHz mono WAV file, shape (samples,), float32 from -1 to 1.

    Raises:
        MediaError: the file has another format.
    """
    return waveform_of(read_pcm(path))


def waveform_of(pcm: bytes) -> np.ndarray:
    """Return 16-bit samples as floats, shape (samples,), float32 from -1 to 1."""
    return np.frombuffer(pcm, np.int16).astype(np.float32) / _FULL_SCALE


def samples_of(samples: np.ndarray, piece: Piece) -> np.ndarray:
    """Return the samples of one piece."""
    return samples[round(piece.start * SAMPLE_RATE) : round(piece.end * SAMPLE_RATE)]


def opening(samples: np.ndarray, pieces: Iterable[Piece]) -> np.ndarray:
    """Return the first 30 seconds of speech, by which Whisper tells the language."""
    speech = [samples_of(samples, piece) for piece in pieces]
    return np.concatenate(speech)[: int(LONGEST_SECONDS * SAMPLE_RATE)]


def decodable(samples: np.ndarray, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces, those too long for Whisper's 30 seconds cut at their longest pauses.

    Voice detectors give none that long; without one, all of the audio may be a single piece.
    """
    for piece in pieces:
        if piece.end - piece.start <= LONGEST_SECONDS:
            yield piece
            continue
        voiced = _voiced(samples_of(samples, piece))
        shortest, longest = (
            int(seconds / _FRAME_SECONDS) for seconds in (_SHORTEST_SECONDS, LONGEST_SECONDS)
        )
        for first, last in cut_at_pauses(voiced, shortest, longest):
            start = round(piece.start + first * _FRAME_SECONDS, 3)
            end = piece.end if last == len(voiced) else piece.start + last * _FRAME_SECONDS
            yield msgspec.structs.replace(piece, start=start, end=round(end, 3))


def _voiced(samples: np.ndarray) -> list[bool]:
    """Return whether each frame is louder than a pause; a last frame that is not full is none."""
    size = int(_FRAME_SECONDS * SAMPLE_RATE)
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    level = np.sqrt(np.mean(np.square(frames), axis=1))
    pause = max(_PAUSE_LEVEL * np.percentile(level, _LOUD), np.percentile(level, _QUIET))
    return (level > pause).tolist()
