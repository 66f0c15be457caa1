"""Cutting long audio where nobody speaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def cut_at_pauses(voiced: Sequence[bool], shortest: int, longest: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) frame spans that cover all of `voiced`, one flag a frame.

    A span is at most `longest` frames; one that must end early ends after at least `shortest`
    frames, in the middle of the longest pause there is, or at `longest` where there is none.
    """
    start = 0
    while len(voiced) - start > longest:
        end = start + _middle_of_longest_pause(voiced[start : start + longest], shortest)
        yield start, end
        start = end
    if start < len(voiced):
        yield start, len(voiced)


def _middle_of_longest_pause(voiced: Sequence[bool], shortest: int) -> int:
    best_length, best_middle, pause = 0, len(voiced), 0
    for index in range(shortest, len(voiced)):
        pause = 0 if voiced[index] else pause + 1
        if pause > best_length:
            best_length, best_middle = pause, index + 1 - pause // 2
    return best_middle
