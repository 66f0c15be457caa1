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
    """Receives events in order; `fraction` is of the current stage, from 0 to 1."""

    def stage_started(self, source: Path, stage: str) -> None: ...
    def stage_progressed(self, fraction: float) -> None: ...
    def input_finished(self, outcome: Outcome) -> None: ...
