"""Cells: a verdict beside a real import, and what the two make together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .oracle import Outcome
from .verdicts import Verdict

TIMEOUT = "Timeout"


class Class(StrEnum):
    """What a cell counts as."""

    AGREED = "agreed"
    MISSED = "called importable but fails"
    FALSE_ALARM = "called unimportable but imports"
    CONDITIONAL = "conditional"
    NOT_JUDGED = "not in the matrix"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Cell:
    """One module in one reduced environment; `verdict` is None where the matrix has no row."""

    package: str
    environment: str
    module: str
    full: Outcome
    reduced: Outcome
    verdict: Verdict | None

    @property
    def counted(self) -> bool:
        """Whether the cell says anything: it imports in full and no import timed out."""
        return self.full.ok and self.reduced.exception != TIMEOUT

    @property
    def result(self) -> Class:
        """What the cell counts as."""
        if not self.counted:
            return Class.EXCLUDED
        if self.verdict is None:
            return Class.NOT_JUDGED
        if self.verdict.verdict == "conditional":
            return Class.CONDITIONAL
        if (self.verdict.verdict == "importable") is self.reduced.ok:
            return Class.AGREED
        return Class.FALSE_ALARM if self.reduced.ok else Class.MISSED


@dataclass(frozen=True)
class Row:
    """Counts for one package and environment, or for many together."""

    package: str
    environment: str
    cells: int
    failing: int
    counts: Counter[Class]


def cells(
    package: str,
    environment: str,
    full: Mapping[str, Outcome],
    reduced: Mapping[str, Outcome],
    matrix: Mapping[str, Mapping[str, Verdict]],
) -> list[Cell]:
    """The cells whose outcome is known in both directories."""
    return [
        Cell(
            package,
            environment,
            module,
            full[module],
            outcome,
            matrix.get(module, {}).get(environment),
        )
        for module, outcome in reduced.items()
        if module in full
    ]


def row(package: str, environment: str, of: Iterable[Cell]) -> Row:
    """Count cells; `cells` and `failing` leave the excluded ones out."""
    listed = list(of)
    counted = [cell for cell in listed if cell.counted]
    failing = sum(not cell.reduced.ok for cell in counted)
    return Row(package, environment, len(counted), failing, Counter(c.result for c in listed))


def broken_goals(
    total: Row, *, false_alarms: float = 0.001, conditional: float = 0.02
) -> list[str]:
    """The goals that a total misses, as sentences.

    No cell called importable fails, at most 0.1 % are called unimportable but import, at most
    2 % are conditional, none lacks a verdict.
    """
    limits = {
        Class.MISSED: 0.0,
        Class.NOT_JUDGED: 0.0,
        Class.FALSE_ALARM: false_alarms * total.cells,
        Class.CONDITIONAL: conditional * total.cells,
    }
    return [
        f"{total.counts[kind]} of {total.cells} cells {kind.value}, the goal is at most {limit:g}"
        for kind, limit in limits.items()
        if total.counts[kind] > limit
    ]
