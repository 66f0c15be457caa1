"""What a process says on standard error, into a file."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from asr_pipeline.secrecy import redacted

_PATIENCE_SECONDS = 2.0  # for what a process that has ended left in the pipe


class Drain:
    """Appends lines to a file until they end, with secrets left out; `last_line` keeps the last.

    Reading goes on where the file cannot be written: a full pipe would stop the process. The pipe
    is duplicated: whoever closes the original would wait for this thread's read to return.

    Raises:
        OSError: the file cannot be opened.
    """

    def __init__(self, pipe: BinaryIO, path: Path) -> None:
        self.last_line = ""
        self._lines = os.fdopen(os.dup(pipe.fileno()), "rb")
        self._file = path.open("ab", buffering=0)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.join(_PATIENCE_SECONDS)

    def _run(self) -> None:
        with self._file as file, self._lines as lines:
            for line in lines:
                text = redacted(line.decode(errors="backslashreplace"))
                self.last_line = text.strip() or self.last_line
                _append(file, text)


def _append(file: BinaryIO, text: str) -> None:
    try:
        file.write(text.encode())
    except OSError:
        return  # the disk is full: the stage itself says so where it matters
