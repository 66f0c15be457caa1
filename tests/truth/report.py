"""Tables and stories for people."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

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
    return " ".join(filter(None, [verdict.verdict, verdict.kind, verdict.missing, _why(verdict)]))


def _why(verdict: Verdict) -> str:
    """The condition, or the statement at the end of the chain."""
    return verdict.condition or " ".join(_step(step) for step in verdict.chain[-1:])


def _step(step: dict[str, Any]) -> str:
    return f"{step.get('path')}:{step.get('line')}"


def _chain(verdict: Verdict | None) -> str:
    steps = verdict.chain if verdict else ()
    return "".join(f"\n      {_step(step)} {step.get('module')}" for step in steps)


def story(cell: Cell) -> str:
    """Both sides of one cell: the real traceback, and the chain or condition."""
    head = f"{cell.package} [{cell.environment}] {cell.module}: {cell.result}"
    said = f"{_said(cell.verdict)}{_chain(cell.verdict)}"
    return f"{head}\n  really: {_real(cell.reduced)}\n  said: {said}"


def _cause(cell: Cell) -> tuple[str, ...]:
    place = cell.reduced.trace[-1:]
    return (cell.package, cell.result, cell.reduced.exception, *place, _said(cell.verdict))


def causes(of: Iterable[Cell]) -> str:
    """The cells grouped by what was said and what happened, most frequent first, one story each."""
    groups: dict[tuple[str, ...], list[Cell]] = {}
    for cell in of:
        groups.setdefault(_cause(cell), []).append(cell)
    ordered = sorted(groups.values(), key=len, reverse=True)
    return "\n\n".join(f"{len(group)} x {story(group[0])}" for group in ordered)


def shown(of: Iterable[Cell], kinds: Sequence[Class] = DISAGREEMENTS) -> list[Cell]:
    """The cells of some classes, in the order of the classes."""
    return sorted(
        (cell for cell in of if cell.result in kinds),
        key=lambda cell: kinds.index(cell.result),
    )
