"""Picking, creating and feeding a backend, as far as no library is needed."""

import importlib.util
import math
import wave

import msgspec
import pytest
from asr_pipeline import whisperx_integration
from asr_pipeline.config import Config
from asr_pipeline.errors import (
    EnvironmentUnavailableError,
    MediaError,
    ModelUnavailableError,
    UsageError,
)
from asr_pipeline.model import Transcript
from asr_pipeline.model_store import find_align_model, find_model, model_digest
from asr_pipeline.pieces import Piece
from asr_pipeline.registry import BACKENDS, ENVIRONMENTS, STAGES, find_backend
from asr_pipeline.selection import Candidate, recommend
from asr_pipeline.whisper_backends import create_backend, get_recommended_backend, heard
from asr_pipeline.whisper_backends.pauses import cut_at_pauses
from asr_pipeline.whisper_backends.pcm import read_pcm
from hypothesis import given
from hypothesis import strategies as st

FASTER = find_backend("faster")
EMBEDDED = find_backend("embedded")


@pytest.mark.parametrize(
    ("candidates", "picked"),
    [
        ([], None),
        ([("embedded", "cpu")], "embedded"),
        ([("embedded", "cpu"), ("mlx", "cpu")], "mlx"),
        ([("embedded", "cpu"), ("whisperx", "cpu"), ("faster", "cuda")], "faster"),
        ([("whisperx", "cuda"), ("faster", "cuda")], "whisperx"),
        ([("whisperx", "cpu"), ("mlx", "mps")], "mlx"),
    ],
)
def test_an_accelerator_goes_before_the_order_of_the_table(candidates, picked):
    for order in (candidates, candidates[::-1]):
        best = recommend(Candidate(*one) for one in order)
        assert (best and best.backend) == picked


def test_an_unknown_backend_is_refused_by_name():
    with pytest.raises(UsageError, match="whisperx, faster, mlx, embedded"):
        create_backend("wisper")


@pytest.mark.parametrize(
    "row", [row for row in BACKENDS if not row.hidden], ids=lambda row: row.name
)
def test_a_backend_without_its_library_says_what_to_install(row):
    imports = {env.name: env.imports for env in ENVIRONMENTS}[row.environment]
    if all(importlib.util.find_spec(name) for name in imports):
        pytest.skip("this environment has the library")
    with pytest.raises(EnvironmentUnavailableError, match=f"envs install {row.environment}"):
        create_backend(row.name)


def test_no_recommendation_where_nothing_can_run(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EnvironmentUnavailableError, match="no backend"):
        get_recommended_backend()
    with pytest.raises(EnvironmentUnavailableError):
        create_backend("auto")


def test_every_module_in_the_tables_exists_and_is_not_loaded():
    names = [row.module for row in (*BACKENDS, *STAGES)]
    assert len(set(names)) == len(names)
    for name in names:
        assert importlib.util.find_spec(name), name
    for row in STAGES:
        assert row.environment in {env.name for env in ENVIRONMENTS} | {"backend"}
    numbers = [row.number for row in STAGES]
    assert numbers == sorted(set(numbers))


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return Config(None, models=(tmp_path / "models",))


def make_model(folder, *names):
    folder.mkdir(parents=True)
    for name in names or ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"):
        (folder / name).write_text(name)
    return folder


def test_a_model_is_a_folder_or_a_name(config, tmp_path):
    folder = make_model(tmp_path / "models" / "small")
    assert find_model(FASTER, "small", config) == folder
    assert find_model(FASTER, str(folder), config) == folder
    assert find_model(FASTER, None, config) == folder


def test_a_model_in_the_hub_cache(config, tmp_path):
    folder = make_model(tmp_path / "hub/models--Systran--faster-whisper-small/snapshots/abc")
    assert find_model(FASTER, "small", config) == folder
    assert find_model(FASTER, "Systran/faster-whisper-small", config) == folder
    assert find_model(FASTER, None, config) == folder
    with pytest.raises(ModelUnavailableError):
        find_model(FASTER, "large-v3", config)


def test_the_bundled_model_needs_no_folder(config):
    assert find_model(EMBEDDED, None, config) is None
    assert find_model(EMBEDDED, "en-us", config) is None


@pytest.mark.parametrize("name", ["small", "../small", "*", "/nowhere/small", "org/small"])
def test_a_missing_model_says_which_files_to_put_where(config, tmp_path, name):
    with pytest.raises(ModelUnavailableError) as caught:
        find_model(FASTER, name, config)
    assert "model.bin, config.json, tokenizer.json" in str(caught.value)
    assert str(tmp_path / "models") in str(caught.value)
    assert "--model" in str(caught.value)


def test_an_incomplete_folder_says_what_it_lacks(config, tmp_path):
    folder = make_model(tmp_path / "some", "model.bin", "config.json", "vocabulary.txt")
    with pytest.raises(ModelUnavailableError, match=r"lacks tokenizer\.json"):
        find_model(FASTER, str(folder), config)


