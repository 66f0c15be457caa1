"""What the commands that run stages have in common."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from asr_pipeline.registry import STAGES

if TYPE_CHECKING:
    from asr_pipeline.run.observer import Observer, Outcome

Command = TypeVar("Command", bound=Callable[..., object])
_NAMES = "|".join(stage.name for stage in STAGES)


def extent_options(command: Command) -> Command:
    """Add `--from`, `--to` and `--force`, as `first`, `last` and `force`."""
    for option in (
        click.option("--force", is_flag=True, help="Run every stage even if nothing changed."),
        click.option("--to", "last", metavar="STAGE", help="Stop after this stage."),
        click.option(
            "--from", "first", metavar="STAGE", help=f"Run again from this stage on: {_NAMES}."
        ),
    ):
        command = option(command)
    return command


@contextmanager
def watched(inputs: int) -> Iterator[Observer]:
    """Yield who is told of the progress of so many inputs; being asked to end is as Ctrl-C."""
    from asr_pipeline.cli.progress import observer_for

    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        if number := getattr(signal, name, None):
            signal.signal(number, signal.default_int_handler)
    with observer_for(sys.stderr, inputs) as observer:
        yield observer


def exit_code_for(outcomes: Sequence[Outcome]) -> int:
    """Return the highest exit code of all inputs."""
    return max(one.error.exit_code if one.error else 0 for one in outcomes)
