"""The tables."""

from collections import Counter
from collections.abc import Iterable, Mapping

from .fixing import Outcome
from .imports import Imports

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
    rows = [[name, *_numbers(outcome)] for name, outcome in outcomes.items()]
    totals = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    return _table(FIXED, [*rows, ["total", *totals]])


def imported(results: Mapping[tuple[str, str], Imports]) -> str:
    """One row for each package and environment, totals last."""
    rows = [
        [*key, item.done, item.repaired, len(item.unrepaired), len(item.regressed)]
        for key, item in results.items()
    ]
    totals = [sum(column) for column in zip(*(row[2:] for row in rows), strict=True)]
    return _table(IMPORTED, [*rows, ["total", "", *totals]])


def refused(outcomes: Iterable[Outcome]) -> str:
    """Why fixes were not made, most frequent first."""
    reasons: Counter[str] = Counter()
    for outcome in outcomes:
        reasons += outcome.refused
    return _table(("reason", "fixes"), [[reason, n] for reason, n in reasons.most_common()])


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


def _table(headings: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    first = list(headings)
    lines = [first, ["---", *["---:"] * (len(first) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
