"""A progress bar for what takes more than a moment, on a terminal only."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TextIO

import click

from standards_lint import progress

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

# Shorter work shows nothing.
_PATIENCE_SECONDS = 1.0
_REFRESH_SECONDS = 0.1


class Bar:
    """A bar on a stream, which appears late and leaves nothing behind."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._due = time.monotonic() + _PATIENCE_SECONDS
        self._shown: tuple[Progress, TaskID] | None = None

    def __call__(self, text: str, done: int, total: int) -> None:
        """Shows that `done` of `total` are done."""
        if done >= total:
            self.close()
            return
        now = time.monotonic()
        if now < self._due:
            return
        self._due = now + _REFRESH_SECONDS
        shown, task = self._shown or self._open()
        shown.update(task, description=text, completed=done, total=total, refresh=True)

    def close(self) -> None:
        """Takes the bar away."""
        if self._shown is not None:
            self._shown[0].stop()
            self._shown = None

    def _open(self) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.progress import Progress

        shown = Progress(console=Console(file=self._stream), transient=True)
        shown.start()
        self._shown = shown, shown.add_task("")
        return self._shown


def bar_on_terminal() -> progress.Progress:
    """What shows progress on standard error where that is a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        return progress.silent
    bar = Bar(sys.stderr)
    click.get_current_context().call_on_close(bar.close)
    return bar
