"""Runs the commands of other tools where they are installed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import which

from standards_lint.errors import UsageError

_SECONDS = 600


def find(name: str) -> str | None:
    """The command beside the running interpreter, else on the path."""
    beside = str(Path(sys.executable).parent)
    return which(name, path=os.pathsep.join((beside, os.environ.get("PATH", ""))))


def git(folder: Path, *arguments: str) -> bytes:
    """What git says about a folder; names of files are told as they are.

    Raises:
        UsageError: git is not installed, or fails.
    """
    command = find("git")
    if command is None:
        raise UsageError("git is not installed, and --since needs it")
    done = _done((command, "-c", "core.quotePath=false", *arguments), folder)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise UsageError(f"git {arguments[0]}: {said or 'nothing in common'}")
    return done.stdout


def commit(folder: Path, revision: str) -> str:
    """The commit that a revision of the repository around a folder means.

    Raises:
        UsageError: git is not installed, the folder is in no repository, or it has no such
            revision.
    """
    git(folder, "rev-parse", "--git-dir")
    wanted = f"{revision}^{{commit}}"
    try:
        found = git(folder, "rev-parse", "--verify", "--end-of-options", wanted)
    except UsageError:
        raise UsageError(f"git knows no revision {revision!r}") from None
    return found.decode().strip()


def output(
    command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """The exit code, standard output and standard error of a command that runs in a folder.

    Raises:
        UsageError: it cannot be started, or takes too long.
    """
    done = _done(command, folder, variables)
    return (
        done.returncode,
        done.stdout.decode(errors="replace"),
        done.stderr.decode(errors="replace"),
    )


def _done(
    command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **(variables or {})},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"{command[0]}: {error}") from None
