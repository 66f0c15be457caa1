"""A segment's text and its words, brought together.

The text decides what is shown: words carry times, but not what stands between them, and not every
writing puts blanks there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from asr_pipeline.model import Segment

_BLANKS = re.compile(r"\s+")


class Token(Struct, frozen=True):
    """The smallest part that may be moved: `glue` stands before it, a blank or nothing.

    `first` and `last` are the character positions in the segment's text, `last` excluded; `start`
    and `end` are seconds.
    """

    text: str
    start: float
    end: float
    glue: str
    first: int
    last: int


def tokens_of(segment: Segment) -> tuple[Token, ...]:
    """Return the tokens that make up the segment's text, with the times of its words.

    Where there are no word times, or the words are not those of the text, tokens share the
    segment's time by their length.
    """
    bounds = _bounds_of_words(segment)
    if bounds is None:
        return tuple(_spread(segment))
    times = [(word.start, word.end) for word in segment.words if word.text.strip()]
    return tuple(
        _token(segment.text, first, last, *time)
        for (first, last), time in zip(bounds, times, strict=True)
    )


def width_of(text: str) -> int:
    """Return how many columns a text takes; wide characters (Unicode TR 11: W and F) take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _bounds_of_words(segment: Segment) -> list[tuple[int, int]] | None:
    """Return where each word is in the text; what is between two belongs to the first."""
    starts, at = [], 0
    for text in filter(None, (word.text.strip() for word in segment.words)):
        found = segment.text.find(text, at)
        if found < 0:
            return None
        starts.append(found)
        at = found + len(text)
    if not starts:
        return None
    starts[0] = len(segment.text) - len(segment.text.lstrip())
    ends = [*starts[1:], len(segment.text)]
    trimmed = (segment.text[start:end].rstrip() for start, end in zip(starts, ends, strict=True))
    return [(start, start + len(text)) for start, text in zip(starts, trimmed, strict=True)]


def _spread(segment: Segment) -> Iterator[Token]:
    bounds = list(_bounds_in(segment.text))
    letters = sum(last - first for first, last in bounds)
    start = segment.start
    for first, last in bounds:
        end = start + (segment.end - segment.start) * (last - first) / letters
        yield _token(segment.text, first, last, start, end)
        start = end


def _bounds_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield words between blanks; wide characters, which have no blanks between words, one by one.

    Punctuation stays with what is before it.
    """
    for found in re.finditer(r"\S+", text):
        first = found.start()
        for at in range(found.start() + 1, found.end()):
            if _may_part(text[at - 1], text[at]):
                yield first, at
                first = at
        yield first, found.end()


def _may_part(before: str, after: str) -> bool:
    wide = any(unicodedata.east_asian_width(one) in "WF" for one in (before, after))
    syllables = any("HANGUL" in unicodedata.name(one, "") for one in (before, after))
    opening = unicodedata.category(before) in ("Ps", "Pi")
    closing = unicodedata.category(after)[0] in "PM" and unicodedata.category(after) not in (
        "Ps",
        "Pi",
    )
    return wide and not syllables and not opening and not closing


def _token(text: str, first: int, last: int, start: float, end: float) -> Token:
    glue = " " if first and text[first - 1].isspace() else ""
    return Token(_BLANKS.sub(" ", text[first:last]), start, end, glue, first, last)
