"""Verifies environments one after the other."""

from __future__ import annotations

from pathlib import Path

from standards_lint import run
from standards_lint.config import Project
from standards_lint.environments import locate
from standards_lint.errors import EnvironmentSourceError
from standards_lint.evidence import Evidence, Skipped, Verification
from standards_lint.verify.compare import Real, evidence
from standards_lint.verify.simulated import simulated


def verify(
    project: Project,
    names: tuple[str, ...],
    options: run.Options,
    python: Path | None = None,
    *,
    simulate: bool = False,
) -> Verification:
    """Import every module that must import in environments, in their own interpreters.

    Args:
        project: what declares them.
        names: the environments; all, where there are none.
        options: how to run.
        python: the interpreter of the one environment that is named, or the one to simulate in.
        simulate: whether an environment without an interpreter is simulated in another one.

    Raises:
        UsageError: an unknown name.
        EnvironmentSourceError: an interpreter does not work, or is of another Python than its
            environment declares.
        StandardsLintError: the configuration or a source is wrong.
    """
    chosen = run.environments(project, names, options)
    found: list[Evidence] = []
    skipped: list[Skipped] = []
    for name in dict.fromkeys(item.environment for item in chosen):
        own = locate.interpreter(project, name) if python is None else None if simulate else python
        if own is not None:
            found.append(_real(project, name, own, options))
        elif not simulate:
            skipped.append(Skipped(name, locate.nowhere(project, name)))
        else:
            made = simulated(project, name, python, options)
            (found if isinstance(made, Evidence) else skipped).append(made)
    return Verification(tuple(found), tuple(skipped))


def _real(project: Project, environment: str, python: Path, options: run.Options) -> Evidence:
    real = Real.of(python)
    declared = project.config.environments[environment].python_version
    if not real.is_of(declared):
        raise EnvironmentSourceError(
            f"environment {environment!r}: {python} is Python {real.answer.python}, but "
            f"python-version says {declared}: make it again with the declared one"
        )
    return evidence(project, environment, real, options)
