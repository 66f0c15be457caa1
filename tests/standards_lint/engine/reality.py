"""What CPython does: the counterpart that every expectation is held against."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

PYTHON = (sys.version_info.major, sys.version_info.minor)


class Outcome(msgspec.Struct, frozen=True):
    """What a real import raised; all empty where it succeeded."""

    raises: str = ""
    message: str = ""
    missing: str = ""


class Reality:
    """One process of this Python that forks for every import."""

    def __init__(self) -> None:
        server = Path(__file__).with_name("importer.py")
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", str(server)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        folder: Path,
        path: Sequence[Path],
        module: str,
        *,
        variables: Mapping[str, str] = {},
    ) -> Outcome:
        """Imports a module with `path` ahead of the library."""
        request = {
            "folder": str(folder),
            "path": [str(item) for item in path],
            "module": module,
            "variables": dict(variables),
        }
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return msgspec.json.decode(self._process.stdout.readline(), type=Outcome)

    def close(self) -> None:
        """Ends the process."""
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()


def run_file(folder: Path, path: Sequence[Path], file: str) -> Outcome:
    """What `python FILE` raises in a folder, with `path` behind the folder of the file."""
    done = subprocess.run(
        [sys.executable, "-S", "-B", file],
        cwd=folder,
        env={"PYTHONPATH": os.pathsep.join(map(str, path))},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if not done.returncode:
        return Outcome()
    if "Traceback" not in done.stderr:
        return Outcome("SystemExit", done.stderr)
    name, _, message = done.stderr.strip().splitlines()[-1].partition(": ")
    return Outcome(name, message)
