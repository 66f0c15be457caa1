"""What a user meets: results on standard output, one clear message for everything else."""

import json
import os
import subprocess
import sys
import wave

import av
import pysubs2
import pytest

HEAVY = {"av", "ctranslate2", "faster_whisper", "mlx", "numpy", "pocketsphinx", "torch", "whisperx"}


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["envs", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    code = (
        "import sys; from asr_pipeline.cli.app import app; "
        f"app.main({arguments}, 'asr-pipeline', standalone_mode=False); "
        "print('LOADED', *sorted(sys.modules))"
    )
    printed = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert "Usage: asr-pipeline" in printed
    loaded = set(printed.rpartition("LOADED")[2].split())
    assert not loaded & (HEAVY | {"rich", "jiwer", "pysubs2"})


def test_running_prints_the_subtitle_files(asr_pipeline, tone):
    result = asr_pipeline("run", tone(), "--backend", "null", "--formats", "srt,vtt,txt,json")
    assert result.returncode == 0, result.stderr
    paths = result.stdout.splitlines()
    assert [path.partition("tone.")[2] for path in paths] == ["srt", "vtt", "txt", "cues.json"]
    assert result.stderr == ""
    folder = tone().parent
    (event,) = pysubs2.load(str(folder / paths[0]))
    assert event.plaintext == "second0 second1 second2"


def test_every_input_gets_its_job_and_one_failure_stops_no_other(asr_pipeline, tone, tmp_path):
    (tmp_path / "empty.wav").write_bytes(b"")
    inputs = [tone("a.wav"), tmp_path / "empty.wav", tone("b.wav")]
    result = asr_pipeline("run", *inputs, "--backend", "null", "--formats", "txt")
    assert result.returncode == 3
    assert [path.rpartition("/")[2] for path in result.stdout.splitlines()] == ["a.txt", "b.txt"]
    assert "empty.wav is empty" in result.stderr


def test_inputs_of_the_same_name_do_not_meet(asr_pipeline, tone, tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
    inputs = [tone("x/talk.wav", seconds=1), tone("y/talk.wav", seconds=2)]
    result = asr_pipeline("run", *inputs, "--backend", "null", "--formats", "txt")
    one, two = ((tmp_path / path).read_text() for path in result.stdout.splitlines())
    assert (one, two) == ("second0\n", "second0 second1\n")


@pytest.mark.parametrize("name", ['it\'s a "talk".wav', "-n.wav", "zwei\nZeilen.wav", "\u6f22.wav"])
def test_any_file_name(asr_pipeline, tone, name):
    tone(name, seconds=1)
    result = asr_pipeline("run", "--backend", "null", "--formats", "txt", "--", name)
    assert result.returncode == 0, result.stderr


@pytest.fixture
def bad_media(tmp_path):
    """One file for each thing that can be wrong with an input."""
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "text.wav").write_text("these are words\n" * 100)
    (tmp_path / "folder.wav").mkdir()
    with wave.open(str(tmp_path / "nothing.wav"), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
    with av.open(str(tmp_path / "silent.mp4"), "w") as output:
        stream = output.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        output.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        output.mux(stream.encode(None))


@pytest.mark.usefixtures("bad_media")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.wav", "there is no such file"),
        ("empty.wav", "is empty"),
        ("folder.wav", "is not a file"),
        ("text.wav", "is not a media file"),
        ("silent.mp4", "no audio stream"),
        ("nothing.wav", "no samples"),
    ],
)
def test_bad_media_is_one_message_and_code_3(asr_pipeline, tmp_path, name, words):
    result = asr_pipeline("run", name, "--backend", "null")
    assert result.returncode == 3
    assert result.stdout == ""
    (message,) = result.stderr.splitlines()
    assert name in message
    assert words in message
    left = {path.name for path in tmp_path.glob("jobs/*/0*/*")}
    assert left <= {"stage.log"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--backend", "wisper"], "unknown backend 'wisper'"),
        (["--backend", "null", "--device", "tpu"], "unknown device 'tpu'"),
        (["--backend", "null", "--formats", "srt,docx"], "unknown format docx"),
        (["--backend", "null", "--formats", ","], "--formats names none"),
        (["--backend", "null", "--out", "tone.wav"], "choose another one with --out"),
        (["--backend", "null", "--out", "/proc/jobs"], "choose another one with --out"),
        (["--colour"], "No such option"),
    ],
)
def test_wrong_use_is_one_message_and_code_2(asr_pipeline, tone, tmp_path, arguments, words):
    tone(seconds=0.5)
    result = asr_pipeline("run", "tone.wav", *arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["tone.wav"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('modles = ["x"]', "modles"),
        ('[environments.mlx]\npyton = "x"', "pyton"),
        ('[environments.mxl]\npython = "x"', "unknown environment 'mxl'"),
        ('models = "x"', "array"),
        ("= 1", "line 1"),
    ],
)
def test_a_wrong_configuration_names_file_and_key(asr_pipeline, tone, tmp_path, content, words):
    (tmp_path / "asr-pipeline.toml").write_text(content)
    result = asr_pipeline("run", tone(), "--backend", "null")
    assert result.returncode == 2
    (message,) = result.stderr.splitlines()
    assert "asr-pipeline.toml" in message
    assert words in message
    assert not (tmp_path / "jobs").exists()


