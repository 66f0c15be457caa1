"""Several inputs, one job each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from asr_pipeline.config import Config
from asr_pipeline.errors import InterruptedRunError, PipelineError, from_system
from asr_pipeline.glossary import read_glossary
from asr_pipeline.jobs.folder import create_job, load_job
from asr_pipeline.model_store import find_align_model
from asr_pipeline.plan import choose_backend
from asr_pipeline.run.extent import Extent
from asr_pipeline.run.inputs import check_models, check_source
from asr_pipeline.run.job import run_job
from asr_pipeline.run.observer import Observer, Outcome
from asr_pipeline.run.request import Options, request_for


def run_files(
    sources: Sequence[Path],
    options: Options,
    out: Path,
    config: Config,
    observer: Observer,
    extent: Extent | None = None,
) -> list[Outcome]:
    """Run one job for each source; one that fails does not stop the others.

    Raises:
        PipelineError: no source can be run, because of the options or the environments.
    """
    if options.glossary:
        read_glossary(options.glossary)  # what is wrong with it is better said before any work
    choice = choose_backend(options.backend, options.device, options.model, config)
    if options.align_model:
        align_model = find_align_model(options.align_model, config)
        choice = msgspec.structs.replace(choice, align_model=align_model)

    def run_source(source: Path) -> tuple[Path, ...]:
        check_source(source)
        job = create_job(out, request_for(source, options, choice))
        return run_job(job, config, observer, extent)

    return _outcomes(sources, run_source, observer)


def resume_jobs(
    folders: Sequence[Path], config: Config, observer: Observer, extent: Extent
) -> list[Outcome]:
    """Go on with jobs; one that fails does not stop the others."""

    def run_folder(folder: Path) -> tuple[Path, ...]:
        job = load_job(folder)
        check_models(job.request)
        return run_job(job, config, observer, extent)

    return _outcomes(folders, run_folder, observer)


def _outcomes(
    given: Sequence[Path], run: Callable[[Path], tuple[Path, ...]], observer: Observer
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for begun, one in enumerate(given, 1):
        try:
            outcomes.append(_outcome(one, run, observer))
        except InterruptedRunError as error:
            if begun == len(given):
                raise
            left = f"{len(given) - begun} of {len(given)} not begun"
            again = f"{error.advice}; or all with the same command again"
            raise InterruptedRunError(f"{error.what}, {left}", again) from None
    return outcomes


def _outcome(given: Path, run: Callable[[Path], tuple[Path, ...]], observer: Observer) -> Outcome:
    try:
        outcome = Outcome(given, run(given))
    except InterruptedRunError:
        raise
    except PipelineError as error:
        outcome = Outcome(given, error=error)
    except OSError as error:
        outcome = Outcome(given, error=from_system(error))
    observer.input_finished(outcome)
    return outcome
