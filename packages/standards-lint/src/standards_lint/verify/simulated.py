"""Simulates an environment in an interpreter that holds more."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from standards_lint import run
from standards_lint.config import Project
from standards_lint.environments import locate
from standards_lint.evidence import Evidence, Skipped
from standards_lint.paths import shown
from standards_lint.verify.compare import Real, evidence, on
from standards_lint.verify.reduced import lacking, reduced_site, wanted

_MOST_NAMED = 3


def simulated(
    project: Project, environment: str, python: Path | None, options: run.Options
) -> Evidence | Skipped:
    """Import every module of an environment where only what it holds can be seen.

    Whole distributions are left out of what an interpreter holds. Their versions are its own.

    Args:
        project: what declares the environment.
        environment: its name.
        python: the interpreter to use; else the first that holds everything, of those of other
            environments and the running one.
        options: how to run.

    Raises:
        StandardsLintError: the configuration, a source or an interpreter is wrong.
    """
    release = project.config.environments[environment].python_version
    reasons = []
    for place in _candidates(project) if python is None else (python,):
        real = Real.of(place)
        if not real.is_of(release):
            reasons.append(f"{shown(place)} is Python {real.answer.python}")
            continue
        (own,) = run.environments(on(project, environment, real), (environment,), options)
        missing = lacking(own, real.contents)
        if not missing:
            names = wanted(own, real.contents)
            with reduced_site(real.contents.folders, names) as site:
                return evidence(project, environment, _showing(real, names), options, site)
        reasons.append(f"{shown(place)} lacks {_some(missing)}")
    return Skipped(environment, f"no interpreter here holds all of it: {'; '.join(reasons)}")


def _showing(real: Real, names: frozenset[str]) -> Real:
    held = {name: item for name, item in real.contents.distributions.items() if name in names}
    return replace(real, contents=replace(real.contents, distributions=held))


def _candidates(project: Project) -> Iterator[Path]:
    """The interpreters of environments, then the running one, each once."""
    found = [locate.interpreter(project, name) for name in project.config.environments]
    yield from dict.fromkeys([*(item for item in found if item is not None), Path(sys.executable)])


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
