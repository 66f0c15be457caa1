"""The child process: reads a task, runs its stage, reports. Entered as a script by the parent."""

from __future__ import annotations

import importlib
import logging
import os
import signal
import sys
import threading
import traceback
from pathlib import Path

from asr_pipeline.errors import PipelineError, StageFailedError, from_system
from asr_pipeline.execution.messages import (
    Done,
    Event,
    Failure,
    Notice,
    Progress,
    decode_task,
    encode,
)
from asr_pipeline.jobs.context import StageContext
from asr_pipeline.jobs.manifest import running_code

_ORPHANED = 70  # exit status nobody is left to read
_STEP = 0.01


def main() -> int:
    """Run the task on standard input and return the exit status."""
    channel = _Channel()
    task_line = b""
    while not task_line.endswith(b"\n"):
        task_line += os.read(0, 1 << 16) or sys.exit(_ORPHANED)
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    _configure_logging(channel)
    event = _run(task_line, channel)
    channel.send(event)
    return 0 if isinstance(event, Done) else 1


class _Channel:
    """The way to the parent; what libraries print goes to the stage's log instead."""

    def __init__(self) -> None:
        self._descriptor = os.dup(1)
        os.dup2(2, 1)
        self._reported = 0.0

    def send(self, event: Event) -> None:
        os.write(self._descriptor, encode(event) + b"\n")

    def progress(self, fraction: float) -> None:
        if fraction - self._reported >= _STEP:
            self._reported = fraction
            self.send(Progress(min(float(fraction), 1.0)))  # numpy floats cannot be encoded


class _NoticeHandler(logging.Handler):
    """Passes the package's own warnings on to the parent."""

    def __init__(self, channel: _Channel) -> None:
        super().__init__(logging.WARNING)
        self._channel = channel

    def emit(self, record: logging.LogRecord) -> None:
        self._channel.send(Notice(record.levelno, record.getMessage()))


def _run(task_line: bytes, channel: _Channel) -> Event:
    try:
        task = decode_task(task_line)
        inputs = {name: Path(path) for name, path in task.inputs.items()}
        context = StageContext(Path(task.folder), inputs, task.parameters, channel.progress)
        importlib.import_module(task.module).run(context)
    except PipelineError as error:
        logging.getLogger(__name__).info("stage failed", exc_info=True)
        return Failure(type(error).__name__, str(error))
    except OSError as error:
        traceback.print_exc()
        return Failure(StageFailedError.__name__, str(from_system(error)))
    except Exception as error:  # noqa: BLE001 - whatever a library raises, the parent must hear
        traceback.print_exc()
        return Failure(StageFailedError.__name__, f"{type(error).__name__}: {error}")
    return Done(tuple(context.written), running_code())


def _configure_logging(channel: _Channel) -> None:
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("asr_pipeline").addHandler(_NoticeHandler(channel))


def _exit_with_parent() -> None:
    """End this process when the parent's end of the pipe closes, however the parent ended.

    What the stage started ends with it, where this process leads a group of its own.
    """
    while os.read(0, 1 << 10):
        pass
    if os.name != "nt" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(_ORPHANED)


if __name__ == "__main__":
    sys.exit(main())
