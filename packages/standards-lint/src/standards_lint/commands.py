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


def output(
    command: Sequence[str], folder: Path, variables: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """The exit code, standard output and standard error of a command that runs in a folder.

    Raises:
        UsageError: it cannot be started, or takes too long.
    """
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **(variables or {})},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"{command[0]}: {error}") from None
    return done.returncode, done.stdout, done.stderr
