"""Whisper libraries end to end, with models that say one known sentence."""

import importlib
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pysubs2
import pytest
from asr_pipeline.device_selector import COMPUTE_TYPES
from asr_pipeline.errors import ModelUnavailableError, UsageError
from asr_pipeline.model import Transcript
from asr_pipeline.pieces import Piece
from asr_pipeline.whisper_backends import create_backend, get_recommended_backend
from asr_pipeline.whisper_backends.protocol import Asked, Placement

CT2 = [
    pytest.param("faster", "ctranslate2_model", marks=pytest.mark.environment("faster")),
    pytest.param("whisperx", "ctranslate2_model", marks=pytest.mark.environment("whisperx")),
]
FAMILY = [
    *CT2,
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


@pytest.mark.parametrize("damage", [b"", b"not a model", None])
@pytest.mark.parametrize(("backend", "model"), FAMILY)
def test_a_damaged_model_is_one_message(backend, model, damage, tmp_path, request):
    """Every file that the backend asks for: empty, something else, cut off."""
    whole = request.getfixturevalue(model)
    for name in ("model.bin", "config.json", "tokenizer.json", "weights.safetensors"):
        if not (whole / name).exists():
            continue
        folder = tmp_path / name.replace(".", "-")
        shutil.copytree(whole, folder)
        half = (whole / name).read_bytes()[: (whole / name).stat().st_size // 2]
        (folder / name).write_bytes(half if damage is None else damage)
        with pytest.raises(ModelUnavailableError, match="cannot be loaded") as caught:
            create_backend(backend, model=str(folder))
        assert str(folder) in str(caught.value)
        assert "--model" in str(caught.value)


@pytest.mark.environment("mlx")
def test_weights_that_mlx_would_leave_at_random_are_missed(mlx_model, tmp_path):
    import mlx.core as mx

    folder = tmp_path / "lacking"
    shutil.copytree(mlx_model, folder)
    weights = mx.load(str(mlx_model / "weights.safetensors"))
    del weights["encoder.conv1.weight"], weights["decoder.ln.bias"]
    mx.save_safetensors(str(folder / "weights.safetensors"), weights)
    with pytest.raises(ModelUnavailableError, match="lacks 2 of"):
        create_backend("mlx", model=str(folder))


@pytest.mark.environment("mlx")
def test_weights_of_another_model_than_the_configuration_are_refused(mlx_model, tmp_path):
    folder = tmp_path / "mixed"
    shutil.copytree(mlx_model, folder)
    configuration = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(configuration | {"n_audio_state": 128}))
    with pytest.raises(ModelUnavailableError, match="different models"):
        create_backend("mlx", model=str(folder))


@pytest.mark.parametrize("asked", ["float16", "float32", "auto"])
@pytest.mark.parametrize("stored", ["float16", "float32"])
@pytest.mark.environment("mlx")
def test_mlx_computes_in_what_is_asked_whatever_is_stored(
    asked, stored, mlx_model, wav, sentence, tmp_path
):
    """The library itself fails at float32 weights where it computes in float16."""
    import mlx.core as mx

    folder = tmp_path / "model"
    shutil.copytree(mlx_model, folder)
    weights = mx.load(str(mlx_model / "weights.safetensors"))
    weights = {name: value.astype(getattr(mx, stored)) for name, value in weights.items()}
    mx.save_safetensors(str(folder / "weights.safetensors"), weights)
    recogniser = create_backend("mlx", model=str(folder), compute_type=asked)
    assert recogniser.transcribe(wav, Asked((Piece(0.0, 2.9),), "en"), ignore).text == sentence


@pytest.mark.parametrize(("backend", "model"), CT2)
def test_every_compute_type_of_the_cpu_works_or_is_replaced_with_one_warning(
    backend, model, wav, sentence, request, caplog
):
    import ctranslate2

    supported = ctranslate2.get_supported_compute_types("cpu")
    for compute_type in COMPUTE_TYPES["cpu"]:
        caplog.clear()
        folder = str(request.getfixturevalue(model))
        recogniser = create_backend(backend, model=folder, compute_type=compute_type)
        assert (compute_type in supported) == (not warnings(caplog))
        assert len(warnings(caplog)) <= 1
        transcript = recogniser.transcribe(wav, Asked((Piece(0.0, 2.9),), "en"), ignore)
        assert transcript.text == sentence


@pytest.mark.parametrize(("backend", "model"), CT2)
def test_a_device_that_the_library_cannot_use_is_our_error(backend, model, request):
    """What would happen had nobody looked for the device first."""
    import ctranslate2

    if ctranslate2.get_cuda_device_count():
        pytest.skip("this machine has CUDA")
    module = importlib.import_module(f"asr_pipeline.whisper_backends.{backend}")
    folder = Path(request.getfixturevalue(model))
    for placement in (Placement("cuda", "float16"), Placement("mps", "float16")):
        with pytest.raises(ModelUnavailableError, match="cannot be loaded"):
            module.create(folder, placement)


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
    (warning,) = warnings(caplog)
    assert "cuda" in warning
    assert "using cpu" in warning


@pytest.mark.parametrize("backend", ["auto", "itself"])
@pytest.mark.parametrize(("name", "model"), FAMILY)
def test_a_whole_run_warns_once_about_its_device(name, model, backend, speech, tmp_path, request):
    result = asr_pipeline(
        *("run", speech[0], "--backend", name if backend == "itself" else backend),
        *("--model", request.getfixturevalue(model), "--out", tmp_path),
        *("--device", "mps" if name != "mlx" else "cuda", "--compute-type", "float16"),
    )
    assert result.returncode == 0, result.stderr
    lines = [line for line in result.stderr.splitlines() if "using" in line]
    assert len(lines) == 1, result.stderr


def warnings(caplog):
    records = [record for record in caplog.records if record.name.startswith("asr_pipeline")]
    return [record.getMessage() for record in records if record.levelname == "WARNING"]
