"""What is shown while jobs run: a progress bar on a terminal, otherwise only results."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.logging import RichHandler
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from asr_pipeline.run.observer import Outcome


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
            click.echo(f"asr-pipeline: {outcome.error}", err=True)


class BarObserver(PlainObserver):
    """Also shows the current stage as a bar."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID = progress.add_task("starting", total=1.0)

    def stage_started(self, source: Path, stage: str) -> None:
        """Name the stage and empty the bar."""
        label = f"{source.name}: {stage}"
        self._progress.reset(self._task, description=label, total=1.0)

    def stage_progressed(self, fraction: float) -> None:
        """Fill the bar."""
        self._progress.update(self._task, completed=fraction)


@contextmanager
def observer_for(stream: TextIO) -> Iterator[PlainObserver]:
    """Yield the observer that suits the stream; warnings of the run are shown there too."""
    package = logging.getLogger("asr_pipeline")
    package.propagate = False
    console = Console(file=stream)
    if not console.is_terminal:
        handler: logging.Handler = logging.StreamHandler(stream)
        handler.setFormatter(logging.Formatter("asr-pipeline: %(levelname)s: %(message)s"))
    else:
        handler = RichHandler(console=console, show_path=False, show_time=False)
    handler.setLevel(logging.WARNING)
    package.addHandler(handler)
    try:
        if not console.is_terminal:
            yield PlainObserver()
            return
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            yield BarObserver(progress)
    finally:
        package.removeHandler(handler)
