"""Which interpreter runs an environment."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from asr_pipeline.config import Config
from asr_pipeline.errors import ConfigError, EnvironmentUnavailableError
from asr_pipeline.registry import find_environment

RUNNING = "this interpreter"


class Interpreter(Struct, frozen=True):
    """The interpreter of an environment; `origin` says why this one."""

    environment: str
    python: str
    origin: str


def locate(environment: str, config: Config) -> Interpreter | None:
    """Return the interpreter of an environment, or None where it is not installed.

    The order is: the configured one, the running one if it has what the environment needs,
    `.tox/NAME`, `envs/NAME/.venv`.

    Raises:
        ConfigError: the configured interpreter does not exist.
        UsageError: no environment has this name.
    """
    row = find_environment(environment)
    if settings := config.environments.get(environment):
        return _configured(environment, settings.python, config)
    if all(importlib.util.find_spec(name) for name in row.imports):
        return Interpreter(environment, sys.executable, RUNNING)
    for folder in _folders(environment, config):
        python = python_of(folder)
        if python.is_file():
            return Interpreter(environment, str(python), str(folder))
    return None


def locate_or_fail(environment: str, config: Config) -> Interpreter:
    """Like `locate`.

    Raises:
        EnvironmentUnavailableError: the environment is not installed.
    """
    found = locate(environment, config)
    if found:
        return found
    places = ", ".join(str(folder) for folder in _folders(environment, config)) or "no checkout"
    raise EnvironmentUnavailableError(
        f"environment {environment!r} is not installed (looked in {places}); "
        f"install it with: asr-pipeline envs install {environment}"
    )


def python_of(folder: Path) -> Path:
    """Return the path of a virtual environment's interpreter."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def venv_folder(root: Path, environment: str) -> Path:
    """Return where `envs install` puts an environment."""
    return root / "envs" / environment / ".venv"


def _configured(environment: str, python: str, config: Config) -> Interpreter:
    path = config.resolve(python)
    if not path.is_file():
        raise ConfigError(
            f"{config.path}: the interpreter of environment {environment!r} does not exist: {path}"
        )
    return Interpreter(environment, str(path), "configured")


def _folders(environment: str, config: Config) -> Iterator[Path]:
    if config.root:
        yield config.root / ".tox" / environment
        yield venv_folder(config.root, environment)
