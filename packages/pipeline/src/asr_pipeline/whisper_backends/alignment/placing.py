"""Words with all their times, from an aligner that may leave some out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from asr_pipeline.model import Segment, Word
from asr_pipeline.whisper_backends import heard


class Placed(NamedTuple):
    """A word as an aligner gives it; each field but the text may be missing or NaN."""

    text: str
    start: float | None = None
    end: float | None = None
    confidence: float | None = None


def with_words(segment: Segment, found: Sequence[Placed]) -> Segment:
    """Return the segment with these words, and from the first to the last of them.

    Words stay in order and within the segment. One without times shares the room between its
    neighbours with others like it. Where none has times, the segment stays as it was.
    """
    starts = [heard.number(one.start) for one in found]
    if all(start is None for start in starts):
        return segment
    words: list[Word] = []
    cursor = segment.start
    for at, one in enumerate(found):
        start, end = starts[at], heard.number(one.end)
        if start is None or end is None:
            start, end = cursor, cursor + _share(starts[at:], cursor, segment.end)
        start = min(max(start, cursor), segment.end)
        cursor = min(max(end, start), segment.end)
        words.append(Word(one.text, start, cursor, heard.number(one.confidence)))
    return Segment(segment.text, words[0].start, words[-1].end, segment.confidence, tuple(words))


def _share(starts: Sequence[float | None], cursor: float, end: float) -> float:
    """Return what each of the words without times at the front of `starts` gets, in seconds."""
    timed = (at for at, start in enumerate(starts) if at and start is not None)
    following = next(timed, None)
    limit = end if following is None else starts[following]
    return max(round((limit - cursor) / (following or len(starts)), 4), 0.0)
