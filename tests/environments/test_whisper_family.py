"""Whisper libraries end to end, with models that say one known sentence."""

import importlib.util
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import msgspec
import pysubs2
import pytest
from asr_pipeline.errors import ModelUnavailableError, UsageError
from asr_pipeline.model import Transcript
from asr_pipeline.whisper_backends import create_backend, get_recommended_backend

FAMILY = [
    pytest.param("faster", "ctranslate2_model", marks=pytest.mark.environment("faster")),
    pytest.param("whisperx", "ctranslate2_model", marks=pytest.mark.environment("whisperx")),
    pytest.param("mlx", "mlx_model", marks=pytest.mark.environment("mlx")),
]


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
def test_language_is_found_out(backend, model, speech, tmp_path, request):

    recogniser = create_backend(backend, model=str(request.getfixturevalue(model)))
    wav = tmp_path / "audio.wav"
    write_wav(wav, speech[0])
    transcript = recogniser.transcribe(wav, None, lambda fraction: None)
    assert transcript.language == "en"
    assert transcript.text == speech[1]


@pytest.mark.parametrize(("backend", "model"), FAMILY)
def test_silence_and_an_unknown_language(backend, model, tmp_path, request):

    silence = tmp_path / "silence.wav"
    with wave.open(str(silence), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(32000))
    recogniser = create_backend(backend, model=str(request.getfixturevalue(model)))
    transcript = recogniser.transcribe(silence, "en", lambda fraction: None)
    assert transcript.duration == 1.0
    with pytest.raises(UsageError, match="'xx'"):
        recogniser.transcribe(silence, "xx", lambda fraction: None)


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
def test_cuda_falls_back_with_a_warning(backend, model, speech, tmp_path, request, caplog):
    if importlib.util.find_spec("torch"):
        import torch

        if torch.cuda.is_available():
            pytest.skip("this machine has CUDA")
    recogniser = create_backend(
        backend, model=str(request.getfixturevalue(model)), device="cuda", compute_type="float16"
    )
    wav = tmp_path / "audio.wav"
    write_wav(wav, speech[0])
    assert recogniser.transcribe(wav, "en", lambda fraction: None).device == "cpu"
    messages = [record.getMessage() for record in caplog.records]
    assert any("cuda" in message and "using cpu" in message for message in messages)


def write_wav(path, source):
    from asr_pipeline.jobs.context import StageContext
    from asr_pipeline.stages import demux

    demux.run(StageContext(path.parent, {"source": source}, {}))
