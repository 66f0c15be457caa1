"""The environments for people: a row each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from standards_lint.model import EnvironmentFacts
from standards_lint.reporters.style import Style

_COLUMNS = ("environment", "python", "platform", "distributions", "state", "interpreter")
_GAP = "  "


def render(found: Iterable[EnvironmentFacts], style: Style) -> Iterator[str]:
    """A table."""
    rows = [_COLUMNS, *map(_row, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        cells = [text.ljust(width) for text, width in zip(row, widths, strict=True)]
        line = _GAP.join(cells).rstrip()
        yield line if number else style.paint(line, "bold")


def _row(item: EnvironmentFacts) -> tuple[str, ...]:
    return (
        item.environment,
        item.python,
        f"{item.platform} {item.machine}",
        str(len(item.distributions)),
        item.state,
        item.interpreter or "none here",
    )
