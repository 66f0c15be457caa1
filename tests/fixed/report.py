"""The tables."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from .fixing import Outcome
from .imports import Imports

REFUSED = ("reason", "fixes")
TOTAL = "total"
FIXED = (
    "package", "files", "changed", "findings fixed", "refused", "modules repaired",
    "syntax errors", "not settled", "names lost", "findings that appeared", "modules broken",
)  # fmt: skip
IMPORTED = (
    "package", "environment", "imports", "repaired by the fix", "of these failing",
    "imported before, failing now",
)  # fmt: skip


def fixed(outcomes: Mapping[str, Outcome]) -> str:
    """One row for each tree, totals last."""
    return _totalled(FIXED, 1, [(name, *_numbers(item)) for name, item in outcomes.items()])


def imported(results: Mapping[tuple[str, str], Imports]) -> str:
    """One row for each package and environment, totals last."""
    rows = [
        (*key, item.done, item.repaired, len(item.unrepaired), len(item.regressed))
        for key, item in results.items()
    ]
    return _totalled(IMPORTED, 2, rows)


def refused(outcomes: Iterable[Outcome]) -> str:
    """Why fixes were not made, most frequent first."""
    reasons: Counter[str] = Counter()
    for outcome in outcomes:
        reasons += outcome.refused
    return _table(REFUSED, reasons.most_common())


def merged(reports: Iterable[str]) -> str:
    """The tables of several reports as one report; what is no table in them is left out.

    Raises:
        ValueError: a package is in two of them, or one has no table of what was fixed.
    """
    fixed_rows: list[Sequence[object]] = []
    imported_rows: list[Sequence[object]] = []
    reasons: Counter[str] = Counter()
    for text in reports:
        tables = _tables(text)
        if FIXED not in tables:
            raise ValueError("a report has no table of what was fixed")
        fixed_rows += [(row[0], *map(int, row[1:])) for row in tables[FIXED]]
        imported_rows += [(*row[:2], *map(int, row[2:])) for row in tables.get(IMPORTED, ())]
        reasons.update({row[0]: int(row[1]) for row in tables.get(REFUSED, ())})
    twice = [name for name, n in Counter(row[0] for row in fixed_rows).items() if n > 1]
    if twice:
        raise ValueError(f"reported twice: {', '.join(map(str, twice))}")
    found = [_totalled(FIXED, 1, fixed_rows)]
    found += [_totalled(IMPORTED, 2, imported_rows)] if imported_rows else []
    return "\n\n".join([*found, _table(REFUSED, reasons.most_common())])


def troubles(outcomes: Mapping[str, Outcome], results: Mapping[tuple[str, str], Imports]) -> str:
    """Everything that should not be, one line each."""
    lines = [
        f"{name}: {kind}: {item}"
        for name, outcome in outcomes.items()
        for kind in ("syntax_errors", "unsettled", "lost", "appeared")
        for item in getattr(outcome, kind)
    ]
    lines += [
        f"{name}: broken in {environment}: {module}"
        for name, outcome in outcomes.items()
        for environment, modules in outcome.broken.items()
        for module in sorted(modules)
    ]
    lines += [
        f"{name} {environment}: {kind}: {module}"
        for (name, environment), item in results.items()
        for kind in ("unrepaired", "regressed")
        for module in getattr(item, kind)
    ]
    return "\n".join(lines)


def _numbers(outcome: Outcome) -> list[int]:
    return [
        outcome.files,
        len(outcome.changed),
        outcome.fixed,
        outcome.refused.total(),
        len(frozenset().union(*outcome.repaired.values())),
        len(outcome.syntax_errors),
        len(outcome.unsettled),
        len(outcome.lost),
        len(outcome.appeared),
        len(frozenset().union(*outcome.broken.values())),
    ]


def _totalled(headings: Sequence[str], names: int, rows: Iterable[Sequence[object]]) -> str:
    """A table of rows that begin with some names, all else numbers, and their sums below."""
    every = list(rows)
    sums = [sum(column) for column in zip(*(row[names:] for row in every), strict=True)]  # type: ignore[arg-type]
    return _table(headings, [*every, [TOTAL, *[""] * (names - 1), *sums]])


def _tables(text: str) -> dict[tuple[str, ...], list[list[str]]]:
    """The rows of the tables of a report by their headings, without totals."""
    found = {}
    for block in re.split(r"\n(?!\|)", text):
        lines = [line for line in block.splitlines() if line.startswith("| ")]
        headings, *rows = [line[2:-2].split(" | ") for line in lines] or [[]]
        found[tuple(headings)] = [row for row in rows[1:] if row[0] != TOTAL]
    return found


def _table(headings: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    first = list(headings)
    lines = [first, ["---", *["---:"] * (len(first) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
