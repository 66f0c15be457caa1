"""Records of several environments, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from standards_lint import run
from standards_lint.config import Project
from standards_lint.environments import locate
from standards_lint.errors import EnvironmentSourceError
from standards_lint.paths import shown
from standards_lint.upkeep.installing import install
from standards_lint.upkeep.probes import wanted
from standards_lint.upkeep.recording import Recorded, sync
from standards_lint.upkeep.uses import uses


def sync_all(
    project: Project, names: tuple[str, ...], options: run.Options, *, is_allowed: bool
) -> Iterator[Recorded]:
    """Record what the interpreters of environments hold.

    Args:
        project: what declares the environments.
        names: those to record; all, where there are none.
        options: how to run.
        is_allowed: whether what has no interpreter may be installed.

    Raises:
        UsageError: an unknown name, or an environment has no folder.
        EnvironmentSourceError: an interpreter is missing, does not work, or does not hold what
            its lock says; what was recorded before stays.
    """
    chosen = run.environments(project, names, options)
    known = dict.fromkeys(item.environment for item in chosen)
    pythons = {name: _interpreter(project, name, is_allowed=is_allowed) for name in known}
    program = run.program(project, options)
    taken = wanted(uses(program, options).values(), program.entries)
    for name, python in pythons.items():
        yield sync(project, name, python, taken, jobs=options.jobs, progress=options.progress)


def _interpreter(project: Project, environment: str, *, is_allowed: bool) -> Path:
    found = locate.interpreter(project, environment)
    own = locate.usual_folders(project, environment)[1]
    if is_allowed and (found is None or found.is_relative_to(own)):
        return install(project, environment)
    if found is not None:
        return found
    raise EnvironmentSourceError(
        f"environment {environment!r}: {locate.nowhere(project, environment)}; --install makes "
        f"{shown(own)}"
    )
