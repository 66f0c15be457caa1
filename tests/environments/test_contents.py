"""What each environment must have, and what must never get into it."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ML = {
    "ctranslate2",
    "faster_whisper",
    "mlx",
    "mlx_whisper",
    "pocketsphinx",
    "torch",
    "whisperx",
}
PRESENT = {
    "core": set(),
    "embedded": {"pocketsphinx"},
    "whisperx": {"whisperx", "torch", "faster_whisper", "ctranslate2"},
    "mlx": {"mlx", "mlx_whisper"},
    "faster": {"faster_whisper", "ctranslate2"},
}
LOCKS = Path(__file__).parents[2] / "envs"
EVERY_ENVIRONMENT = [
    pytest.param(name, marks=pytest.mark.environment(name), id=name) for name in PRESENT
]

REPORT = """
import json, sys
from asr_pipeline import whisper_backends, whisperx_integration
names = [whisper_backends.create_backend, whisper_backends.get_recommended_backend,
         whisperx_integration.WhisperXProcessor, whisperx_integration.main]
print(json.dumps([all(map(callable, names)), sorted(sys.modules)]))
"""


@pytest.mark.parametrize("name", EVERY_ENVIRONMENT)
def test_libraries_present_and_absent(name):
    found = {library for library in ML if importlib.util.find_spec(library)}
    assert found == PRESENT[name]


@pytest.mark.parametrize("name", EVERY_ENVIRONMENT)
def test_backends_import_without_any_heavy_library(name):
    printed = subprocess.check_output([sys.executable, "-c", REPORT], text=True)
    callable_names, loaded = json.loads(printed)
    assert callable_names
    assert not ML & set(loaded)


@pytest.mark.parametrize("name", [name for name in PRESENT if name != "whisperx"])
def test_no_lock_but_that_of_whisperx_names_torch(name):
    for lock in (LOCKS / name).glob("*.txt"):
        lines = lock.read_text().splitlines()
        if lock.name != "excludes.txt":
            assert not [line for line in lines if line.startswith(("torch==", "torch ", "torch@"))]


def test_the_whisperx_lock_names_torch():
    lock = (LOCKS / "whisperx" / "requirements.txt").read_text()
    assert any(line.startswith("torch==") for line in lock.splitlines())


@pytest.mark.environment("mlx")
def test_mlx_computes():
    import mlx.core as mx

    assert mx.sum(mx.array([1.0, 2.0])).item() == 3.0


@pytest.mark.environment("whisperx")
def test_torch_computes():
    import torch

    assert torch.ones(2).sum().item() == 2.0
