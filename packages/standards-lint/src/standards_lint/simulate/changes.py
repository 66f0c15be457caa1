"""Which changes of a file no verdict can see: comments, shifted lines, bodies that never ran."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from msgspec.structs import replace

from standards_lint.facts import FileFacts
from standards_lint.model import Cell, Step

Span = tuple[int, int]


class Body(NamedTuple):
    """The source text of a function that a call ran, and its first and last line."""

    span: Span
    text: str


class Moved(NamedTuple):
    """Where the lines of a file went that verdicts can name, and the bodies that ran."""

    lines: dict[int, int]
    bodies: list[Body]


def moved(old: FileFacts, new: FileFacts, bodies: Iterable[Body], lines: list[str]) -> Moved | None:
    """Where everything went that judging saw of a file, None where some of it is different.

    Args:
        old: the facts that verdicts rest on.
        new: the facts of the file as it is.
        bodies: what calls ran of the old file.
        lines: the new file.
    """
    found = _Comparison()
    try:
        if not found.same(old, new):
            return None
    except RecursionError:
        return None
    kept = []
    for body in sorted(bodies, key=lambda body: body.span[0] - body.span[1]):
        span = found.place(body.span)
        if span is None or "\n".join(lines[span[0] - 1 : span[1]]) != body.text:
            return None
        if not found.shift(body.span, span):
            return None
        kept.append(Body(span, body.text))
    return Moved({old: new for old, new in found.lines.items() if old != new}, kept)


class _Comparison:
    def __init__(self) -> None:
        self.lines: dict[int, int] = {}
        self._spans: dict[Span, Span] = {}

    def same(self, old: Any, new: Any) -> bool:
        """Whether two facts differ in nothing but lines, which are noted."""
        if type(old) is not type(new):
            return False
        if isinstance(old, tuple):
            return len(old) == len(new) and all(map(self.same, old, new))
        fields = getattr(old, "__struct_fields__", None)
        if fields is None:
            return old == new
        return all(self._same_field(f, getattr(old, f), getattr(new, f)) for f in fields)

    def _same_field(self, field: str, old: Any, new: Any) -> bool:
        if field == "until":
            return True
        if field == "line":
            return self.lines.setdefault(old, new) == new
        if field == "span" and old is not None and new is not None:
            return self._spans.setdefault(old, new) == new
        return self.same(old, new)

    def place(self, span: Span) -> Span | None:
        """Where a definition went: a known one, or one inside a known one."""
        if span in self._spans:
            return self._spans[span]
        for outer, now in self._spans.items():
            if outer[0] <= span[0] and span[1] <= outer[1]:
                by = now[0] - outer[0]
                return span[0] + by, span[1] + by
        return None

    def shift(self, old: Span, new: Span) -> bool:
        """Notes the lines of a body whose text is the same."""
        by = new[0] - old[0]
        return all(
            self.lines.setdefault(line, line + by) == line + by
            for line in range(old[0], old[1] + 1)
        )


def relined(cell: Cell, moves: dict[str, dict[int, int]]) -> Cell | None:
    """A cell after lines moved, None where that must be judged anew.

    Args:
        cell: a verdict.
        moves: the lines that went elsewhere, by the path of their file.
    """
    texts = [text for text in (cell.condition, cell.missing, *cell.assumes) if text]
    if any(f"{path}:" in str(text) for path in moves for text in texts):
        return None
    if not any(step.path in moves for step in cell.chain):
        return cell
    chain = tuple(_relined(step, moves.get(step.path, {})) for step in cell.chain)
    if len(set(chain)) != len(chain):
        return None
    return replace(cell, chain=chain)


def _relined(step: Step, lines: dict[int, int]) -> Step:
    return Step(step.module, step.path, lines.get(step.line, step.line))
