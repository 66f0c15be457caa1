"""Breaking a cue's text into lines."""

from __future__ import annotations

LINE_LENGTH = 42  # characters
_CLAUSE_END = (".", "!", "?", ",", ";", ":", "\N{HORIZONTAL ELLIPSIS}")
_CONJUNCTIONS = frozenset(
    ("and", "because", "but", "if", "nor", "or", "so", "that", "when", "which", "while", "who")
)


def wrap(text: str) -> tuple[str, ...]:
    """Return `text` as one line, or as two of which neither is too long if that can be.

    The break is after punctuation or before a conjunction where there is one near the middle.
    """
    if len(text) <= LINE_LENGTH:
        return (text,)
    words = text.split(" ")
    if len(words) == 1:
        return (text,)
    at = min(range(1, len(words)), key=lambda at: _badness(words, at))
    return " ".join(words[:at]), " ".join(words[at:])


def fits(text: str) -> bool:
    """Return whether `text` can be shown within the limits."""
    return all(len(line) <= LINE_LENGTH for line in wrap(text))


def break_quality(before: str, after: str) -> float:
    """Return from 0 to 1 how natural a break between two words is."""
    if before.endswith(_CLAUSE_END):
        return 0.9
    return 0.5 if after.lower() in _CONJUNCTIONS else 0.0


def _badness(words: list[str], at: int) -> tuple[int, float]:
    first, second = len(" ".join(words[:at])), len(" ".join(words[at:]))
    excess = max(0, first - LINE_LENGTH) + max(0, second - LINE_LENGTH)
    return excess, abs(first - second) - LINE_LENGTH * break_quality(words[at - 1], words[at])
