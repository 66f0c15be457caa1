"""Which interpreters may run an environment."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from asr_pipeline.config import Config
from asr_pipeline.errors import ConfigError
from asr_pipeline.registry import find_environment

CONFIGURED = "configured"
RUNNING = "this interpreter"


class Interpreter(Struct, frozen=True):
    """An interpreter that may run an environment; `origin` says where it was found."""

    environment: str
    python: str
    origin: str


def interpreters(environment: str, config: Config) -> Iterator[Interpreter]:
    """Yield what exists, best first.

    The configured interpreter is the only one where there is one. Otherwise: the running one if
    it has what the environment needs, `.tox/NAME`, `envs/NAME/.venv`.

    Raises:
        ConfigError: the configured interpreter does not exist.
        UsageError: no environment has this name.
    """
    imports = find_environment(environment).imports
    if settings := config.environments.get(environment):
        yield Interpreter(
            environment, _configured(environment, settings.python, config), CONFIGURED
        )
        return
    if all(importlib.util.find_spec(name) for name in imports):
        yield Interpreter(environment, sys.executable, RUNNING)
    for folder in folders(environment, config):
        python = python_of(folder)
        if python.is_file():
            yield Interpreter(environment, str(python), str(folder.relative_to(config.root)))


def folders(environment: str, config: Config) -> tuple[Path, ...]:
    """Return the virtual environments that belong to an environment, existing or not."""
    if config.root is None:
        return ()
    return config.root / ".tox" / environment, venv_folder(config.root, environment)


def venv_folder(root: Path, environment: str) -> Path:
    """Return where `envs install` puts an environment."""
    return root / "envs" / environment / ".venv"


def python_of(folder: Path) -> Path:
    """Return the path of a virtual environment's interpreter."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _configured(environment: str, python: str, config: Config) -> str:
    path = config.resolve(python)
    if not path.is_file():
        raise ConfigError(
            f"{config.path}: the interpreter of environment {environment!r} does not exist: {path}"
        )
    return str(path)
