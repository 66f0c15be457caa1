"""The matrix for people: one row for a package whose modules agree, one for each that differs."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator

from msgspec import Struct

from standards_lint.model import PLATFORM_FACTS, VERDICTS, Cell, Matrix, Row, is_dotted_name
from standards_lint.reporters.style import Style

_MARKS = {"importable": "ok", "conditional": "?"}
_COLOURS = {"ok": "green", "?": "yellow", "-": "dim"}
_NOT_REQUIRED = "-"
_UNLIMITED = 10_000
_MOST_COUNTS = 3
MOST_LINES = 150

Texts = tuple[str, ...]


class Line(Struct, frozen=True):
    """A row as it is drawn: `depth` below its package, a text for each environment."""

    label: str
    depth: int
    texts: Texts


class Package:
    """The modules at and below a dotted name; the empty name stands for all of them."""

    def __init__(self, name: str, rows: list[Row], environments: tuple[str, ...]) -> None:
        self.name = name
        self.rows = rows
        self.tally = Counter(_texts(row, environments) for row in rows)
        self._environments = environments

    @property
    def common(self) -> Texts:
        """What most of the modules say."""
        return self.tally.most_common(1)[0][0]

    @property
    def is_uniform(self) -> bool:
        """Whether all modules say the same."""
        return len(self.tally) == 1

    @property
    def label(self) -> str:
        """The name, with the number of modules where there are several."""
        size = len(self.rows)
        return self.rows[0].module if size == 1 else f"{self.name} ({size} modules)"

    def children(self) -> Iterator[Package]:
        """The package's own module, then what lies directly below it."""
        groups: dict[str, list[Row]] = {}
        for row in self.rows:
            rest = row.module.removeprefix(self.name).lstrip(".")
            below = f"{self.name}.{rest.partition('.')[0]}".lstrip(".")
            name = row.module if row.is_script else below if rest else self.name
            groups.setdefault(name, []).append(row)
        for name, rows in groups.items():
            yield Package(name, rows, self._environments)

    def differing(self) -> Iterator[Package]:
        """The children where a module says something else than most of the package."""
        if not self.is_uniform:
            common = self.common
            yield from (child for child in self.children() if set(child.tally) != {common})

    def counts(self) -> Texts:
        """For each environment, how many modules say what."""
        found = []
        for index in range(len(self._environments)):
            tally: Counter[str] = Counter()
            for texts, count in self.tally.items():
                tally[texts[index]] += count
            listed = [f"{count} {text}" for text, count in tally.most_common(_MOST_COUNTS)]
            found.append(", ".join([*listed, "..."] if len(tally) > _MOST_COUNTS else listed))
        return tuple(found)


def render(matrix: Matrix, style: Style) -> Iterator[str]:
    """A table, then how many modules have which verdict in each environment."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("module", no_wrap=not style.is_coloured, overflow="fold")
    for name in matrix.environments:
        table.add_column(name, overflow="fold")
    for line in lines(matrix):
        table.add_row("  " * line.depth + line.label, *map(_coloured, line.texts))
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


def lines(matrix: Matrix, most: int = MOST_LINES) -> Iterator[Line]:
    """Packages in order of name, each followed by what in it differs from the most of it.

    Packages stay closed, with counts for each environment, once about `most` lines are used.
    """
    whole = Package("", sorted(matrix.modules, key=lambda row: row.module), matrix.environments)
    tops = list(whole.children())
    opened = _opened(tops, most)
    for top in tops:
        yield from _drawn(top, opened, 0)


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


def _opened(tops: list[Package], most: int) -> set[str]:
    """The packages to show from the inside: the outer ones first, as far as the lines go."""
    opened: set[str] = set()
    waiting = deque(tops)
    used = len(tops)
    while waiting:
        package = waiting.popleft()
        differing = list(package.differing())
        if differing and used + len(differing) <= max(most, len(tops)):
            opened.add(package.name)
            used += len(differing)
            waiting.extend(differing)
    return opened


def _drawn(package: Package, opened: set[str], depth: int) -> Iterator[Line]:
    if package.is_uniform:
        yield Line(package.label, depth, package.common)
    elif package.name not in opened:
        yield Line(package.label, depth, package.counts())
    else:
        agreeing = package.tally[package.common]
        label = f"{package.name} ({agreeing} of {len(package.rows)} modules)"
        yield Line(label, depth, package.common)
        for child in package.differing():
            if child.name == package.name:
                yield Line(f"{child.name} itself", depth + 1, child.common)
            else:
                yield from _drawn(child, opened, depth + 1)


def _texts(row: Row, environments: tuple[str, ...]) -> Texts:
    return tuple(_text(row.cells.get(name)) for name in environments)


def _text(cell: Cell | None) -> str:
    if cell is None:
        return _NOT_REQUIRED
    if cell.verdict == "unimportable":
        if cell.kind == "syntax":
            return "no: syntax"
        if cell.kind == "name" and not is_dotted_name(str(cell.missing)):
            return "no: raises"
        return f"no: {cell.missing}" if cell.missing in PLATFORM_FACTS else f"no {cell.missing}"
    return _MARKS[cell.verdict]


def _coloured(text: str) -> str:
    from rich.markup import escape

    return f"[{_COLOURS.get(text, 'red')}]{escape(text)}[/]"
