"""Decides which findings the comments hide, and which comments hide nothing.

A comment at the place of a finding, or at a step of a chain that no verdict stands behind, hides
the finding. A comment at a step of the chain of an unimportable module excuses the modules of
that chain: what breaks by another way is still told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from standards_lint.model import Cell, Finding, Matrix, Step, Suppression

ALL = "ALL"

# By module and environment, the comment that excuses it.
Excused = dict[tuple[str, str], Suppression]


class Silencer:
    """The comments of a run, which notes the ones that are needed."""

    def __init__(self, suppressions: Iterable[Suppression]) -> None:
        self._suppressions = tuple(suppressions)
        self._by_path: dict[str, list[Suppression]] = {}
        for item in self._suppressions:
            self._by_path.setdefault(item.path, []).append(item)
        self._used: set[tuple[str, int, str]] = set()

    def concerns(self, code: str) -> bool:
        """Whether any comment is about a rule."""
        return any(_means(prefix, code) for item in self._suppressions for prefix in item.codes)

    def hiding(self, finding: Finding) -> Suppression | None:
        """The comment at the place of a finding."""
        return self._at(finding.code, finding.path, finding.line)

    def hiding_chain(self, finding: Finding) -> Suppression | None:
        """The comment at the first step of a finding's chain that has one."""
        return self._on_the_way(finding.code, finding.chain)

    def excused(self, finding: Finding, matrix: Matrix) -> Excused:
        """The modules that a finding breaks, and those on the way, with a comment on the way."""
        breaks = frozenset(finding.breaks)
        found: Excused = {}
        for row in matrix.modules:
            for environment, cell in row.cells.items() if row.module in breaks else ():
                if _ends_at(cell, finding) and (by := self._on_the_way(finding.code, cell.chain)):
                    found[row.module, environment] = by
                    found.update({(step.module, environment): by for step in cell.chain})
        return found

    def judged(self, ran: Callable[[str, str], bool]) -> tuple[Suppression, ...]:
        """The comments, each with its codes that hid nothing.

        Args:
            ran: whether all the rules that a prefix means ran in the file of a path.
        """
        return tuple(
            replace(item, unused=tuple(self._unused(item, ran))) for item in self._suppressions
        )

    def _unused(self, item: Suppression, ran: Callable[[str, str], bool]) -> Iterator[str]:
        for code in item.codes:
            if (item.path, item.line, code) not in self._used and ran(code, item.path):
                yield code

    def _on_the_way(self, code: str, chain: tuple[Step, ...]) -> Suppression | None:
        places = (self._at(code, step.path, step.line) for step in chain)
        return next((item for item in places if item is not None), None)

    def _at(self, code: str, path: str, line: int) -> Suppression | None:
        found = None
        for item in self._by_path.get(path, ()):
            codes = [prefix for prefix in item.codes if _means(prefix, code)]
            if codes and _covers(item, line):
                self._used.update((item.path, item.line, prefix) for prefix in codes)
                found = found or item
        return found


def without(matrix: Matrix, excused: Excused) -> Matrix:
    """The matrix without the cells of modules that are excused."""
    rows = []
    for row in matrix.modules:
        cells = {name: c for name, c in row.cells.items() if (row.module, name) not in excused}
        rows.append(row if len(cells) == len(row.cells) else replace(row, cells=cells))
    return replace(matrix, modules=tuple(rows))


def _ends_at(cell: Cell, finding: Finding) -> bool:
    last = cell.chain[-1] if cell.chain else None
    return last is not None and (last.path, last.line) == (finding.path, finding.line)


def _covers(item: Suppression, line: int) -> bool:
    return item.first is None or item.last is None or item.first <= line <= item.last


def _means(prefix: str, code: str) -> bool:
    return prefix == ALL or code.startswith(prefix)
