"""Breaking a cue's text into lines."""

from __future__ import annotations

from collections.abc import Sequence

from asr_pipeline.tokens import Token, width_of

LINE_LENGTH = 42  # characters
TWO_LINES = 2 * LINE_LENGTH + 1  # with the blank between them
_CLAUSE_END = tuple(".!?,;:\N{HORIZONTAL ELLIPSIS}\u3001\u3002\uff0c\uff01\uff1f\uff1b\uff1a")
_CONJUNCTIONS = frozenset(
    ("and", "because", "but", "if", "nor", "or", "so", "that", "when", "which", "while", "who")
)


def text_of(tokens: Sequence[Token]) -> str:
    """Return the text that tokens make."""
    return "".join(token.glue + token.text for token in tokens).strip()


def wrap(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the tokens as one line, or as two of which neither is too long if that can be.

    The break is after punctuation or before a conjunction where there is one near the middle.
    """
    whole = text_of(tokens)
    if width_of(whole) <= LINE_LENGTH or len(tokens) == 1:
        return (whole,)
    at = min(range(1, len(tokens)), key=lambda at: _badness(tokens, at))
    return text_of(tokens[:at]), text_of(tokens[at:])


def fits(tokens: Sequence[Token]) -> bool:
    """Return whether tokens can be shown within the limits."""
    if width_of(text_of(tokens)) > TWO_LINES:
        return False
    return all(width_of(line) <= LINE_LENGTH for line in wrap(tokens))


def break_quality(before: str, after: str) -> float:
    """Return from 0 to 1 how natural a break between two words is."""
    if before.endswith(_CLAUSE_END):
        return 0.9
    return 0.5 if after.lower() in _CONJUNCTIONS else 0.0


def _badness(tokens: Sequence[Token], at: int) -> tuple[int, float]:
    first, second = width_of(text_of(tokens[:at])), width_of(text_of(tokens[at:]))
    excess = max(0, first - LINE_LENGTH) + max(0, second - LINE_LENGTH)
    quality = break_quality(tokens[at - 1].text, tokens[at].text)
    return excess, abs(first - second) - LINE_LENGTH * quality
