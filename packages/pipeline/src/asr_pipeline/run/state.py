"""What a job has done, and whether its files are what its stages left. Runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from asr_pipeline.config import Config
from asr_pipeline.errors import PipelineError
from asr_pipeline.jobs.files import sha256_of
from asr_pipeline.jobs.folder import Job
from asr_pipeline.jobs.lock import is_held
from asr_pipeline.jobs.manifest import Manifest, load_manifest, stale_reason
from asr_pipeline.plan import plan_stage, stages_of
from asr_pipeline.registry import Stage
from asr_pipeline.run.stage import current_basis


class StageState(Struct, frozen=True):
    """`reason` says why a stage that is not done would run; `seconds` is what it took."""

    stage: str
    state: Literal["done", "to do", "blocked"]
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


def problems_of(job: Job) -> Iterator[str]:
    """Yield what is wrong with a job's files: content is read, times are not trusted."""
    made: dict[str, str] = {}
    for stage in stages_of(job.request):
        folder = job.stage_folder(stage)
        manifest = load_manifest(folder)
        if manifest is None:
            yield f"{stage.name} is not finished"
            continue
        yield from _differences(stage, folder, manifest)
        for given in manifest.inputs:
            if given.name in made and made[given.name] != given.sha256:
                yield f"{stage.name} was made from another {given.name} than there is now"
        if manifest.basis.key != manifest.key:
            yield f"{folder / 'manifest.json'} was changed by somebody else"
        made |= {output.name: output.sha256 for output in manifest.outputs}


def _differences(stage: Stage, folder: Path, manifest: Manifest) -> Iterator[str]:
    for output in manifest.outputs:
        path = folder / output.name
        if not path.is_file():
            yield f"{path} is gone; {stage.name} had written it"
        elif sha256_of(path) != output.sha256:
            yield f"{path} is not what {stage.name} wrote: it was changed by somebody else"


def _state(job: Job, stage: Stage, config: Config, waits_for: str | None) -> StageState:
    folder = job.stage_folder(stage)
    manifest = load_manifest(folder)
    if waits_for:
        return StageState(stage.name, "to do", f"comes after {waits_for}")
    try:
        planned = plan_stage(stage, job.request, config)
        reason = stale_reason(manifest, current_basis(job, planned, manifest), folder)
    except (PipelineError, OSError) as error:
        return StageState(stage.name, "blocked", str(error))
    if reason or manifest is None:
        return StageState(stage.name, "to do", reason)
    return StageState(
        stage.name,
        "done",
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