def test_a_configuration_that_is_not_there(asr_pipeline, tone):
    result = asr_pipeline("--config", "other.toml", "run", tone(), "--backend", "null")
    assert result.returncode == 2
    assert "other.toml" in result.stderr


def test_an_environment_that_is_not_installed(asr_pipeline, tone, tmp_path):
    """The configured interpreter is bare: it has neither this package nor the library."""
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True)
    (tmp_path / "asr-pipeline.toml").write_text(
        f'[environments.mlx]\npython = "{bare / "bin" / "python"}"'
    )
    result = asr_pipeline("run", tone(), "--backend", "mlx")
    assert result.returncode == 4
    (message,) = result.stderr.splitlines()
    assert "has no asr-pipeline" in message
    assert "asr-pipeline envs install mlx" in message
    assert not (tmp_path / "jobs").exists()


def test_a_configured_interpreter_that_does_not_exist(asr_pipeline, tone, tmp_path):
    (tmp_path / "asr-pipeline.toml").write_text('[environments.core]\npython = "gone"')
    result = asr_pipeline("run", tone(), "--backend", "null")
    assert result.returncode == 2
    assert "does not exist" in result.stderr


def test_a_missing_model_says_which_files_to_put_where(asr_pipeline, tone, tmp_path):
    """The running interpreter stands in for any environment: only the model is looked for."""
    result = asr_pipeline("run", tone(), "--backend", "embedded", "--model", "klingon")
    assert result.returncode == 4
    assert not (tmp_path / "jobs").exists()


def test_envs_lists_every_environment_and_says_what_auto_picks(asr_pipeline):
    found = json.loads(asr_pipeline("envs", "--json").stdout)
    names = [row["name"] for row in found["environments"]]
    assert names == ["core", "embedded", "whisperx", "mlx", "faster"]
    core = found["environments"][0]
    assert core["installed"]
    assert {"av", "pysubs2"} <= core["distributions"].keys()
    assert [row["backend"] for row in found["backends"]] == [
        "whisperx",
        "faster",
        "mlx",
        "embedded",
    ]
    for row in found["backends"]:
        assert bool(row["device"]) != bool(row["obstacle"])
    assert found["reason"]
    shown = asr_pipeline("envs")
    assert shown.returncode == 0
    assert all(name in shown.stdout for name in names)


def test_installing_an_unknown_environment(asr_pipeline):
    result = asr_pipeline("envs", "install", "tensorflow")
    assert result.returncode == 2
    assert "unknown environment 'tensorflow'" in result.stderr


def test_eval_counts_errors_and_insertions_apart(asr_pipeline, tmp_path):
    (tmp_path / "said.txt").write_text("He was NOT an ill-disposed young man.\n")
    (tmp_path / "heard.txt").write_text("he was not the ill disposed a young man")
    result = asr_pipeline("eval", "heard.txt", "said.txt", "--json")
    score = json.loads(result.stdout)
    assert (score["words"], score["substitutions"], score["insertions"]) == (8, 1, 1)
    assert score["wer"] == 0.25
    shown = asr_pipeline("eval", "heard.txt", "said.txt").stdout
    assert shown == "WER 25.0% of 8 words: 1 substituted, 0 deleted, 1 inserted\n"


def test_eval_reads_what_run_writes(asr_pipeline, tone, tmp_path):
    paths = asr_pipeline("run", tone(), "--backend", "null").stdout.splitlines()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "tone.txt").write_text("second0 second1 second2")
    for hypothesis in (*paths, *tmp_path.glob("jobs/*/04_asr/transcript.json")):
        result = asr_pipeline("eval", hypothesis, "texts/tone.txt")
        assert result.stdout.startswith("WER 0.0%"), result.stderr
    assert asr_pipeline("eval", "jobs", "texts").stdout.startswith("WER 0.0%")


@pytest.mark.parametrize(
    ("hypothesis", "reference", "words"),
    [
        ("missing.txt", "said.txt", "cannot read missing.txt"),
        ("said.txt", "blank.txt", "holds no words"),
        ("broken.json", "said.txt", "broken.json holds no transcript"),
        ("latin.txt", "said.txt", "latin.txt holds no transcript: it is not UTF-8"),
        ("folder", "folder", "no jobs in folder"),
    ],
)
def test_eval_refuses_what_it_cannot_compare(asr_pipeline, tmp_path, hypothesis, reference, words):
    (tmp_path / "folder").mkdir()
    (tmp_path / "said.txt").write_text("words")
    (tmp_path / "blank.txt").write_text(" \n")
    (tmp_path / "broken.json").write_text("{}")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    result = asr_pipeline("eval", hypothesis, reference)
    assert result.returncode == 2
    (message,) = result.stderr.splitlines()
    assert words in message


def test_a_reader_that_goes_away_ends_the_run_quietly(tone, tmp_path):
    command = [sys.executable, "-m", "asr_pipeline", "run", str(tone()), "--backend", "null"]
    readable, writable = os.pipe()
    os.close(readable)
    result = subprocess.run(
        command, cwd=tmp_path, stdout=writable, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writable)
    assert result.stderr == ""
    assert result.returncode != 0


def test_an_output_that_cannot_be_written_is_one_message(tone, tmp_path, capsys):
    from asr_pipeline.whisperx_integration import main

    assert main([str(tone()), str(tmp_path / "no" / "folder.json"), "--backend", "null"]) == 5
    (message,) = capsys.readouterr().err.splitlines()
    assert "No such file or directory" in message
