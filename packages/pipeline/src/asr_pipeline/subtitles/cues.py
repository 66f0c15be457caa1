"""Cutting speech into cues.

The limits are those of the Netflix Timed Text Style Guide: two lines of 42 characters, 17
characters a second, 5/6 s to 7 s a cue, two frames between cues. Times are whole milliseconds.

Nothing that was said is left out. Where speech is too fast to be read, cues take time from the
pauses after them, then let the next one begin up to half a second late, and only then are too fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from asr_pipeline.model import Transcript
from asr_pipeline.subtitles.lines import TWO_LINES, break_quality, fits, text_of, wrap
from asr_pipeline.tokens import Token, tokens_of, width_of

CHARACTERS_PER_SECOND = 17
SHORTEST_MS = 833
LONGEST_MS = 7000
GAP_MS = 83  # two frames at 24 frames a second
LAG_MS = 500  # how much later than its first word a cue may appear
_PAUSE_SECONDS = 0.5  # what is said after a longer one should not be read before it


class Cue(Struct, frozen=True):
    """Lines shown from `start` to `end`, in milliseconds."""

    start: int
    end: int
    lines: tuple[str, ...]


def make_cues(transcript: Transcript) -> tuple[Cue, ...]:
    """Return cues in order that never overlap and hold the whole text once."""
    groups = [group for segment in transcript.segments for group in _partition(tokens_of(segment))]
    groups.sort(key=lambda group: group[0].start)
    return tuple(_with_times(groups))


def _partition(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Cut where the sum of the costs of all cues is least (dynamic programming)."""
    best: list[tuple[float, int]] = [(0.0, 0)]  # cost of tokens[:end], start of its last cue
    for end in range(1, len(tokens) + 1):
        starts = _starts(tokens, end)
        best.append(min((best[at][0] + _cost(tokens, at, end), at) for at in starts))
    cuts, end = [], len(tokens)
    while end:
        start = best[end][1]
        cuts.append((start, end))
        end = start
    for start, end in reversed(cuts):
        yield tokens[start:end]


def _starts(tokens: Sequence[Token], end: int) -> Iterator[int]:
    """Yield where a cue may start that ends before `end`: as far back as two lines can hold."""
    width = 0
    for at in range(end - 1, -1, -1):
        width += width_of(tokens[at].text)
        if width > TWO_LINES and at < end - 1:
            return
        yield at
        width += width_of(tokens[at].glue)


def _cost(tokens: Sequence[Token], start: int, end: int) -> float:
    """Return how bad tokens[start:end] are as one cue; infinite if they must not be one."""
    group = tokens[start:end]
    seconds = group[-1].end - group[0].start
    if len(group) > 1 and (seconds * 1000 > LONGEST_MS or not fits(group)):
        return float("inf")
    width = width_of(text_of(group))
    too_short = max(0.0, 1.0 - seconds * 1000 / SHORTEST_MS)
    too_fast = max(0.0, width / max(seconds, 0.001) / CHARACTERS_PER_SECOND - 1.0)
    held_up = max((b.start - a.end for a, b in pairwise(group)), default=0.0)
    bad_break = 0.0
    if end < len(tokens):
        pause = min(tokens[end].start - group[-1].end, 1.0)
        bad_break = 1.0 - max(pause, break_quality(group[-1].text, tokens[end].text))
    return 1.0 + too_short + min(too_fast, 2.0) + max(0.0, held_up - _PAUSE_SECONDS) + bad_break


def _with_times(groups: Sequence[Sequence[Token]]) -> Iterator[Cue]:
    """Show each cue as long as it takes to read it, if the next one leaves that time."""
    earliest = 0
    for index, group in enumerate(groups):
        start = max(round(group[0].start * 1000), earliest)
        spoken = max(round(group[-1].end * 1000), start + 1)
        wanted = reading_ms(text_of(group))
        end = min(max(spoken, start + wanted), start + LONGEST_MS)
        if index + 1 < len(groups):
            following = round(groups[index + 1][0].start * 1000) - GAP_MS
            end = min(end, max(following, min(start + wanted, following + LAG_MS)))
        end = max(end, start + 1)
        yield Cue(start, end, wrap(group))
        earliest = end + GAP_MS


def reading_ms(text: str) -> int:
    """Return how long a text must be shown to be read, in milliseconds."""
    return max(SHORTEST_MS, -(-1000 * width_of(text) // CHARACTERS_PER_SECOND))
