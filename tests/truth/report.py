"""Tables and stories for people."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from .compare import Cell, Class, Row, row
from .oracle import Outcome
from .verdicts import Verdict

DISAGREEMENTS = (Class.MISSED, Class.FALSE_ALARM, Class.NOT_JUDGED)
HEADINGS = (
    "package",
    "environment",
    "cells",
    "really failing",
    "called importable, fails",
    "called unimportable, imports",
    "conditional",
    "no verdict",
    "excluded",
)
COLUMNS = (
    Class.MISSED,
    Class.FALSE_ALARM,
    Class.CONDITIONAL,
    Class.NOT_JUDGED,
    Class.EXCLUDED,
)


def rows(of: Sequence[Cell]) -> list[Row]:
    """One row for each package and environment, in the order of the cells."""
    groups = groupby(of, key=lambda cell: (cell.package, cell.environment))
    return [row(package, environment, group) for (package, environment), group in groups]


def _fields(line: Row) -> list[str]:
    numbers = [line.cells, line.failing, *(line.counts[column] for column in COLUMNS)]
    return [line.package, line.environment, *map(str, numbers)]


def markdown(of: Sequence[Cell]) -> str:
    """The table as Markdown, totals last."""
    lines = [*rows(of), row("total", "", of)]
    alignment = ["---", "---", *["---:"] * (len(HEADINGS) - 2)]
    cells = [list(HEADINGS), alignment, *map(_fields, lines)]
    return "\n".join(f"| {' | '.join(fields)} |" for fields in cells)


def _real(outcome: Outcome) -> str:
    if outcome.ok:
        return "imports"
    trace = "".join(f"\n      {frame}" for frame in outcome.trace)
    return f"{outcome.exception}: {outcome.message.strip()}{trace}"


def _said(verdict: Verdict | None) -> str:
    if verdict is None:
        return "no row in the matrix"
    chain = "".join(
        f"\n      {step.get('path')}:{step.get('line')} {step.get('module')}"
        for step in verdict.chain
    )
    told = " ".join(filter(None, [verdict.kind, verdict.missing, verdict.condition]))
    return f"{verdict.verdict} {told}{chain}"


def story(cell: Cell) -> str:
    """Both sides of one cell: the real traceback, and the chain or condition."""
    head = f"{cell.package} [{cell.environment}] {cell.module}: {cell.result}"
    return f"{head}\n  really: {_real(cell.reduced)}\n  said: {_said(cell.verdict)}"


def shown(of: Iterable[Cell], kinds: Sequence[Class] = DISAGREEMENTS) -> list[Cell]:
    """The cells of some classes, in the order of the classes."""
    return sorted(
        (cell for cell in of if cell.result in kinds),
        key=lambda cell: kinds.index(cell.result),
    )
