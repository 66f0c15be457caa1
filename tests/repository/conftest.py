"""What the tests of the repository itself share."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parents[2]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command in `tmp_path`, or in `cwd`, and return the finished process."""

    def run(*command: object, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        arguments = [str(part) for part in command]
        return subprocess.run(
            arguments, cwd=cwd, capture_output=True, text=True, check=False, timeout=240
        )

    return run
