"""Verdicts of an environment beside what an interpreter does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from standards_lint import run
from standards_lint.config import EnvironmentConfig, Project
from standards_lint.environments import interpreter
from standards_lint.environments.contents import Contents
from standards_lint.environments.folder import lock_of
from standards_lint.environments.interpreter import Answer
from standards_lint.environments.record import digest
from standards_lint.evidence import Evidence, RealImport, RealInterpreter
from standards_lint.model import Cell, Matrix, Row
from standards_lint.probing import Asked, Outcome, Place, import_all
from standards_lint.progress import reported


class Real(Struct, frozen=True):
    """An interpreter, what it says of itself, and what is installed for it."""

    python: Path
    answer: Answer
    contents: Contents

    @classmethod
    def of(cls, python: Path) -> Real:
        """What there is to know of an interpreter.

        Raises:
            EnvironmentSourceError: it does not work.
        """
        return cls(python, interpreter.ask(python), interpreter.read(python))

    def is_of(self, release: str | None) -> bool:
        """Whether it is of the declared Python, as X.Y or X.Y.Z, if any is declared."""
        own = self.answer.python.split(".")[:2]
        return release is None or own == release.split(".")[:2]


def on(project: Project, environment: str, real: Real) -> Project:
    """The project with an environment as it is on the Python and platform of an interpreter."""
    tables = project.config.environments
    own = replace(
        tables[environment],
        python_version=real.answer.python,
        platform=real.answer.platform,
        platforms=(),
        machine=real.answer.machine,
    )
    config = replace(project.config, environments={**tables, environment: own})
    return replace(project, config=config)


def evidence(
    project: Project,
    environment: str,
    real: Real,
    options: run.Options,
    site: Path | None = None,
) -> Evidence:
    """Import every module that must import in an environment, and compare.

    Args:
        project: what declares the environment.
        environment: its name.
        real: the interpreter, with the contents of `site` where that is given.
        options: how to run.
        site: a site directory that stands in for what is installed for the interpreter.

    Raises:
        StandardsLintError: the configuration or a source is wrong.
    """
    config = project.config.environments[environment]
    matrix = run.analyse(on(project, environment, real), (environment,), options).matrix
    variables = project.config.environment_variables
    place = Place(real.python, project.roots(), variables, site)
    held = real.contents.distributions
    answer = real.answer
    return Evidence(
        environment=environment,
        interpreter=RealInterpreter(answer.python, answer.platform, answer.machine),
        modules=tuple(_imports(matrix, environment, place, options)),
        lock_digest=_lock_digest(project, config),
        distributions={name: item.version for name, item in sorted(held.items())},
        not_verified=tuple(name for name in platforms(config) if name != answer.platform),
        is_simulated=site is not None,
    )


def platforms(config: EnvironmentConfig) -> tuple[str, ...]:
    """The platforms that an environment declares."""
    return config.platforms or (() if config.platform is None else (config.platform,))


def _imports(
    matrix: Matrix, environment: str, place: Place, options: run.Options
) -> Iterator[RealImport]:
    rows = [row for row in matrix.modules if environment in row.cells and not row.is_script]
    outcomes = import_all(place, [Asked(row.module) for row in rows], options.jobs)
    text = f"importing in {environment}"
    for row, outcome in zip(
        rows, reported(outcomes, options.progress, text, len(rows)), strict=True
    ):
        yield compared(row, row.cells[environment], outcome)


def compared(row: Row, cell: Cell, outcome: Outcome) -> RealImport:
    """A verdict beside an outcome; a condition that nothing decides agrees with either."""
    is_imported = not outcome.error
    return RealImport(
        module=row.module,
        path=row.path,
        verdict=cell.verdict,
        outcome="imported" if is_imported else "failed",
        agrees=cell.verdict == "conditional" or (cell.verdict == "importable") == is_imported,
        error=outcome.error or None,
        missing=cell.missing or None,
        condition=cell.condition or None,
        chain=cell.chain,
        traceback=outcome.traceback,
        for_another_reason=_is_for_another_reason(cell, outcome),
    )


def _is_for_another_reason(cell: Cell, outcome: Outcome) -> bool:
    """Whether both sides name the module that is not there, and not the same one.

    A package and a module in it are the same. Exceptions that programs raise of themselves, and
    names that a module lacks, are not compared: the two sides have no common words for them.
    """
    if cell.kind not in ("distribution", "module", "platform") or not cell.missing:
        return False
    if not outcome.error.startswith(f"{ModuleNotFoundError.__name__}: ") or not outcome.missing:
        return False
    one, other = f"{cell.missing}.", f"{outcome.missing}."
    return not (one.startswith(other) or other.startswith(one))


def _lock_digest(project: Project, config: EnvironmentConfig) -> str | None:
    lock = lock_of(project.root / entry for entry in config.provides_from)
    return None if lock is None else digest(lock)
