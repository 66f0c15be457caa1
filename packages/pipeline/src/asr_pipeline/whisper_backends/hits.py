"""Spotted terms take the place of the words they were heard as.

The rule: of spotted terms that overlap, or that would replace the same word, the best scored stays.
It replaces the words whose middle lies in it or which hold its middle, and takes their time; where
there is none, it takes the time that is free between its neighbours. Everything else stays as it
was, in its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise

from msgspec import Struct

from asr_pipeline.model import Word


class Hit(Struct, frozen=True):
    """A term, as it is to be written, spotted as `spoken` from `start` to `end`, in seconds.

    A higher score is better.
    """

    text: str
    spoken: str
    start: float
    end: float
    score: float


class Replacement(Struct, frozen=True):
    """A hit in place of the words from index `first` up to, not including, `after`."""

    hit: Hit
    first: int
    after: int


def replacements(words: Sequence[Word], hits: Iterable[Hit]) -> tuple[Replacement, ...]:
    """Return which words to replace, in order; no two touch the same time or the same word."""
    kept: list[Replacement] = []
    for hit in sorted(hits, key=_rank):
        candidate = Replacement(hit, *_replaced(words, hit))
        if not any(_meet(candidate, other) for other in kept) and _has_room(words, candidate):
            kept.append(candidate)
    return tuple(sorted(kept, key=lambda one: (one.first, one.hit.start)))


def already_heard(words: Sequence[Word], written: Mapping[str, str]) -> tuple[Replacement, ...]:
    """Return where words are, as they stand, what a term is said as, in order; the longest first.

    `written` has the term, as it is to be written, for each text that it may be said as.
    """
    longest = max((len(spoken.split()) for spoken in written), default=0)
    found: list[Replacement] = []
    for first in range(len(words)):
        if found and first < found[-1].after:
            continue
        for after in range(min(first + longest, len(words)), first, -1):
            spoken = " ".join(word.text for word in words[first:after])
            if spoken in written:
                times = words[first].start, words[after - 1].end
                found.append(Replacement(Hit(written[spoken], spoken, *times, 0.0), first, after))
                break
    return tuple(found)


def replace(words: Sequence[Word], chosen: Iterable[Replacement]) -> list[Word]:
    """Return the words with terms in their places, which are in order and touch no word twice."""
    result: list[Word] = []
    at = 0
    for one in chosen:
        result += words[at : one.first]
        result += _written(words, one)
        at = one.after
    return [*result, *words[at:]]


def overlap(one: Hit, other: Hit) -> bool:
    """Return whether two hits take some of the same time."""
    return one.start < other.end and other.start < one.end


def confirms(words: Sequence[Word], one: Replacement) -> bool:
    """Return whether the words are what was spotted, so that only their spelling changes."""
    return [word.text for word in words[one.first : one.after]] == one.hit.spoken.split()


def _rank(hit: Hit) -> tuple[float, float, float, str, str]:
    return -hit.score, hit.start, -hit.end, hit.text, hit.spoken


def _replaced(words: Sequence[Word], hit: Hit) -> tuple[int, int]:
    middle = (hit.start + hit.end) / 2
    inside = [
        index
        for index, word in enumerate(words)
        if hit.start <= (word.start + word.end) / 2 < hit.end or word.start <= middle < word.end
    ]
    if inside:
        return inside[0], inside[-1] + 1
    place = sum(word.end <= middle for word in words)
    return place, place


def _meet(one: Replacement, other: Replacement) -> bool:
    same_word = one.first < other.after and other.first < one.after
    same_gap = one.first == one.after == other.first == other.after
    return overlap(one.hit, other.hit) or same_word or same_gap


def _has_room(words: Sequence[Word], one: Replacement) -> bool:
    start, end = _times(words, one)
    return start < end


def _times(words: Sequence[Word], one: Replacement) -> tuple[float, float]:
    if one.first < one.after:
        return words[one.first].start, words[one.after - 1].end
    before = words[one.first - 1].end if one.first else 0.0
    behind = words[one.after].start if one.after < len(words) else one.hit.end
    return max(one.hit.start, before), min(one.hit.end, behind)


def _written(words: Sequence[Word], one: Replacement) -> Iterator[Word]:
    """Yield the term's words; each takes time by its letters, unless as many were heard."""
    texts = one.hit.text.split()
    heard = words[one.first : one.after]
    known = confirms(words, one)
    if len(texts) == len(heard):
        for text, word in zip(texts, heard, strict=True):
            yield Word(text, word.start, word.end, word.confidence if known else None)
        return
    confidence = min((word.confidence or 0.0 for word in heard), default=0.0) if known else None
    for text, (start, end) in zip(texts, shares(texts, *_times(words, one)), strict=True):
        yield Word(text, start, end, confidence)


def shares(texts: Sequence[str], start: float, end: float) -> Iterator[tuple[float, float]]:
    """Yield the time that each text takes by its letters, of that from `start` to `end`."""
    letters = [0, *accumulate(map(len, texts))]
    edges = [round(start + (end - start) * count / letters[-1], 3) for count in letters]
    edges[0], edges[-1] = start, end  # no rounding may reach into a neighbour
    return pairwise(edges)
