"""Making an environment from its lock, outside tox."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from asr_pipeline.config import Config
from asr_pipeline.environments.locate import python_of, venv_folder
from asr_pipeline.errors import ConfigError, EnvironmentUnavailableError
from asr_pipeline.registry import find_environment

_SOURCE = Path("packages/pipeline")


def install_environment(name: str, config: Config) -> Path:
    """Install `envs/NAME/requirements.txt` with its hashes, then this package; return the folder.

    A folder that exists is brought up to date.

    Raises:
        UsageError: no environment has this name.
        ConfigError: there is no checkout with a lock for it.
        EnvironmentUnavailableError: the installation failed.
    """
    find_environment(name)
    root = config.root
    lock = root / "envs" / name / "requirements.txt" if root else None
    if lock is None or not lock.is_file():
        raise ConfigError(
            f"there is no lock for environment {name!r}: run this inside the checkout "
            "that has envs/"
        )
    folder = venv_folder(root, name)
    if not python_of(folder).is_file():
        venv.create(folder, with_pip=True, symlinks=True)
    python = str(python_of(folder))
    install = [*_installer(python), *([] if sys.stderr.isatty() else ["--quiet"])]
    _run(*install, "--require-hashes", "-r", str(lock))
    _run(*install, "--no-deps", "-e", str(root / _SOURCE))
    return folder


def _installer(python: str) -> list[str]:
    """Prefer uv, which is several times faster than pip."""
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", python]
    if importlib.util.find_spec("uv"):
        return [sys.executable, "-m", "uv", "pip", "install", "--python", python]
    return [python, "-m", "pip", "install", "--disable-pip-version-check"]


def _run(*command: str) -> None:
    """Run an installer; its own progress goes to standard error."""
    result = subprocess.run(command, stdout=sys.stderr, check=False)
    if result.returncode:
        raise EnvironmentUnavailableError(
            f"the installation failed with status {result.returncode}: {' '.join(command)}"
        )
