"""One job: its stages in order, under its lock, with its log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asr_pipeline.config import Config
from asr_pipeline.jobs.folder import Job
from asr_pipeline.jobs.lock import held
from asr_pipeline.plan import plan_stages
from asr_pipeline.run.observer import Observer
from asr_pipeline.run.stage import ensure

_PACKAGE = __name__.partition(".")[0]
_log = logging.getLogger(__name__)


def run_job(job: Job, config: Config, observer: Observer) -> tuple[Path, ...]:
    """Run what is not done of a job and return the files its last stage wrote.

    Raises:
        PipelineError: the job is in use, or a stage cannot run or fails.
        OSError: the job's folder cannot be written any more.
    """
    planned_stages = plan_stages(job.request, config)
    with held(job.folder), _logged_to(job.new_log()):
        _log.info("backend %s: %s", job.request.backend, job.request.reason)
        for planned in planned_stages:
            observer.stage_started(Path(job.request.source), planned.stage.name)
            outputs = ensure(job, planned, observer.stage_progressed)
        _log.info("done")
    return outputs


@contextmanager
def _logged_to(path: Path) -> Iterator[None]:
    """Write what this package logs to `path` as well, errors that end the job included."""
    package = logging.getLogger(_PACKAGE)
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    package.addHandler(handler)
    package.setLevel(logging.INFO)
    try:
        yield
    except BaseException as error:
        _log.info("ended: %s: %s", type(error).__name__, error)
        raise
    finally:
        package.removeHandler(handler)
        handler.close()
