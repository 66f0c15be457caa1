"""Which stages of a job a run is about."""

from __future__ import annotations

from msgspec import Struct

from asr_pipeline.errors import UsageError
from asr_pipeline.registry import Stage, find_stage


class Extent(Struct, frozen=True):
    """`first` and the stages after it run even if nothing changed; `last` is where to stop.

    `force` is as `first` for the first stage of all. Names are those of stages.
    """

    first: str | None = None
    last: str | None = None
    force: bool = False

    def check(self) -> None:
        """Refuse names that are none, and an end before the beginning.

        Raises:
            UsageError: no stage has such a name, or the last stage comes before the first.
        """
        first = find_stage(self.first).number if self.first else 0
        last = find_stage(self.last).number if self.last else first
        if last < first:
            raise UsageError(f"--to {self.last} comes before --from {self.first}")

    def reaches(self, stage: Stage) -> bool:
        """Return whether the stage is looked at."""
        return self.last is None or stage.number <= find_stage(self.last).number

    def forces(self, stage: Stage) -> bool:
        """Return whether the stage runs even if nothing changed."""
        return self.force or (
            self.first is not None and stage.number >= find_stage(self.first).number
        )
