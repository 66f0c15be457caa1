"""One job: its stages in order, under its lock, with its log."""

from __future__ import annotations

import logging
import shlex
from pathlib import Path

from asr_pipeline.config import Config
from asr_pipeline.errors import InterruptedRunError
from asr_pipeline.jobs.files import remove_temporaries
from asr_pipeline.jobs.folder import Job
from asr_pipeline.jobs.lock import held
from asr_pipeline.plan import plan_stage, stages_of
from asr_pipeline.run.extent import Extent
from asr_pipeline.run.logs import logged_to
from asr_pipeline.run.observer import Observer
from asr_pipeline.run.stage import ensure

_log = logging.getLogger(__name__)


def run_job(
    job: Job, config: Config, observer: Observer, extent: Extent | None = None
) -> tuple[Path, ...]:
    """Run what is not done of a job; return what was asked for, or what the last stage wrote.

    Raises:
        PipelineError: the job is in use, or a stage cannot run or fails.
        InterruptedRunError: the user ended the run; the message says how to continue.
        OSError: the job's folder cannot be written any more.
    """
    extent = extent or Extent()
    stages = [stage for stage in stages_of(job.request) if extent.reaches(stage)]
    planned = [plan_stage(stage, job.request, config) for stage in stages]
    delivered: list[Path] = []
    outputs: tuple[Path, ...] = ()
    with held(job.folder), logged_to(job.new_log()):
        remove_temporaries(job.folder)
        backend, why = job.request.backend, job.request.reason
        started = {"event": "run_started", "fields": {"backend": backend, "reason": why}}
        _log.info("backend %s: %s", backend, why, extra=started)
        try:
            for one in planned:
                observer.stage_started(Path(job.request.source), one.stage.name)
                force = extent.forces(one.stage)
                outputs = ensure(job, one, observer.stage_progressed, force=force)
                delivered += outputs if one.stage.delivers else ()
        except KeyboardInterrupt:
            command = f"asr-pipeline resume {shlex.quote(str(job.folder))}"
            raise InterruptedRunError("interrupted", f"continue with: {command}") from None
        _log.info("done", extra={"event": "run_done"})
    return tuple(delivered) or outputs
