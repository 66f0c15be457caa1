"""The shipped example is what it says: broken before, repaired after, in reality as on paper."""

import json
import sys
from pathlib import Path

import pytest

CHAIN = ["whisperx_asr", "whisperx_integration", "device_selector"]
MODULES = [*CHAIN, "bias_window_generator", "whisper_backends"]


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(text))


def test_before_the_fix_the_chain_is_found_with_every_step(root: Path, run) -> None:
    folder = root / "examples" / "before"
    result = run("standards-lint", "matrix", "--output-format", "json", cwd=folder)
    matrix = json.loads(result.stdout)
    rows = {row["module"]: row["cells"] for row in matrix["modules"]}

    cell = rows["whisperx_asr"]["mlx"]

    assert (cell["verdict"], cell["missing"]) == ("unimportable", "torch")
    assert [step["module"] for step in cell["chain"]] == CHAIN
    statements = ["from whisperx_integration", "from device_selector", "import torch"]
    for step, statement in zip(cell["chain"], statements, strict=True):
        assert step["line"] == line_of(folder / step["path"], statement)
    assert rows["whisperx_asr"]["whisperx"]["verdict"] == "importable"


def test_before_the_fix_check_fails_and_tells_the_chain(root: Path, run) -> None:
    result = run("standards-lint", "check", cwd=root / "examples" / "before")

    assert result.returncode == 1, result.stderr
    positions = [result.stdout.index(f"{name}.py:") for name in CHAIN]
    assert positions and "torch" in result.stdout and "mlx" in result.stdout


def test_after_the_fix_check_finds_nothing(root: Path, run) -> None:
    result = run("standards-lint", "check", cwd=root / "examples" / "after")

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("tree", ["before", "after"])
def test_a_real_interpreter_without_torch_agrees(tree: str, module: str, root: Path, run) -> None:
    folder = root / "examples" / tree / "scripts"

    result = run(sys.executable, "-c", f"import {module}", cwd=folder)

    broken = tree == "before" and module in CHAIN
    assert result.returncode == (1 if broken else 0), result.stderr
    assert ("No module named 'torch'" in result.stderr) == broken


def test_after_the_fix_the_script_says_what_it_would_do(root: Path, run) -> None:
    script = root / "examples" / "after" / "scripts" / "whisperx_asr.py"

    planned = run(sys.executable, script, "talk.wav", "--backend", "mlx", "--term", "meridian")
    refused = run(sys.executable, script, "talk.wav", "--backend", "mlx", "--model", "tiny")

    assert (planned.returncode, planned.stdout) == (0, "talk.wav: mlx on cpu, 2 windows\n")
    assert refused.returncode == 2
    assert "the mlx backend needs mlx_whisper" in refused.stderr
