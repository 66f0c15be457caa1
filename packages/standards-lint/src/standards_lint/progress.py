"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

# Called with what is done (`reading files`), how many are done, and how many there are.
Progress = Callable[[str, int, int], None]


def silent(text: str, done: int, total: int) -> None:
    """Tells nobody."""


def counted(items: Iterable[Item], count: Callable[[int], object]) -> Iterator[Item]:
    """The items, each counted as it comes."""
    for done, item in enumerate(items, start=1):
        count(done)
        yield item


def reported(items: Iterable[Item], progress: Progress, text: str, total: int) -> Iterator[Item]:
    """The same, and somebody hears of it."""
    return counted(items, lambda done: progress(text, done, total))
