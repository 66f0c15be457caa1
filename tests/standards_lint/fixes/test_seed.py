"""The scripts of examples/before, mended: they import without torch, else nothing changes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from standards_lint.cli import main

BEFORE = Path(__file__).parents[3] / "examples" / "before"
TORCH = """
class cuda:
    is_available = staticmethod(lambda: {cuda})
class backends:
    class mps:
        is_available = staticmethod(lambda: {mps})
"""
COMMANDS = (
    ("--backend", "whisperx"),
    ("--backend", "whisperx", "--device", "cuda", "--term", "a", "--duration", "100"),
    ("--backend", "mlx", "--device", "mps"),
    ("--backend", "whisperx", "--device", "mps"),
    ("--duration", "-1", "--backend", "mlx"),
    (),
    ("--help",),
)


@pytest.fixture
def mended(tmp_path, monkeypatch):
    """A copy of the scripts after `check --fix --unsafe-fixes`."""
    folder = tmp_path / "mended"
    shutil.copytree(BEFORE, folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    monkeypatch.chdir(folder)
    options = ["check", "--fix", "--unsafe-fixes", "--no-cache"]
    result = CliRunner().invoke(main, options)
    assert result.output == "Found 2 findings (2 fixed, 0 remaining).\n"
    return folder


def python(folder, *arguments, site=None):
    """Run an interpreter without site-packages in a folder, with another one to import from."""
    environment = {"PYTHONDONTWRITEBYTECODE": "1"} | ({"PYTHONPATH": str(site)} if site else {})
    command = [sys.executable, "-S", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def modules(folder):
    return sorted(file.stem for file in (folder / "scripts").glob("*.py"))


def test_every_module_imports_without_torch(mended):
    for module in modules(mended):
        assert python(mended / "scripts", "-c", f"import {module}") == (0, "", "")
    failing = [m for m in modules(BEFORE) if python(BEFORE / "scripts", "-c", f"import {m}")[0]]
    assert failing == ["device_selector", "whisperx_asr", "whisperx_integration"]


def test_the_mended_scripts_pass_every_check(mended):
    assert CliRunner().invoke(main, ["check", "--no-cache"]).exit_code == 0
    again = CliRunner().invoke(main, ["check", "--fix", "--unsafe-fixes", "--no-cache"])
    assert again.output == "All checks passed.\n"


@pytest.mark.parametrize("cuda", [True, False])
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_with_torch_nothing_changes(mended, tmp_path, arguments, cuda):
    site = tmp_path / "site"
    site.mkdir()
    (site / "torch.py").write_text(TORCH.format(cuda=cuda, mps=cuda))
    (site / "mlx_whisper.py").write_text("")
    run = ("scripts/whisperx_asr.py", "talk.wav", *arguments)
    expected = python(BEFORE, *run, site=site)
    assert python(mended, *run, site=site) == expected
    if arguments:
        assert "Traceback" not in expected[2]


def test_without_torch_the_scripts_run_where_they_died(mended):
    run = ("scripts/whisperx_asr.py", "talk.wav", "--backend", "mlx")
    assert "No module named 'torch'" in python(BEFORE, *run)[2]
    assert python(mended, *run) == (0, "talk.wav: mlx on cpu, 2 windows\n", "")
    _, _, told = python(mended, *run, "--device", "cuda")
    assert told.splitlines()[-1] == "ImportError: torch is needed here: install torch"
