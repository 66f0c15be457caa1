"""Makes the virtual environment of an environment from its lock."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from standards_lint import commands
from standards_lint.config import Project
from standards_lint.environments.folder import interpreter_of, locks_of
from standards_lint.environments.locate import usual_folders
from standards_lint.errors import EnvironmentSourceError
from standards_lint.upkeep.recording import folder_of

_HASH = b"--hash="
_PROJECT_LOCK = "uv.lock"
_BINARIES = "Scripts" if os.name == "nt" else "bin"


def install(project: Project, environment: str) -> Path:
    """Make `envs/NAME/.venv` anew with uv, or venv and pip where there is none; its interpreter.

    Raises:
        EnvironmentSourceError: it has no lock, there is no such Python, or installing failed;
            nothing is left behind.
    """
    target = usual_folders(project, environment)[1]
    lock = next(iter(locks_of(folder_of(project, environment))), None)
    if lock is None or lock.name == _PROJECT_LOCK:
        reason = "nothing says what to install" if lock is None else f"run uv sync for {lock}"
        raise EnvironmentSourceError(f"environment {environment!r}: {reason}")
    release = project.config.environments[environment].python_version
    try:
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        for command in _commands(target, lock, release):
            code, _, said = commands.output(command, project.root)
            if code:
                raise EnvironmentSourceError(f"environment {environment!r}: {said.strip()}")
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    found = interpreter_of(target)
    if found is None:
        raise EnvironmentSourceError(f"environment {environment!r}: {target} has no interpreter")
    return found


def _commands(target: Path, lock: Path, release: str | None) -> list[list[str]]:
    is_hashed = _HASH in lock.read_bytes()
    options = ["--require-hashes"] if is_hashed else []
    listed = ["-r", str(lock)]
    uv = commands.find("uv")
    if uv is not None:
        make = [uv, "venv", "--quiet", "--no-project", str(target)]
        if release is not None:
            make[3:3] = ["--python", release]
        pip = [uv, "pip", "install", "--quiet", "--python", str(target)]
        deps = ["--no-deps"] if is_hashed else []
        return [make, [*pip, *options, *deps, *listed]]
    pip = [str(target / _BINARIES / "python"), "-m", "pip", "install", "--quiet"]
    return [[_python(release), "-m", "venv", str(target)], [*pip, *options, *listed]]


def _python(release: str | None) -> str:
    """A Python of a release.

    Raises:
        EnvironmentSourceError: there is none.
    """
    own = ".".join(map(str, sys.version_info[:2]))
    wanted = own if release is None else ".".join(release.split(".")[:2])
    found = sys.executable if wanted == own else shutil.which(f"python{wanted}")
    if found is None:
        raise EnvironmentSourceError(f"there is no python{wanted} on the path, and no uv")
    return found
