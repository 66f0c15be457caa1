"""The matrix for people: one row for a package whose modules agree, one for each that differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from standards_lint.model import VERDICTS, Cell, Matrix, Row
from standards_lint.reporters.style import Style

_MARKS = {"importable": "ok", "conditional": "?"}
_COLOURS = {"ok": "green", "?": "yellow", "-": "dim"}
_NOT_REQUIRED = "-"
_UNLIMITED = 10_000

Texts = tuple[str, ...]


class Line(Struct, frozen=True):
    """A row as it is drawn: `depth` below its package, a text for each environment."""

    label: str
    depth: int
    texts: Texts


def render(matrix: Matrix, style: Style) -> Iterator[str]:
    """A table, then how many modules have which verdict in each environment."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("module", no_wrap=not style.is_coloured, overflow="fold")
    for name in matrix.environments:
        table.add_column(name, overflow="fold")
    for line in lines(matrix):
        texts = [_coloured(text) for text in line.texts]
        table.add_row("  " * line.depth + line.label, *texts)
    table.add_section()
    for verdict, texts in totals(matrix):
        table.add_row(verdict, *texts, style="dim")
    console = Console(
        force_terminal=style.is_coloured,
        no_color=not style.is_coloured,
        highlight=False,
        width=None if style.is_coloured else _UNLIMITED,
    )
    with console.capture() as captured:
        console.print(table)
    yield from (line.rstrip() for line in captured.get().splitlines())


def lines(matrix: Matrix) -> Iterator[Line]:
    """Packages in order of name, each followed by the modules that differ from it."""
    tree: dict[str, list[Row]] = {}
    for row in sorted(matrix.modules, key=lambda row: row.module):
        tree.setdefault(row.module.partition(".")[0], []).append(row)
    for top, rows in tree.items():
        yield from _package(top, rows, matrix.environments, 0)


def totals(matrix: Matrix) -> Iterator[tuple[str, Texts]]:
    """Each verdict that occurs, with its count in every environment."""
    tallies = {
        name: Counter(row.cells[name].verdict for row in matrix.modules if name in row.cells)
        for name in matrix.environments
    }
    for verdict in VERDICTS:
        counts = tuple(str(tallies[name][verdict]) for name in matrix.environments)
        if any(count != "0" for count in counts):
            yield verdict, counts


def _package(
    name: str, rows: list[Row], environments: tuple[str, ...], depth: int
) -> Iterator[Line]:
    """One line if all rows agree; else the commonest verdict, and what differs below it."""
    tally = Counter(_texts(row, environments) for row in rows)
    common = tally.most_common(1)[0][0]
    if len(tally) == 1:
        label = rows[0].module if len(rows) == 1 else f"{name} ({len(rows)} modules)"
        yield Line(label, depth, common)
        return
    yield Line(f"{name} ({tally[common]} of {len(rows)} modules)", depth, common)
    groups: dict[str, list[Row]] = {}
    for row in rows:
        rest = row.module.removeprefix(name).lstrip(".")
        child = f"{name}.{rest.partition('.')[0]}" if rest else name
        groups.setdefault(child, []).append(row)
    for child, members in groups.items():
        if all(_texts(row, environments) == common for row in members):
            continue
        if child == name:
            yield Line(f"{name} itself", depth + 1, _texts(members[0], environments))
        else:
            yield from _package(child, members, environments, depth + 1)


def _texts(row: Row, environments: tuple[str, ...]) -> Texts:
    return tuple(_text(row.cells.get(name)) for name in environments)


def _text(cell: Cell | None) -> str:
    if cell is None:
        return _NOT_REQUIRED
    if cell.verdict == "unimportable":
        return f"no {cell.missing}" if cell.kind != "syntax" else "no: syntax"
    return _MARKS[cell.verdict]


def _coloured(text: str) -> str:
    from rich.markup import escape

    return f"[{_COLOURS.get(text, 'red')}]{escape(text)}[/]"
