"""Interprets facts as an interpreter of one environment would, to tell what importing does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.simulate.judge import judge

if TYPE_CHECKING:
    from standards_lint.model import Cell, Event
    from standards_lint.simulate.ports import Code, Surroundings

__all__ = ["judge", "tell"]


def tell(code: Code, around: Surroundings, module: str) -> tuple[Cell, tuple[Event, ...]]:
    """The verdict of one module and every step that led to it."""
    from standards_lint.simulate import verdicts

    return verdicts.tell(code, around, module)
