"""Several inputs, one job each."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from asr_pipeline.config import Config
from asr_pipeline.errors import InterruptedRunError, MediaError, PipelineError, StageFailedError
from asr_pipeline.glossary import read_glossary
from asr_pipeline.jobs.folder import create_job, load_job, title_of
from asr_pipeline.model import TRANSCRIBE, Request
from asr_pipeline.model_store import find_align_model, model_digest
from asr_pipeline.plan import Choice, choose_backend
from asr_pipeline.run.extent import Extent
from asr_pipeline.run.job import run_job
from asr_pipeline.run.observer import Observer, Outcome


class Options(Struct, frozen=True):
    """What the user asks of every input."""

    backend: str = "auto"
    device: str = "auto"
    model: str | None = None
    formats: tuple[str, ...] = ("srt", "vtt")
    language: str | None = None
    task: str = TRANSCRIBE
    compute_type: str = "auto"
    glossary: Path | None = None
    align_model: str | None = None
    mux: bool = False


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
        job = create_job(out, _request(source, options, choice))
        return run_job(job, config, observer, extent)

    return [_outcome(source, run_source, observer) for source in sources]


def resume_jobs(
    folders: Sequence[Path], config: Config, observer: Observer, extent: Extent
) -> list[Outcome]:
    """Go on with jobs; one that fails does not stop the others."""

    def run_folder(folder: Path) -> tuple[Path, ...]:
        return run_job(load_job(folder), config, observer, extent)

    return [_outcome(folder, run_folder, observer) for folder in folders]


def _outcome(given: Path, run: Callable[[Path], tuple[Path, ...]], observer: Observer) -> Outcome:
    try:
        outcome = Outcome(given, run(given))
    except InterruptedRunError:
        raise
    except PipelineError as error:
        outcome = Outcome(given, error=error)
    except OSError as error:
        outcome = Outcome(given, error=StageFailedError(f"{given}: {error}"))
    observer.input_finished(outcome)
    return outcome


def check_source(source: Path) -> None:
    """Refuse what cannot be media before a job is made for it.

    Raises:
        MediaError: the file is missing, empty, unreadable or no file.
    """
    if not source.exists():
        raise MediaError(f"{source}: there is no such file")
    if _is_not_text(source):
        shown = os.fsencode(source).decode(errors="backslashreplace")
        raise MediaError(f"{shown}: its name is not UTF-8", "give it another one")
    if not source.is_file():
        raise MediaError(f"{source} is not a file; name the media files themselves")
    if not source.stat().st_size:
        raise MediaError(f"{source} is empty (0 bytes)")
    if not os.access(source, os.R_OK):
        raise MediaError(f"{source} cannot be read: permission denied")


def _is_not_text(source: Path) -> bool:
    """Return whether a name holds bytes that are no UTF-8; no job description could name it."""
    try:
        str(source).encode()
    except UnicodeEncodeError:
        return True
    return False


def _request(source: Path, options: Options, choice: Choice) -> Request:
    return Request(
        source=str(source.absolute()),
        title=title_of(source),
        backend=choice.backend,
        reason=choice.reason,
        device=options.device,
        model=str(choice.model) if choice.model else None,
        model_digest=model_digest(choice.model),
        formats=_formats(options),
        language=options.language,
        task=options.task,
        compute_type=options.compute_type,
        glossary=str(options.glossary.absolute()) if options.glossary else None,
        align_model=str(choice.align_model) if choice.align_model else None,
        align_model_digest=model_digest(choice.align_model),
        mux=options.mux,
    )


def _formats(options: Options) -> tuple[str, ...]:
    """Return the formats asked for, and the one that is put into the media file."""
    return tuple(dict.fromkeys((*options.formats, *(["srt"] if options.mux else []))))
