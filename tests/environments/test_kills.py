"""`kill -9` of the parent or the child at 100 random moments: nothing is lost or half-written."""

import os
import random
import signal
import subprocess
import sys
import time
import wave
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

MOMENTS = 100
AT_ONCE = 4
SPEECH = Path(__file__).parents[2] / "examples" / "speech" / "sense_and_sensibility_01-0880.flac"
BOOKS = {"manifest.json", "stage.log"}  # times of day live here, not in artifacts


def command(*arguments):
    return [sys.executable, "-m", "asr_pipeline", *map(str, arguments)]


def artifacts(out):
    """Return the bytes of every artifact of the one job under `out`, by path in the job."""
    (job,) = out.glob("*/job.json")
    paths = (path for path in sorted(job.parent.glob("0*/*")) if path.name not in BOOKS)
    return {str(path.relative_to(job.parent)): path.read_bytes() for path in paths}


def kill_once(arguments, out, seconds, whom):
    """Run, kill the `parent` or its `child` with SIGKILL after `seconds`, and wait for both."""
    process = subprocess.Popen(
        command("run", *arguments, "--out", out), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    time.sleep(seconds)
    target = process.pid if whom == "parent" else next(iter(children(process.pid)), None)
    if target:
        with suppress(ProcessLookupError):  # it may be done by now
            os.kill(target, signal.SIGKILL)
    _, errors = process.communicate(timeout=120)
    assert b"Traceback" not in errors
    return process.returncode


def children(parent):
    """Yield the process IDs of a process's children (Linux)."""
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    if listed.exists():
        yield from map(int, listed.read_text().split())


def resume(arguments, out):
    """Run the same again; a run whose killed predecessor still ends may have to wait a moment."""
    for _ in range(50):
        result = subprocess.run(
            command("run", *arguments, "--out", out), capture_output=True, text=True, check=False
        )
        if "another run is working on" not in result.stderr:
            break
        time.sleep(0.1)
    assert result.returncode == 0, result.stderr
    return artifacts(out)


def survive(arguments, folder, moments, longest, seed):
    """Kill at random moments, each time in a new folder; return how runs ended.

    Raises:
        AssertionError: a resumed run's artifacts are not those of an uninterrupted one.
    """
    whole = resume(arguments, folder / "whole")
    assert whole
    chance = random.Random(seed)
    plans = [
        (folder / str(number), chance.uniform(0, longest), chance.choice(["parent", "child"]))
        for number in range(moments)
    ]

    def end_of(plan):
        out, seconds, whom = plan
        code = kill_once(arguments, out, seconds, whom)
        assert resume(arguments, out) == whole
        assert not list(out.glob("*/0*/.*.part"))
        return code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(end_of, plans))


@pytest.fixture
def silence(tmp_path):
    path = tmp_path / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(64_000))
    return path


@pytest.mark.environment("core")
@pytest.mark.timeout(900)
def test_the_null_backend_survives(silence, tmp_path):
    check(survive((silence, "--backend", "null"), tmp_path, MOMENTS, 1.2, seed=1))


@pytest.mark.environment("embedded")
@pytest.mark.timeout(900)
def test_the_embedded_backend_survives(tmp_path):
    check(survive((SPEECH, "--backend", "embedded"), tmp_path, MOMENTS, 2.5, seed=2))


def check(ends):
    assert len(ends) == MOMENTS
    assert -9 in ends  # a parent was killed
    assert 5 in ends  # a child was killed, and its stage failed with a message