def test_an_alignment_model_is_a_folder_or_a_name_and_must_be_complete(config, tmp_path):
    names = ("config.json", "preprocessor_config.json", "vocab.json", "pytorch_model.bin")
    folder = make_model(tmp_path / "models" / "letters", *names)
    cached = make_model(tmp_path / "hub/models--org--letters/snapshots/abc", *names)
    assert find_align_model("letters", config) == folder
    assert find_align_model(str(folder), config) == folder
    assert find_align_model("org/letters", config) == cached
    (folder / "vocab.json").unlink()
    with pytest.raises(ModelUnavailableError, match=r"letters lacks vocab\.json; put these files"):
        find_align_model("letters", config)
    with pytest.raises(ModelUnavailableError) as caught:
        find_align_model("other", config)
    assert f"model.safetensors or pytorch_model.bin) into {tmp_path / 'models/other'}" in str(
        caught.value
    )


def test_several_models_are_not_chosen_from_silently(config, tmp_path):
    make_model(tmp_path / "models" / "small")
    make_model(tmp_path / "models" / "large")
    with pytest.raises(ModelUnavailableError, match=r"large.*small"):
        find_model(FASTER, None, config)
    assert find_model(FASTER, "large", config).name == "large"


def test_a_changed_model_is_another_model(tmp_path):
    folder = make_model(tmp_path / "small")
    before = model_digest(folder)
    assert model_digest(folder) == before
    (folder / "config.json").write_text("config.jsox")
    assert model_digest(folder) != before
    assert model_digest(None) is None


NUMBERS = st.one_of(st.none(), st.floats(), st.integers(-10, 10_000))


@given(NUMBERS, NUMBERS, NUMBERS, st.text(max_size=5))
def test_nothing_a_library_returns_breaks_our_json(start, end, probability, text):
    times = heard.span(start, end, Piece(10.0, 60.0))
    word = heard.word(text, times, probability)
    segment = heard.segment(text, times, probability, [word])
    for found in (word, segment):
        if found:
            assert 10.0 <= found.start <= found.end <= 60.0
            assert found.text == found.text.strip() != ""
            assert found.confidence is None or math.isfinite(found.confidence)
    msgspec.json.encode((word, segment))


def test_confidence_from_a_log_probability():
    assert heard.confidence_from_log(0.0) == 1.0
    assert heard.confidence_from_log(-1.0) == pytest.approx(0.3679)
    assert heard.confidence_from_log(float("nan")) is None
    assert heard.confidence_from_log(float("-inf")) is None


@given(st.lists(st.booleans(), max_size=300), st.integers(1, 20), st.integers(0, 40))
def test_pieces_cover_everything_and_none_is_too_long(voiced, shortest, more):
    longest = shortest + more
    spans = list(cut_at_pauses(voiced, shortest, longest))
    assert [frame for span in spans for frame in range(*span)] == list(range(len(voiced)))
    assert all(0 < end - start <= longest for start, end in spans)
    assert all(end - start >= shortest for start, end in spans[:-1])


def test_cuts_are_in_the_middle_of_the_longest_pause():
    voiced = [True] * 12 + [False] * 2 + [True] * 2 + [False] * 6 + [True] * 20
    assert next(cut_at_pauses(voiced, 10, 30)) == (0, 19)


def test_only_16_khz_mono_is_read(tone, tmp_path):
    assert len(read_pcm(tone(seconds=1))) == 32000
    with pytest.raises(MediaError, match="16 kHz"):
        read_pcm(tone(rate=8000))
    text = tmp_path / "text.wav"
    text.write_text("words")
    with pytest.raises(MediaError, match="not a WAV file"):
        read_pcm(text)


def test_the_processor_and_its_command_line(tone, tmp_path):
    transcript = whisperx_integration.WhisperXProcessor("null").process(tone())
    assert transcript.text == "second0 second1 second2"
    target = tmp_path / "transcript.json"
    assert whisperx_integration.main([str(tone()), str(target), "--backend", "null"]) == 0
    assert msgspec.json.decode(target.read_bytes(), type=Transcript) == transcript


def test_the_processor_reports_errors_by_exit_code(tone, tmp_path, capsys):
    target = str(tmp_path / "transcript.json")
    assert whisperx_integration.main([str(tone()), target, "--backend", "wisper"]) == 2
    assert whisperx_integration.main([str(tone(rate=8000)), target, "--backend", "null"]) == 3
    assert "unknown backend 'wisper'" in capsys.readouterr().err
    assert not (tmp_path / "transcript.json").exists()


def test_a_wav_header_that_lies_about_its_length(tone):
    path = tone(seconds=1)
    path.write_bytes(path.read_bytes()[:16044])
    with wave.open(str(path)) as file:
        assert file.getnframes() == 16000
    assert len(read_pcm(path)) == 16000
