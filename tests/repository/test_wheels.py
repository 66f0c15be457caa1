"""Each package is built and tried where nothing else is installed."""

from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("package", "command"), [("pipeline", "asr-pipeline"), ("standards-lint", "standards-lint")]
)
def test_a_wheel_brings_all_that_its_command_needs(
    package: str, command: str, root: Path, tmp_path: Path, run
) -> None:
    pins = ("--build-constraints", root / "envs" / "tools" / "build.txt")
    source = root / "packages" / package
    built = run("uv", "build", "--wheel", *pins, "--out-dir", tmp_path, source)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    assert run("uv", "venv", tmp_path / "venv").returncode == 0
    python = tmp_path / "venv" / "bin" / "python"
    installed = run("uv", "pip", "install", "--python", python, wheel)
    assert installed.returncode == 0, installed.stderr

    result = run(tmp_path / "venv" / "bin" / command, "--help")

    assert (result.returncode, result.stderr) == (0, "")
    assert command in result.stdout
