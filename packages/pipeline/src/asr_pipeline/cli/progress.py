"""What is shown while jobs run: a progress bar on a terminal, otherwise only results."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from asr_pipeline.run.observer import Outcome
from asr_pipeline.secrecy import redacted

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID


class PlainObserver:
    """Prints the path of each subtitle file on standard output, errors on standard error."""

    def stage_started(self, source: Path, stage: str) -> None:
        """Say nothing: a log or a program reads this."""

    def stage_progressed(self, fraction: float) -> None:
        """Say nothing."""

    def input_finished(self, outcome: Outcome) -> None:
        """Print the result."""
        for path in outcome.outputs:
            click.echo(str(path))
        if outcome.error:
            click.echo(f"asr-pipeline: {redacted(str(outcome.error))}", err=True)


class BarObserver(PlainObserver):
    """Also shows the current stage as a bar, and for several inputs how many are done."""

    def __init__(self, progress: Progress, inputs: int) -> None:
        self._progress = progress
        self._all: TaskID | None = None
        if inputs > 1:
            self._all = progress.add_task(f"{inputs} inputs", total=float(inputs))
        self._task: TaskID = progress.add_task("starting", total=1.0)

    def input_finished(self, outcome: Outcome) -> None:
        """Print the result and count it."""
        super().input_finished(outcome)
        if self._all is not None:
            self._progress.advance(self._all)

    def stage_started(self, source: Path, stage: str) -> None:
        """Name the stage and empty the bar."""
        label = f"{source.name}: {stage}"
        self._progress.reset(self._task, description=label, total=1.0)

    def stage_progressed(self, fraction: float) -> None:
        """Fill the bar."""
        self._progress.update(self._task, completed=fraction)


@contextmanager
def observer_for(stream: TextIO, inputs: int) -> Iterator[PlainObserver]:
    """Yield the observer that suits the stream; warnings of the run are shown there too."""
    if not stream.isatty():
        handler = logging.StreamHandler(stream)
        handler.setFormatter(_Redacted("asr-pipeline: %(levelname)s: %(message)s"))
        with _shown_by(handler):
            yield PlainObserver()
        return
    from rich.console import Console
    from rich.logging import RichHandler

    console = Console(file=stream)
    terminal = RichHandler(console=console, show_path=False, show_time=False)
    terminal.setFormatter(_Redacted("%(message)s"))
    with _shown_by(terminal), _bars(console) as progress:
        yield BarObserver(progress, inputs)


class _Redacted(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


@contextmanager
def _shown_by(handler: logging.Handler) -> Iterator[None]:
    package = logging.getLogger("asr_pipeline")
    package.propagate = False
    handler.setLevel(logging.WARNING)
    package.addHandler(handler)
    try:
        yield
    finally:
        package.removeHandler(handler)


def _bars(console: Console) -> Progress:
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    text = TextColumn("{task.description}", markup=False)  # a file may be called "[b].wav"
    times = (TimeElapsedColumn(), TimeRemainingColumn())
    columns = (text, BarColumn(), TaskProgressColumn(), *times)
    return Progress(*columns, console=console, transient=True)
