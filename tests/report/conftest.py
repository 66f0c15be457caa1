import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def run() -> Run:
    """Runs a command of this environment."""
    search = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))

    def call(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        found = shutil.which(str(command[0]), path=search)
        assert found, command[0]
        environment = {**os.environ, "PATH": search, "NO_COLOR": "1", "COLUMNS": "80"}
        return subprocess.run(
            (found, *map(str, command[1:])),
            cwd=cwd, env=environment, text=True, capture_output=True, check=False, timeout=600,
        )  # fmt: skip

    return call
