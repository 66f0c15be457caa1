"""The facts of a compliance report: clauses, what enforces them, and what that found."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from standards_lint.model import Matrix, Step

State = Literal["passed", "failed", "unproven", "not enforced"]
Tool = Literal["standards-lint", "ruff", "import-linter", "tox"]

TOOLS: tuple[Tool, ...] = ("standards-lint", "ruff", "import-linter", "tox")
# What is everywhere, in place of the name of an environment.
EVERYWHERE = "*"


class Enforcement(Struct, frozen=True, order=True):
    """A check by its tool and its name there: a code, prefix, contract or cell."""

    tool: Tool
    name: str

    @property
    def label(self) -> str:
        """How it is written in a file of standards."""
        return f"{self.tool}:{self.name}"


class Requirement(Struct, frozen=True):
    """One sentence that can be kept or broken; what nothing enforces has no `enforced_by`."""

    number: str
    text: str
    enforced_by: tuple[Enforcement, ...]


class Clause(Struct, frozen=True):
    """A section of the standards."""

    number: str
    title: str
    requirements: tuple[Requirement, ...]


class Problem(Struct, frozen=True):
    """What a check found; `path`, relative to the project, is empty where it has no place.

    `environments` are those in which it counts, none where it counts in all. `tool` and `code`
    say who found it; `code` may be finer than the name of the check that counts it.
    """

    tool: Tool
    code: str
    message: str
    path: str = ""
    line: int = 0
    environments: tuple[str, ...] = ()
    chain: tuple[Step, ...] = ()

    def counts_in(self, environment: str) -> bool:
        """Whether it is about an environment."""
        everywhere = environment == EVERYWHERE or not self.environments
        return everywhere or environment in self.environments


class Checked(Struct, frozen=True):
    """What became of one check.

    `problems` are positions in the report's list. `unproven` tells for an environment, or
    everywhere, why nothing can be said. `only` are the environments that it is about, none for
    all.
    """

    enforcement: Enforcement
    problems: tuple[int, ...] = ()
    unproven: dict[str, str] = {}
    only: tuple[str, ...] = ()


class Outcome(Struct, frozen=True):
    """Whether a requirement holds in one environment, or everywhere."""

    state: State
    problems: int = 0
    notes: tuple[str, ...] = ()


class Judged(Struct, frozen=True):
    """A requirement with its checks, and its outcome for each environment and everywhere."""

    requirement: Requirement
    checks: tuple[Checked, ...]
    outcomes: dict[str, Outcome]

    @property
    def overall(self) -> Outcome:
        """The outcome for the repository as a whole."""
        return self.outcomes[EVERYWHERE]


class JudgedClause(Struct, frozen=True):
    """A clause with its requirements as they were found."""

    number: str
    title: str
    requirements: tuple[Judged, ...]


class Evidence(Struct, frozen=True):
    """What a real interpreter said: for each module, whether it agrees with the verdict.

    `environment` is the name of a column of the matrix; `interpreter` is told to people.
    """

    environment: str
    interpreter: str
    modules: dict[str, bool]


class Compliance(Struct, frozen=True):
    """The report on one tree; paths are relative to its folder.

    `tools` tells of each tool which version ran, or why it did not. `suppressed` counts the
    findings of standards-lint that comments or the baseline hide.
    """

    label: str
    clauses: tuple[JudgedClause, ...]
    problems: tuple[Problem, ...]
    matrix: Matrix
    evidence: tuple[Evidence, ...]
    tools: dict[str, str]
    suppressed: int = 0

    @property
    def judged(self) -> tuple[Judged, ...]:
        """The requirements of all clauses."""
        return tuple(item for clause in self.clauses for item in clause.requirements)

    @property
    def holds(self) -> bool:
        """Whether no requirement is broken."""
        return all(item.overall.state != "failed" for item in self.judged)
