"""One stage: kept if its artifacts are what running it would give, run otherwise."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from asr_pipeline.errors import StageFailedError
from asr_pipeline.execution.messages import Task
from asr_pipeline.execution.process import STAGE_LOG, run_stage
from asr_pipeline.jobs.files import FileRecord, record, remove_temporaries
from asr_pipeline.jobs.folder import Job
from asr_pipeline.jobs.manifest import (
    MANIFEST,
    Basis,
    Manifest,
    load_manifest,
    save_manifest,
    stale_reason,
)
from asr_pipeline.plan import PlannedStage
from asr_pipeline.registry import GLOSSARY, SOURCE

_log = logging.getLogger(__name__)


def ensure(
    job: Job, planned: PlannedStage, on_progress: Callable[[float], None], *, force: bool = False
) -> tuple[Path, ...]:
    """Make a stage's artifacts current and return their paths; `force` makes them anew anyway.

    Raises:
        PipelineError: the stage failed.
        OSError: an input is gone, or the job's folder cannot be written.
    """
    folder = job.stage_folder(planned.stage)
    manifest = load_manifest(folder)
    inputs = _inputs(job, planned, manifest)
    basis = _basis(job, planned, inputs)
    reason = "asked for" if force else stale_reason(manifest, basis, folder)
    name = planned.stage.name
    if reason:
        python = planned.interpreter.python
        _note("stage_started", name, f"runs ({reason}) with {python}", reason=reason, python=python)
        manifest = _run(job, planned, basis, inputs, on_progress)
        save_manifest(folder, manifest)
        took = manifest.seconds
        _note("stage_done", name, f"is done in {took:.2f} s", seconds=took)
    else:
        _note("stage_kept", name, "is kept: nothing it depends on changed")
    return tuple(folder / output.name for output in manifest.outputs)


def _note(event: str, stage: str, what: str, **fields: str | float) -> None:
    """Log for people and programs what becomes of a stage."""
    _log.info("%s %s", stage, what, extra={"event": event, "stage": stage, "fields": fields})


def current_basis(job: Job, planned: PlannedStage, manifest: Manifest | None) -> Basis:
    """Return what the stage's artifacts would be made from now.

    Raises:
        OSError: an input is gone.
    """
    return _basis(job, planned, _inputs(job, planned, manifest))


def _inputs(job: Job, planned: PlannedStage, manifest: Manifest | None) -> tuple[FileRecord, ...]:
    known = {found.name: found for found in manifest.inputs} if manifest else {}
    return tuple(
        _recorded(path, name, known.get(name)) for name, path in job.inputs(planned.stage).items()
    )


def _recorded(path: Path, name: str, known: FileRecord | None) -> FileRecord:
    """What was given to the job may be gone by now; what was made from it is still good."""
    if known and name in (SOURCE, GLOSSARY) and not path.exists():
        _log.warning("%s is gone; what was made from it is used", path)
        return known
    return record(path, name, known)


def _basis(job: Job, planned: PlannedStage, inputs: tuple[FileRecord, ...]) -> Basis:
    return Basis(
        stage=planned.stage.name,
        inputs={found.name: found.sha256 for found in inputs},
        parameters={name: getattr(job.request, name) for name in planned.stage.parameters},
        distributions=planned.distributions,
    )


def _run(
    job: Job,
    planned: PlannedStage,
    basis: Basis,
    inputs: tuple[FileRecord, ...],
    on_progress: Callable[[float], None],
) -> Manifest:
    stage, folder = planned.stage, job.stage_folder(planned.stage)
    _clear(folder)
    paths = {name: str(path.absolute()) for name, path in job.inputs(stage).items()}
    task = Task(stage.module, str(folder.absolute()), paths, basis.parameters)
    started, clock = datetime.now(UTC), time.monotonic()
    try:
        done = run_stage(planned.interpreter.python, task, on_progress)
    except StageFailedError as error:
        raise StageFailedError(
            f"stage {stage.name} failed: {error}", f"its log is {folder / STAGE_LOG}"
        ) from error
    return Manifest(
        key=basis.key,
        basis=basis,
        inputs=inputs,
        outputs=tuple(record(folder / name, name) for name in done.outputs),
        code=done.code,
        python=planned.interpreter.python,
        started=started.isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - clock, 3),
    )


def _clear(folder: Path) -> None:
    """From here on the stage counts as not done; what a killed run left half-written goes."""
    folder.mkdir(exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    remove_temporaries(folder)
