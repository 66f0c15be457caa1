"""What the user asks of every input, and the request that comes of it for one."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from asr_pipeline.jobs.folder import title_of
from asr_pipeline.model import TRANSCRIBE, Request
from asr_pipeline.model_store import model_digest
from asr_pipeline.plan import Choice


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


def request_for(source: Path, options: Options, choice: Choice) -> Request:
    """Return the request of the job for `source`."""
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
