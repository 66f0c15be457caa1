"""How long recognition took, by what the jobs wrote down."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from asr_pipeline.jobs.folder import Job
from asr_pipeline.jobs.manifest import load_manifest
from asr_pipeline.model import Transcript
from asr_pipeline.registry import find_stage


class Speed(Struct, frozen=True):
    """Seconds of the asr stage, loading the model included, and seconds of the audio."""

    seconds: float
    duration: float

    @property
    def factor(self) -> float:
        """The real-time factor: below 1 is faster than speech."""
        return self.seconds / self.duration


def speed_of(jobs: Iterable[Job]) -> Speed | None:
    """Return the speed over all jobs; None where one of them has no finished recognition."""
    seconds = duration = 0.0
    for job in jobs:
        manifest = load_manifest(job.stage_folder(find_stage("asr")))
        if manifest is None:
            return None
        try:
            content = job.artifact("transcript.json").read_bytes()
            duration += msgspec.json.decode(content, type=Transcript).duration
        except (OSError, msgspec.DecodeError):
            return None
        seconds += manifest.seconds
    return Speed(round(seconds, 3), duration) if duration else None
