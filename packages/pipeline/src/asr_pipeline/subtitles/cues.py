"""Cutting speech into cues.

The limits are those of the Netflix Timed Text Style Guide: two lines of 42 characters, 17
characters a second, 5/6 s to 7 s a cue, two frames between cues. Times are whole milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from asr_pipeline.model import Segment, Transcript, Word
from asr_pipeline.subtitles.lines import break_quality, fits, wrap

CHARACTERS_PER_SECOND = 17
SHORTEST_MS = 833
LONGEST_MS = 7000
GAP_MS = 83  # two frames at 24 frames a second
_PAUSE_SECONDS = 0.5  # what is said after a longer one should not be read before it
_MOST_WORDS = 42  # two full lines of one-letter words


class Cue(Struct, frozen=True):
    """Lines shown from `start` to `end`, in milliseconds."""

    start: int
    end: int
    lines: tuple[str, ...]


def make_cues(transcript: Transcript) -> tuple[Cue, ...]:
    """Return cues in order that never overlap and hold every word once."""
    groups = [
        group for segment in transcript.segments for group in _partition(_timed_words(segment))
    ]
    groups.sort(key=lambda group: group[0].start)
    return tuple(_with_times(groups))


def _timed_words(segment: Segment) -> list[Word]:
    """Return the segment's words; without word times, spread them over it by their length."""
    if segment.words:
        return [word for word in segment.words if word.text.strip()]
    texts = segment.text.split()
    per_character = (segment.end - segment.start) / max(sum(map(len, texts)), 1)
    words, start = [], segment.start
    for text in texts:
        end = start + len(text) * per_character
        words.append(Word(text, start, end))
        start = end
    return words


def _partition(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Cut where the sum of the costs of all cues is least (dynamic programming)."""
    best: list[tuple[float, int]] = [(0.0, 0)]  # cost of words[:end], start of its last cue
    for end in range(1, len(words) + 1):
        starts = range(max(0, end - _MOST_WORDS), end)
        best.append(min((best[at][0] + _cost(words, at, end), at) for at in starts))
    cuts, end = [], len(words)
    while end:
        start = best[end][1]
        cuts.append((start, end))
        end = start
    for start, end in reversed(cuts):
        yield words[start:end]


def _cost(words: Sequence[Word], start: int, end: int) -> float:
    """Return how bad words[start:end] are as one cue; infinite if they must not be one."""
    group = words[start:end]
    seconds = group[-1].end - group[0].start
    if len(group) > 1 and (seconds * 1000 > LONGEST_MS or not fits(_text(group))):
        return float("inf")
    too_short = max(0.0, 1.0 - seconds * 1000 / SHORTEST_MS)
    too_fast = max(0.0, len(_text(group)) / max(seconds, 0.001) / CHARACTERS_PER_SECOND - 1.0)
    held_up = max((b.start - a.end for a, b in pairwise(group)), default=0.0)
    bad_break = 0.0
    if end < len(words):
        pause = min(words[end].start - group[-1].end, 1.0)
        bad_break = 1.0 - max(pause, break_quality(group[-1].text, words[end].text))
    return 1.0 + too_short + min(too_fast, 2.0) + max(0.0, held_up - _PAUSE_SECONDS) + bad_break


def _with_times(groups: Sequence[Sequence[Word]]) -> Iterator[Cue]:
    """Show each cue as long as it takes to read it, if the next one leaves that time."""
    earliest = 0
    for index, group in enumerate(groups):
        text = _text(group)
        start = max(round(group[0].start * 1000), earliest)
        end = max(round(group[-1].end * 1000), start + 1)
        wanted = max(SHORTEST_MS, -(-1000 * len(text) // CHARACTERS_PER_SECOND))
        end = min(max(end, start + wanted), start + LONGEST_MS)
        if index + 1 < len(groups):
            end = min(end, round(groups[index + 1][0].start * 1000) - GAP_MS)
        end = max(end, start + 1)
        yield Cue(start, end, wrap(text))
        earliest = end + GAP_MS


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text.strip() for word in words)
