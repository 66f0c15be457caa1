"""Whisper libraries end to end, with models that say one known sentence."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pysubs2
import pytest
from asr_pipeline.errors import ModelUnavailableError, UsageError
from asr_pipeline.model import Transcript
from asr_pipeline.pieces import Piece
from asr_pipeline.whisper_backends import create_backend, get_recommended_backend
from asr_pipeline.whisper_backends.protocol import Asked

FAMILY = [
    pytest.param("faster", "ctranslate2_model", marks=pytest.mark.environment("faster")),
    pytest.param("whisperx", "ctranslate2_model", marks=pytest.mark.environment("whisperx")),
    pytest.param("mlx", "mlx_model", marks=pytest.mark.environment("mlx")),
]


def ignore(fraction):
    """Take no interest in progress."""


def asr_pipeline(*arguments):
    command = [sys.executable, "-m", "asr_pipeline", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("backend", "model"), FAMILY)
def test_runs_end_to_end(backend, model, speech, tmp_path, request):
    folder = request.getfixturevalue(model)
    audio, sentence = speech
    result = asr_pipeline(
        *("run", audio, "--backend", backend, "--model", folder, "--out", tmp_path),
        *("--language", "en"),
    )
    assert result.returncode == 0, result.stderr
    (path,) = tmp_path.glob("*/04_asr/transcript.json")
    transcript = msgspec.json.decode(path.read_bytes(), type=Transcript)
    assert (transcript.backend, transcript.model) == (backend, "one-sentence")
    assert (transcript.device, transcript.language) == ("cpu", "en")
    assert transcript.duration == pytest.approx(2.99, abs=0.02)
    assert transcript.text == sentence
    (segment,) = transcript.segments
    assert 0 <= segment.start < segment.end <= transcript.duration
    assert segment.confidence > 0.9
    times = [time for word in segment.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert [word.text for word in segment.words] == (
        [] if backend == "whisperx" else sentence.split()
    )
    assert all(0 <= time <= transcript.duration for time in times)
    for line in result.stdout.splitlines():
        shown = " ".join(event.plaintext for event in pysubs2.load(line))
        assert " ".join(shown.split()) == sentence


@pytest.mark.parametrize(("backend", "model"), FAMILY)
def test_language_is_found_out(backend, model, wav, sentence, request):
    recogniser = create_backend(backend, model=str(request.getfixturevalue(model)))
    transcript = recogniser.transcribe(wav, Asked((Piece(0.0, 2.99),)), ignore)
    assert transcript.language == "en"
    assert transcript.text == sentence


@pytest.mark.parametrize(("backend", "model"), FAMILY)
def test_without_speech_nothing_is_decoded(backend, model, wav, request):
    recogniser = create_backend(backend, model=str(request.getfixturevalue(model)))
    transcript = recogniser.transcribe(wav, Asked(()), ignore)
    assert transcript.segments == ()
    assert transcript.language is None
    assert transcript.duration == pytest.approx(2.99, abs=0.02)


@pytest.mark.parametrize(("backend", "model"), FAMILY)
def test_an_unknown_language_is_refused(backend, model, wav, request):
    recogniser = create_backend(backend, model=str(request.getfixturevalue(model)))
    for language in ("xx", "yue"):  # Cantonese is newer than these models
        with pytest.raises(UsageError, match=repr(language)):
            recogniser.transcribe(wav, Asked((Piece(0.0, 1.0),), language), ignore)


@pytest.mark.parametrize(("backend", "model"), FAMILY)
def test_a_damaged_model_is_one_message(backend, model, tmp_path, request):
    folder = tmp_path / "damaged"
    shutil.copytree(request.getfixturevalue(model), folder)
    for weights in ("model.bin", "weights.safetensors"):
        if (folder / weights).exists():
            (folder / weights).write_bytes(b"not weights")
    with pytest.raises(ModelUnavailableError, match="cannot be loaded"):
        create_backend(backend, model=str(folder))


@pytest.mark.parametrize(("backend", "model"), FAMILY)
def test_without_a_model_the_message_says_which_files_to_put_where(
    backend, model, speech, tmp_path, monkeypatch
):
    monkeypatch.setenv("ASR_PIPELINE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    result = asr_pipeline("run", speech[0], "--backend", backend, "--out", tmp_path / "out")
    assert result.returncode == 4
    assert "config.json" in result.stderr
    assert str(tmp_path / "models") in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("backend", "model"), FAMILY)
def test_auto_picks_the_backend_with_a_model(backend, model, tmp_path, monkeypatch, request):
    folder = request.getfixturevalue(model)
    monkeypatch.setenv("ASR_PIPELINE_MODELS", str(Path(folder).parent))
    assert get_recommended_backend() == backend


@pytest.mark.parametrize(("backend", "model"), FAMILY)
def test_cuda_falls_back_with_a_warning(backend, model, wav, request, caplog):
    if importlib.util.find_spec("torch"):
        import torch

        if torch.cuda.is_available():
            pytest.skip("this machine has CUDA")
    recogniser = create_backend(
        backend, model=str(request.getfixturevalue(model)), device="cuda", compute_type="float16"
    )
    assert recogniser.transcribe(wav, Asked((), "en"), ignore).device == "cpu"
    messages = [record.getMessage() for record in caplog.records]
    assert any("cuda" in message and "using cpu" in message for message in messages)
