"""What can go wrong around a run: a clear message, the right exit code, nothing lost."""

import os
import resource
import subprocess
import sys
import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from asr_pipeline.errors import EnvironmentUnavailableError
from asr_pipeline.execution.messages import Task
from asr_pipeline.execution.process import run_stage

HOURS = 3
EMPTY_WAV = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80>\0\0\0}\0\0\2\0\x10\0data\0\0\0\0"

pytestmark = pytest.mark.environment("core")  # the same in every environment


@pytest.fixture
def run(asr_pipeline):
    return lambda *arguments, **settings: asr_pipeline(
        "run", "--backend", "null", *arguments, **settings
    )


def limit_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_a_disk_that_takes_no_more(run, asr_pipeline, tone, tmp_path):
    path = tone(seconds=2)
    result = run(path, preexec_fn=limit_files)
    assert result.returncode == 5
    assert "stage demux failed: File too large" in result.stderr
    assert "make room, then run it again" in result.stderr
    assert not list(tmp_path.glob("jobs/*/0*/*.wav"))
    assert not list(tmp_path.glob("jobs/*/0*/.*.part"))
    assert run(path).returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
def test_a_full_disk(run, tone, tmp_path):
    out = tmp_path / "small"
    out.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48k", "tmpfs", str(out)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this machine does not let root mount")
    try:
        result = run(tone(seconds=4), "--out", out)
    finally:
        subprocess.run(["umount", str(out)], check=True)
    assert result.returncode == 5
    assert "No space left on device" in result.stderr


READ_ONLY = 'mount --bind jobs jobs && mount -o remount,bind,ro jobs && exec "$@"'


def on_a_read_only_disk(folder, *arguments):
    """Run the command where `jobs` is mounted read-only, which binds root, too."""
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", READ_ONLY, "sh"]
    command += [sys.executable, "-m", "asr_pipeline", *map(str, arguments)]
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("this machine has no unshare")


def test_a_read_only_disk(run, tone, tmp_path):
    assert run(tone(), "--to", "asr").returncode == 0
    (job,) = tmp_path.glob("jobs/*")
    shown = on_a_read_only_disk(tmp_path, "status", job)
    if "mount" in shown.stderr or "unshare" in shown.stderr:
        pytest.skip(f"this machine does not let users mount: {shown.stderr}")
    assert shown.returncode == 0, shown.stderr
    assert "alignment" in shown.stdout
    verified = on_a_read_only_disk(tmp_path, "verify", job)
    assert (verified.returncode, len(verified.stdout.splitlines())) == (5, 3)
    result = on_a_read_only_disk(tmp_path, "resume", job)
    assert result.returncode == 5
    (message,) = result.stderr.splitlines()
    assert "Read-only file system" in message
    assert "make it accessible, or choose another folder with --out" in message


def test_two_runs_at_once_on_one_job(run, tone, tmp_path):
    path = tone(seconds=5)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: run(path), range(4)))
    assert 0 in {one.returncode for one in results}
    for one in results:
        assert one.returncode == 0 or "another run is working on" in one.stderr
    assert len(list(tmp_path.glob("jobs/*"))) == 1
    assert run(path).returncode == 0


@pytest.mark.parametrize(
    "name",
    [
        'it\'s "quoted".wav',
        "two\nlines.wav",
        "-rf.wav",
        "--out.wav",
        "..wav",
        "a..b.wav",
        "$(touch hacked);`touch hacked`.wav",
        "%s{0}\\n.wav",
        "caf\u00e9 \u97f3\u58f0 \U0001f3a4.wav",
        "cafe\u0301.wav",
        "x" * 251 + ".wav",
    ],
)
def test_any_file_name_will_do(run, tone, tmp_path, name):
    tone(name)
    before = set(tmp_path.iterdir())
    result = run("--formats", "srt", "--mux", "--", name)
    assert result.returncode == 0, result.stderr
    assert set(tmp_path.iterdir()) - before == {tmp_path / "jobs"}
    (job,) = tmp_path.glob("jobs/*")
    assert len(list(job.glob("07*/*.srt"))) == len(list(job.glob("08*/*.mkv"))) == 1


