"""Verdicts of an environment beside what its interpreter does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from standards_lint import run
from standards_lint.config import EnvironmentConfig, Project
from standards_lint.environments import interpreter, locate
from standards_lint.environments.folder import lock_of
from standards_lint.environments.record import digest
from standards_lint.errors import EnvironmentSourceError
from standards_lint.evidence import (
    Evidence,
    RealImport,
    RealInterpreter,
    Skipped,
    Verification,
)
from standards_lint.model import Cell, Matrix, Row
from standards_lint.probing import Asked, Outcome, Place, import_all
from standards_lint.progress import reported


def verify(
    project: Project, names: tuple[str, ...], options: run.Options, python: Path | None = None
) -> Verification:
    """Import every module that must import in environments, in their own interpreters.

    Args:
        project: what declares them.
        names: the environments; all, where there are none.
        options: how to run.
        python: the interpreter of the one environment that is named.

    Raises:
        UsageError: an unknown name.
        EnvironmentSourceError: an interpreter does not work, or is of another Python than its
            environment declares.
        StandardsLintError: the configuration or a source is wrong.
    """
    chosen = run.environments(project, names, options)
    found, skipped = [], []
    for name in dict.fromkeys(item.environment for item in chosen):
        own = python or locate.interpreter(project, name)
        if own is None:
            skipped.append(Skipped(name, locate.nowhere(project, name)))
        else:
            found.append(verify_with(project, name, own, options))
    return Verification(tuple(found), tuple(skipped))


def verify_with(project: Project, environment: str, python: Path, options: run.Options) -> Evidence:
    """Import every module that must import in an environment, in an interpreter.

    Raises:
        EnvironmentSourceError: it does not work, or is of another Python than the environment
            declares.
        StandardsLintError: the configuration or a source is wrong.
    """
    answer = interpreter.ask(python)
    config = project.config.environments[environment]
    _check_release(environment, config, python, answer)
    matrix = _matrix(project, environment, answer, options)
    place = Place(python, project.roots(), project.config.environment_variables)
    installed = interpreter.read(python).distributions
    return Evidence(
        environment=environment,
        interpreter=RealInterpreter(answer.python, answer.platform, answer.machine),
        modules=tuple(_imports(matrix, environment, place, options)),
        lock_digest=_lock_digest(project, config),
        distributions={name: item.version for name, item in sorted(installed.items())},
        not_verified=tuple(name for name in platforms(config) if name != answer.platform),
    )


def platforms(config: EnvironmentConfig) -> tuple[str, ...]:
    """The platforms that an environment declares."""
    return config.platforms or (() if config.platform is None else (config.platform,))


def _check_release(
    environment: str, config: EnvironmentConfig, python: Path, answer: interpreter.Answer
) -> None:
    declared = config.python_version
    if declared is None or answer.python.split(".")[:2] == declared.split(".")[:2]:
        return
    raise EnvironmentSourceError(
        f"environment {environment!r}: {python} is Python {answer.python}, but python-version "
        f"says {declared}: make it again with the declared one"
    )


def _matrix(
    project: Project, environment: str, answer: interpreter.Answer, options: run.Options
) -> Matrix:
    """The verdicts for the interpreter's own Python and platform."""
    tables = project.config.environments
    own = replace(
        tables[environment],
        python_version=answer.python,
        platform=answer.platform,
        platforms=(),
        machine=answer.machine,
    )
    config = replace(project.config, environments={**tables, environment: own})
    return run.analyse(replace(project, config=config), (environment,), options).matrix


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
    )


def _lock_digest(project: Project, config: EnvironmentConfig) -> str | None:
    lock = lock_of(project.root / entry for entry in config.provides_from)
    return None if lock is None else digest(lock)
