"""The parent's side of a stage's process."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from asr_pipeline.errors import EnvironmentUnavailableError, StageFailedError, rebuild
from asr_pipeline.execution.drain import Drain
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
    with _started(python) as process, Drain(process.stderr, log) as said:
        try:
            _hand_over(process, task)
            result = _listen(process.stdout, task, on_progress)
            process.stdin.close()
            status = process.wait()
        finally:
            _end(process)
    if isinstance(result, Failure):
        raise rebuild(result.kind, result.message)
    if result is None:
        said_last = f": {said.last_line!r}" if said.last_line else ""
        raise StageFailedError(f"its process {_ending(status)}{said_last}")
    return result


def _started(python: str) -> subprocess.Popen[bytes]:
    """Isolated (-I): neither the working folder nor PYTHON* variables reach the environment."""
    try:
        return subprocess.Popen(
            [python, "-I", "-X", "utf8", "-m", "asr_pipeline.execution.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=without_secrets() | {"HF_HUB_OFFLINE": "1"},
            start_new_session=True,  # Ctrl-C reaches the parent alone, which then ends the child
        )
    except OSError as error:
        raise EnvironmentUnavailableError(
            f"{python} cannot be started: {error.strerror or error}",
            "`asr-pipeline doctor` says which environments are left and how to get this one back",
        ) from error


def _hand_over(process: subprocess.Popen[bytes], task: Task) -> None:
    try:
        os.write(process.stdin.fileno(), encode(task) + b"\n")
    except BrokenPipeError:
        _log.debug("the stage's process ended before it could read its task")


def _listen(
    lines: Iterable[bytes], task: Task, on_progress: Callable[[float], None]
) -> Done | Failure | None:
    extra = {"event": "notice", "stage": task.module.rpartition(".")[2]}
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
                _log.log(event.level, "%s", event.message, extra=extra)
            case _:
                result = event
    return result


def _ending(status: int) -> str:
    """Say how a process ended that had no time to say anything."""
    if status >= 0:  # always so on Windows
        return f"ended without a result, status {status}"
    hint = ", as happens when memory runs out" if status == -signal.SIGKILL else ""
    return f"was killed by {signal.Signals(-status).name}{hint}"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is still running of a stage: its process, and what that started."""
    if os.name == "nt":  # which has no groups to signal
        process.kill()
        return
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
    _signal(process, signal.SIGKILL)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal the process group: the process leads one of its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
