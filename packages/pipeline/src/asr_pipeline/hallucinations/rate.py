"""More words than anybody can say in the time.

Fast speech has about 5 words and 25 characters a second; the limits are twice that. Few words are
left alone: the times of a short answer may be off by more than it lasts.
"""

from __future__ import annotations

from asr_pipeline.model import Segment
from asr_pipeline.tokens import tokens_of

WORDS_PER_SECOND = 10
CHARACTERS_PER_SECOND = 50
FEWEST_WORDS = 5
_SHORTEST_SECONDS = 0.01  # a frame: segments may have no length at all


def objection(segment: Segment) -> str | None:
    """Return why the segment is not speech, or None."""
    words = len(tokens_of(segment))
    seconds = max(segment.end - segment.start, _SHORTEST_SECONDS)
    too_fast = (
        words > WORDS_PER_SECOND * seconds and len(segment.text) > CHARACTERS_PER_SECOND * seconds
    )
    if words < FEWEST_WORDS or not too_fast:
        return None
    return f"{words} words in {seconds:.2f} s"
