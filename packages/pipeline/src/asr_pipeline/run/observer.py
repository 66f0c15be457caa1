"""Who is told how the work goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from msgspec import Struct

from asr_pipeline.errors import PipelineError


class Outcome(Struct, frozen=True):
    """What became of one input: its subtitle files, or the error."""

    source: Path
    outputs: tuple[Path, ...] = ()
    error: PipelineError | None = None


class Observer(Protocol):
    """Receives events in order; fractions are from 0 to 1."""

    def stage_started(self, source: Path, stage: str) -> None:
        """A stage of the job for `source` is looked at, and run if it must be."""

    def stage_progressed(self, fraction: float) -> None:
        """The current stage has done this fraction of its work."""

    def input_finished(self, outcome: Outcome) -> None:
        """The job for an input is over."""
