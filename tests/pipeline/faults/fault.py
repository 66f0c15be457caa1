"""What a fault is, and how it is provoked."""

import re
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

RATE = 16_000
SECONDS = 3
TIMEOUT_SECONDS = 120
_DIGEST = re.compile(r"\btalk-[0-9a-f]{8}\b")  # of a path that is another one each time


@dataclass(frozen=True)
class Fault:
    """`arrange` makes it in an empty folder and returns the arguments of the command.

    `code` is the exit code, `words` must be in the message. `preexec` runs in the new process.
    """

    what: str
    code: int
    words: str
    arrange: Callable[[Path], Sequence[object]]
    preexec: Callable[[], None] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Answer:
    """What the command said; the folder it ran in is left out."""

    code: int
    message: str


def provoke(fault: Fault) -> Answer:
    """Run the command in a folder of its own.

    Raises:
        AssertionError: it wrote outside its job folders, or showed a traceback.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        arguments = fault.arrange(folder)
        before = set(folder.iterdir())
        result = subprocess.run(
            [sys.executable, "-m", "asr_pipeline", *map(str, arguments)],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=fault.preexec,
            timeout=TIMEOUT_SECONDS,
        )
        assert set(folder.iterdir()) - before <= {folder / "jobs"}
        assert "Traceback" not in result.stderr
        assert not list(folder.glob("jobs/*/0*/.*.part"))
    message = result.stderr.strip().replace(f"{folder}/", "").replace(sys.executable, "python")
    return Answer(result.returncode, _DIGEST.sub("talk-1b34ff3d", message))


def row(fault: Fault, answer: Answer) -> str:
    """Return the fault's line of the table."""
    shown = answer.message.removeprefix("asr-pipeline: ").replace("|", "\\|").replace("\n", "<br>")
    return f"| {fault.what} | {shown or '(none)'} | {answer.code} |"


def tone(path: Path, seconds: float = SECONDS, rate: int = RATE, channels: int = 1) -> Path:
    """Write a WAV file with a buzz."""
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        period = b"\x00\x20" * channels * 40 + b"\x00\xe0" * channels * 40
        file.writeframes(period * int(seconds * rate / 80))
    return path


def run(folder: Path, *options: object) -> Sequence[object]:
    """Return the arguments that transcribe a good file."""
    return ("run", tone(folder / "talk.wav").name, "--backend", "null", *options)


def finished(folder: Path) -> Path:
    """Make a finished job; return its folder, relative to `folder`."""
    command = [sys.executable, "-m", "asr_pipeline", *map(str, run(folder))]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    (job,) = folder.glob("jobs/*")
    return job.relative_to(folder)


def instead_of_python(folder: Path, script: str) -> None:
    """Make every stage start `script`, a shell script, which may end in `exec "$PYTHON" "$@"`."""
    python = folder / "python"
    python.write_text(f"#!/bin/sh\nPYTHON={sys.executable}\n{script}\n")
    python.chmod(0o755)
    (folder / "asr-pipeline.toml").write_text('[environments.core]\npython = "python"\n')
