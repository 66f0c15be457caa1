"""What the tools are asked about, and what each of them answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from standards_lint.clauses import EVERYWHERE, Problem
from standards_lint.model import Matrix
from standards_lint.run import Analysis


class Subject(Struct, frozen=True, dict=True):
    """One tree; `matrix` has paths relative to `root`, `evidence` is the folder of the cells'."""

    root: Path
    analysis: Analysis
    matrix: Matrix
    evidence: Path

    @cached_property
    def _environments(self) -> Mapping[str, tuple[str, ...]]:
        return {row.path: tuple(row.cells) for row in self.matrix.modules}

    def environments_of(self, path: str) -> tuple[str, ...]:
        """The environments that the module in a file belongs to; everywhere, where it is none."""
        return self._environments.get(path) or (EVERYWHERE,)


class Found(Struct, frozen=True):
    """What one check found.

    `unproven` says for an environment, or everywhere, why nothing can be said; `only` are the
    environments that it is about, none for all.
    """

    problems: tuple[Problem, ...] = ()
    unproven: Mapping[str, str] = {}
    only: tuple[str, ...] = ()


class Answer(Struct, frozen=True):
    """What a tool says to the checks it was asked for, by name; `version` is for people."""

    version: str
    checks: Mapping[str, Found]
    suppressed: int = 0

    @classmethod
    def silent(cls, names: tuple[str, ...], reason: str) -> Answer:
        """The answer of a tool that did not run."""
        return cls(reason, {name: Found(unproven={EVERYWHERE: reason}) for name in names})