def test_a_folder_above_is_no_name(run, tone, tmp_path):
    (tmp_path / "inner").mkdir()
    tone("talk.wav")
    result = run("../talk.wav", "--out", "jobs", cwd=tmp_path / "inner")
    assert result.returncode == 0
    assert [path.name for path in (tmp_path / "inner").iterdir()] == ["jobs"]


@pytest.mark.environment("core")
def test_three_hours(run, asr_pipeline, tmp_path):
    path = tmp_path / "long.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 1, 8000, 0, "NONE", ""))
        for _ in range(HOURS * 60):
            file.writeframes(bytes([128]) * 8000 * 60)
    result = run(path, "--formats", "srt,json")
    assert result.returncode == 0, result.stderr
    (subtitles,) = tmp_path.glob("jobs/*/07*/*.srt")
    assert f"second{HOURS * 3600 - 1}" in subtitles.read_text().rpartition("-->")[2]


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (192_000, 2), (16_000, 8)])
def test_any_rate_and_any_channels(run, tone, tmp_path, rate, channels):
    assert run(tone(rate=rate, channels=channels)).returncode == 0
    (path,) = tmp_path.glob("jobs/*/01_demux/audio.wav")
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels()) == (16_000, 1)
        assert file.getnframes() == pytest.approx(3 * 16_000, abs=200)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"not sound at all" * 99, "not a media file"),
        (EMPTY_WAV, "no samples"),
        (b"\x7fELF" + bytes(4000), "not a media file"),
        (b"#EXTM3U\nhttp://127.0.0.1/a.ts\n", "not a media file"),
    ],
)
def test_what_is_no_sound(run, tmp_path, content, words):
    path = tmp_path / "talk.wav"
    path.write_bytes(content)
    result = run(path)
    assert result.returncode == 3
    assert words in result.stderr
    assert str(path) in result.stderr


def test_a_truncated_file_gives_what_is_there(run, tone, tmp_path):
    path = tone(seconds=4)
    path.write_bytes(path.read_bytes()[: 2 * 32_000 + 44])
    assert run(path).returncode == 0
    (subtitles,) = tmp_path.glob("jobs/*/07*/*.srt")
    assert "second0 second1" in subtitles.read_text()


def test_one_bad_input_does_not_stop_the_others(run, tone, tmp_path):
    (tmp_path / "bad.mp3").write_bytes(b"no")
    result = run("missing.wav", tmp_path / "bad.mp3", tone())
    assert result.returncode == 3
    assert len(result.stdout.splitlines()) == 2
    assert "missing.wav: there is no such file" in result.stderr
    assert "bad.mp3 is not a media file" in result.stderr


def test_an_environment_that_is_deleted_between_two_runs(run, asr_pipeline, tone, tmp_path):
    python = tmp_path / "python"
    wrapper = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'
    python.write_text(wrapper)
    python.chmod(0o755)
    (tmp_path / "asr-pipeline.toml").write_text('[environments.core]\npython = "python"\n')
    first = run(tone(), "--to", "vad")
    assert first.returncode == 0, first.stderr
    python.unlink()
    (job,) = tmp_path.glob("jobs/*")
    result = asr_pipeline("resume", job)
    assert result.returncode in (2, 4)
    assert str(python) in result.stderr
    python.write_text(wrapper)
    python.chmod(0o755)
    assert asr_pipeline("resume", job).returncode == 0


def test_an_environment_that_is_deleted_while_a_run_goes_on(tmp_path):
    task = Task("asr_pipeline.stages.vad", str(tmp_path), {}, {})
    with pytest.raises(EnvironmentUnavailableError, match=r"cannot be started.*doctor"):
        run_stage(str(tmp_path / "gone" / "python"), task, lambda fraction: None)


def test_no_process_goes_through_a_shell():
    source = Path(sys.modules["asr_pipeline"].__file__).parent
    texts = {path: path.read_text() for path in source.rglob("*.py")}
    assert not [path for path, text in texts.items() if "shell=True" in text or "os.system" in text]
