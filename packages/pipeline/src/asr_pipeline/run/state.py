"""What a job has done, and what it has still to do. Runs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from asr_pipeline.config import Config
from asr_pipeline.errors import PipelineError
from asr_pipeline.jobs.folder import Job
from asr_pipeline.jobs.lock import is_held
from asr_pipeline.jobs.manifest import Manifest, load_manifest, stale_reason
from asr_pipeline.plan import plan_stage, stages_of
from asr_pipeline.registry import Stage
from asr_pipeline.run.stage import current_basis

State = Literal["done", "stale", "not run", "blocked"]


class StageState(Struct, frozen=True):
    """`reason` says why a stage that is not done would run, or cannot.

    A `stale` stage has artifacts that are not current, a `blocked` one cannot be judged or run
    here. `started` (ISO 8601, UTC) and `seconds` tell of the last time that it ran.
    """

    stage: str
    state: State
    reason: str | None = None
    started: str | None = None
    seconds: float | None = None
    outputs: tuple[str, ...] = ()
    degradations: tuple[str, ...] = ()


class JobState(Struct, frozen=True):
    """`running` says that another process works on the job now."""

    folder: str
    source: str
    backend: str
    running: bool
    stages: tuple[StageState, ...]

    @property
    def is_done(self) -> bool:
        """Whether a run would find nothing to do."""
        return all(one.state == "done" for one in self.stages)


class _Degraded(Struct):
    degradations: tuple[str, ...] = ()


def state_of(job: Job, config: Config) -> JobState:
    """Look at every stage of a job; none is done that comes after one that is not."""
    states: list[StageState] = []
    for stage in stages_of(job.request):
        waits = next((one.stage for one in states if one.state != "done"), None)
        states.append(_state(job, stage, config, waits))
    request = job.request
    return JobState(
        str(job.folder), request.source, request.backend, is_held(job.folder), tuple(states)
    )


def _state(job: Job, stage: Stage, config: Config, waits_for: str | None) -> StageState:
    manifest = load_manifest(job.stage_folder(stage))
    unfinished: State = "stale" if manifest else "not run"
    if waits_for:
        return _told(job, stage, manifest, unfinished, f"comes after {waits_for}")
    try:
        planned = plan_stage(stage, job.request, config)
        basis = current_basis(job, planned, manifest)
        reason = stale_reason(manifest, basis, job.stage_folder(stage))
    except (PipelineError, OSError) as error:
        return _told(job, stage, manifest, "blocked", str(error))
    return _told(job, stage, manifest, unfinished if reason else "done", reason)


def _told(
    job: Job, stage: Stage, manifest: Manifest | None, state: State, reason: str | None
) -> StageState:
    if manifest is None:
        return StageState(stage.name, state, reason)
    folder = job.stage_folder(stage)
    return StageState(
        stage.name,
        state,
        reason,
        started=manifest.started,
        seconds=manifest.seconds,
        outputs=tuple(str(folder / output.name) for output in manifest.outputs),
        degradations=_degradations(folder, manifest),
    )


def _degradations(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for output in manifest.outputs:
        if not output.name.endswith(".json"):
            continue
        try:
            content = (folder / output.name).read_bytes()
            found |= dict.fromkeys(msgspec.json.decode(content, type=_Degraded).degradations)
        except (OSError, msgspec.DecodeError):
            continue
    return tuple(found)
