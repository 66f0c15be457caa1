"""From what the Whisper family's libraries return to our transcript.

They return numpy scalars, NaN for undefined probabilities, times outside the audio, and leave
fields out; none of that may reach an artifact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import SupportsFloat

from asr_pipeline.model import Segment, Word
from asr_pipeline.pieces import Piece

Span = tuple[float, float]


def number(value: SupportsFloat | None) -> float | None:
    """Return a plain finite float rounded to a tenth of a millisecond, or None."""
    plain = float(value) if value is not None else math.nan
    return round(plain, 4) if math.isfinite(plain) else None


def confidence_from_log(mean_log_probability: SupportsFloat | None) -> float | None:
    """Return the geometric mean of token probabilities, from 0 to 1."""
    plain = number(mean_log_probability)
    return None if plain is None else round(math.exp(min(plain, 0.0)), 4)


def span(start: SupportsFloat | None, end: SupportsFloat | None, piece: Piece) -> Span | None:
    """Return (start, end) in seconds of the audio, or None where a time is missing.

    The times given count from the start of the piece, and may lie outside of it.
    """
    begin, finish = number(start), number(end)
    if begin is None or finish is None:
        return None
    begin = min(max(round(piece.start + begin, 4), piece.start), piece.end)
    return begin, min(max(round(piece.start + finish, 4), begin), piece.end)


def word(text: str, times: Span | None, probability: SupportsFloat | None) -> Word | None:
    """Return a word, or None where it is blank or has no times."""
    if times is None or not text.strip():
        return None
    return Word(text.strip(), *times, number(probability))


def segment(
    text: str,
    times: Span | None,
    mean_log_probability: SupportsFloat | None,
    words: Iterable[Word | None] = (),
) -> Segment | None:
    """Return a segment, or None where it is blank or has no times."""
    if times is None or not text.strip():
        return None
    kept = tuple(found for found in words if found)
    return Segment(text.strip(), *times, confidence_from_log(mean_log_probability), kept)
