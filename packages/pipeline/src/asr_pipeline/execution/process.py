"""The parent's side of a stage's process."""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from asr_pipeline.errors import EnvironmentUnavailableError, StageFailedError, rebuild
from asr_pipeline.execution.messages import (
    Done,
    Failure,
    Notice,
    Progress,
    Task,
    decode_event,
    encode,
)
from asr_pipeline.secrecy import without_secrets

STAGE_LOG = "stage.log"
_GRACE_SECONDS = 5.0
_log = logging.getLogger(__name__)


def run_stage(python: str, task: Task, on_progress: Callable[[float], None]) -> Done:
    """Run a task with the interpreter `python` and wait for its result.

    Raises:
        PipelineError: what the stage raised, by the same class.
        EnvironmentUnavailableError: the interpreter is gone.
        StageFailedError: the process ended without a result.
    """
    log = Path(task.folder) / STAGE_LOG
    before = log.stat().st_size if log.exists() else 0
    with log.open("ab") as stderr, _started(python, stderr) as process:
        try:
            _hand_over(process, task)
            result = _listen(process.stdout, on_progress)
            process.stdin.close()
            status = process.wait()
        finally:
            _end(process)
    if isinstance(result, Failure):
        raise rebuild(result.kind, result.message)
    if result is None:
        raise StageFailedError(
            f"its process ended without a result, status {status}: {_last_line(log, before)!r}"
        )
    return result


def _started(python: str, stderr: object) -> subprocess.Popen[bytes]:
    try:
        return _start(python, stderr)
    except OSError as error:
        raise EnvironmentUnavailableError(
            f"{python} cannot be started: {error.strerror or error}",
            "`asr-pipeline doctor` says which environments are left and how to get this one back",
        ) from error


def _start(python: str, stderr: object) -> subprocess.Popen[bytes]:
    """Isolated (-I): neither the working folder nor PYTHON* variables reach the environment."""
    return subprocess.Popen(
        [python, "-I", "-X", "utf8", "-m", "asr_pipeline.execution.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=without_secrets() | {"HF_HUB_OFFLINE": "1"},
        start_new_session=True,  # Ctrl-C reaches the parent alone, which then ends the child
    )


def _hand_over(process: subprocess.Popen[bytes], task: Task) -> None:
    try:
        os.write(process.stdin.fileno(), encode(task) + b"\n")
    except BrokenPipeError:
        _log.debug("the stage's process ended before it could read its task")


def _listen(lines: Iterable[bytes], on_progress: Callable[[float], None]) -> Done | Failure | None:
    result = None
    for line in lines:
        try:
            event = decode_event(line)
        except msgspec.DecodeError:
            _log.warning("not understood from the stage's process: %r", line)
            continue
        match event:
            case Progress():
                on_progress(event.fraction)
            case Notice():
                _log.log(event.level, event.message)
            case _:
                result = event
    return result


def _last_line(log: Path, start: int) -> str:
    """Return the last line written after byte `start`: libraries in C end a process that way."""
    with log.open("rb") as file:
        file.seek(start)
        return file.read().decode(errors="replace").strip().rpartition("\n")[2]


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
