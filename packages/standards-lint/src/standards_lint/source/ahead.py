"""Reads files in other processes before somebody asks for their facts."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from standards_lint.source.files import Files

# Once so many bytes had to be read, more will be, and starting processes pays.
_WORTH_PROCESSES = 300_000

# Whether there is no package of this name to import.
Lacks = Callable[[str], bool]


class Ahead:
    """Processes that read `files` in order, until they are told to stop.

    They are started when `count` has heard of enough bytes that had to be read meanwhile, or when
    somebody says so.
    """

    def __init__(self, source: Files, files: Sequence[str], processes: int, lacks: Lacks) -> None:
        self._source = source
        self._files = files
        self._number = processes if hasattr(os, "fork") else 0
        self._lacks = lacks
        self._bytes = 0
        self._processes: list[BaseProcess] = []

    def count(self, size: int) -> None:
        """A file of this many bytes had to be read."""
        self._bytes += size
        if self._bytes >= _WORTH_PROCESSES:
            self.start()

    def stop(self) -> None:
        """Ends the processes; returns when they have ended."""
        if self._processes:
            self._stopped[0] = 1
        for process in self._processes:
            process.join()

    def start(self) -> None:
        """Starts them, if they are not running already."""
        if not self._number:
            return
        from mmap import mmap
        from multiprocessing import get_context

        number, self._number = self._number, 0
        # Where there is no memory or no process to be had, files are read when they are asked for.
        with suppress(OSError):
            self._source.share()
            self._stopped = mmap(-1, 1)
            for first in range(number):
                process = get_context("fork").Process(
                    target=self._run, args=(self._files[first::number],), daemon=True
                )
                process.start()
                self._processes.append(process)

    def _run(self, files: Sequence[str]) -> None:
        # A process that ends after this collects nothing; it ends when it is told to.
        gc.disable()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for file in files:
            if self._stopped[0]:
                return
            if not self._source.is_read(file):
                self._source.read(file, self._lacks)
