"""The same words over and over: a decoder that feeds on its own output.

Of a loop, what is said first stays. People repeat themselves too, a few words a few times: what is
taken for a loop is more than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from asr_pipeline.model import Removal, Segment
from asr_pipeline.tokens import Token, tokens_of

LONGEST_PHRASE = 12  # words
# How often a phrase of one, two, three or more words must follow itself.
REPEATS = (8, 5, 4)
_MARKS = re.compile(r"\W+")


class Loop(NamedTuple):
    """Tokens `first` to `last`, `last` excluded, that only repeat what is before them."""

    first: int
    last: int
    times: int


def remove(segments: Iterable[Segment]) -> tuple[list[Segment], list[Removal]]:
    """Return the segments without their loops, and what was removed."""
    kept: list[Segment] = []
    removed: list[Removal] = []
    for group in _with_same_words(segments):
        looped = len(group) >= fewest_repeats(len(tokens_of(group[0])))
        spoken, repeated = (group[:1], group[1:]) if looped else (group, [])
        reason = f"said {len(group)} times in a row"
        removed += [Removal(one.text, one.start, one.end, reason) for one in repeated]
        for segment in spoken:
            shorter, cut = _unlooped(segment)
            kept.append(shorter)
            removed += cut
    return kept, removed


def fewest_repeats(words: int) -> int:
    """Return how often a phrase of so many words must follow itself to be a loop."""
    return REPEATS[min(words, len(REPEATS)) - 1]


def _with_same_words(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    group: list[Segment] = []
    for segment in segments:
        if group and _spoken(segment.text) != _spoken(group[0].text):
            yield group
            group = []
        group.append(segment)
    if group:
        yield group


def _unlooped(segment: Segment) -> tuple[Segment, list[Removal]]:
    tokens = tokens_of(segment)
    loops = list(_loops([_spoken(token.text) for token in tokens]))
    if not loops:
        return segment, []
    gone = {at for loop in loops for at in range(loop.first, loop.last)}
    return _without(segment, tokens, gone), [
        Removal(
            segment.text[tokens[loop.first].first : tokens[loop.last - 1].last],
            tokens[loop.first].start,
            tokens[loop.last - 1].end,
            f"said {loop.times} times in a row",
        )
        for loop in loops
    ]


def _loops(words: Sequence[str]) -> Iterator[Loop]:
    """Find loops from the left, the shortest phrase first; they do not overlap."""
    at = 0
    while at < len(words):
        loop = next(
            filter(None, (_loop_at(words, at, n) for n in _phrase_lengths(words, at))), None
        )
        if loop:
            yield loop
        at = loop.last if loop else at + 1


def _phrase_lengths(words: Sequence[str], at: int) -> range:
    return range(1, min(LONGEST_PHRASE, (len(words) - at) // REPEATS[-1]) + 1)


def _loop_at(words: Sequence[str], at: int, length: int) -> Loop | None:
    phrase = words[at : at + length]
    last = at + length
    while words[last : last + length] == phrase:
        last += length
    times = (last - at) // length
    return Loop(at + length, last, times) if times >= fewest_repeats(length) else None


def _without(segment: Segment, tokens: Sequence[Token], gone: set[int]) -> Segment:
    kept = [token for at, token in enumerate(tokens) if at not in gone]
    text = "".join(token.glue + segment.text[token.first : token.last] for token in kept)
    words = [word for word in segment.words if word.text.strip()]
    timed = len(words) == len(tokens)
    return msgspec.structs.replace(
        segment,
        text=text.strip(),
        end=kept[-1].end,
        words=tuple(word for at, word in enumerate(words) if at not in gone) if timed else (),
    )


def _spoken(text: str) -> str:
    """Return a text as it sounds: without case and marks; marks alone stay what they are."""
    return _MARKS.sub(" ", text.casefold()).strip() or text
