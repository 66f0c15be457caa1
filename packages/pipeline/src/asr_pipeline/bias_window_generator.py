"""Which glossary terms a decoder is told about, and when.

A decoder takes few terms at once, so the audio is divided into windows of equal length, each with
the terms that may be said in it: those without times, and those whose times meet the window.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from asr_pipeline.model import Term

WINDOW_SECONDS = 30.0  # what Whisper decodes at once
# Whisper's prompt holds half of its 448 positions less one (`n_text_ctx // 2 - 1`); half of that
# again is left to the text before.
TOKEN_BUDGET = 111


class BiasWindow(Struct, frozen=True):
    """The terms to expect from `start` to `end`, in seconds, the most important first."""

    start: float
    end: float
    terms: tuple[str, ...]


def create_bias_windows(
    terms: Iterable[Term],
    duration: float,
    *,
    window_seconds: float = WINDOW_SECONDS,
    token_budget: int = TOKEN_BUDGET,
    count_tokens: Callable[[str], int] | None = None,
) -> tuple[BiasWindow, ...]:
    """Return windows that cover `duration` seconds in order, without gaps or overlaps.

    Terms go by priority, highest first, then as the glossary has them, until the budget is used
    up; one that does not fit any more is left out for a shorter one after it. `count_tokens` tells
    how many tokens a term takes; without a tokenizer, `estimated_tokens` does.

    Raises:
        ValueError: the window's length or the budget is not positive.
    """
    if window_seconds <= 0 or token_budget <= 0:
        raise ValueError("a window's length and its token budget must be positive")
    ranked = sorted(terms, key=lambda term: -term.priority)
    count = count_tokens or estimated_tokens
    return tuple(
        BiasWindow(start, end, tuple(_within(_relevant(ranked, start, end), token_budget, count)))
        for start, end in _edges(duration, window_seconds)
    )


def get_window_for_time(windows: Sequence[BiasWindow], seconds: float) -> BiasWindow | None:
    """Return the window that holds a time; the last one also holds its end. None outside."""
    at = bisect_right(windows, seconds, key=lambda window: window.start) - 1
    if at < 0 or not windows:
        return None
    inside = seconds < windows[at].end or (at == len(windows) - 1 and seconds == windows[at].end)
    return windows[at] if inside else None


def estimated_tokens(term: str) -> int:
    """Return how many tokens a term may take with Whisper's byte-level vocabulary, and a comma.

    A token holds at least one byte. Names in Latin letters take about one token for three of
    them; of other writing, a token is counted for each byte.
    """
    size = len(term.encode())
    return (math.ceil(size / 2) if term.isascii() else size) + 1


def _edges(duration: float, window_seconds: float) -> Iterator[tuple[float, float]]:
    for number in range(math.ceil(duration / window_seconds)):
        start = number * window_seconds
        yield round(start, 3), round(min(start + window_seconds, duration), 3)


def _relevant(ranked: Iterable[Term], start: float, end: float) -> Iterator[Term]:
    for term in ranked:
        if not term.spans or any(span.start < end and start < span.end for span in term.spans):
            yield term


def _within(terms: Iterable[Term], budget: int, count: Callable[[str], int]) -> Iterator[str]:
    for term in terms:
        cost = count(term.text)
        if cost <= budget:
            budget -= cost
            yield term.text
