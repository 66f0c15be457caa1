"""Where the real interpreter of an environment is."""

from __future__ import annotations

import os
from pathlib import Path

from standards_lint.config import Project
from standards_lint.environments.folder import LISTS, interpreter_of
from standards_lint.errors import EnvironmentSourceError
from standards_lint.paths import shown


def interpreter(project: Project, environment: str) -> Path | None:
    """The interpreter of an environment; None where there is none on this machine.

    The configured one, one that it provides from, that of `.tox/NAME`, of `envs/NAME/.venv`.

    Raises:
        EnvironmentSourceError: the configured one does not exist.
    """
    config = project.config.environments[environment]
    if config.interpreter is not None:
        try:
            return given(project.root / config.interpreter)
        except EnvironmentSourceError as error:
            raise EnvironmentSourceError(f"environment {environment!r}: {error}") from None
    described = (_interpreter(project.root / entry) for entry in config.provides_from)
    usual = (interpreter_of(folder) for folder in usual_folders(project, environment))
    return next((found for found in (*described, *usual) if found is not None), None)


def usual_folders(project: Project, environment: str) -> tuple[Path, Path]:
    """Where the virtual environment of an environment is looked for."""
    root = project.root
    return root / ".tox" / environment, root / "envs" / environment / ".venv"


def nowhere(project: Project, environment: str) -> str:
    """Why there is no interpreter, for people."""
    places = [shown(place) for place in usual_folders(project, environment)]
    return f"no interpreter is configured, and neither {' nor '.join(places)} has one"


def given(path: Path) -> Path:
    """The interpreter that a path is, or whose virtual environment it is.

    Raises:
        EnvironmentSourceError: it is neither.
    """
    found = _interpreter(path.absolute())
    if found is None:
        raise EnvironmentSourceError(f"{path}: neither an interpreter nor a virtual environment")
    return found


def _interpreter(path: Path) -> Path | None:
    if path.is_dir():
        return interpreter_of(path)
    is_program = path.is_file() and path.suffix not in LISTS and os.access(path, os.X_OK)
    return path if is_program else None
