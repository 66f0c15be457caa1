"""Words to subtitle files."""

from __future__ import annotations

import msgspec

from asr_pipeline.jobs.context import StageContext
from asr_pipeline.model import Transcript
from asr_pipeline.subtitles.cues import make_cues
from asr_pipeline.subtitles.formats import SUFFIXES, render


class Parameters(msgspec.Struct, frozen=True):
    """The fields of the request that this stage reads."""

    title: str
    formats: tuple[str, ...]


def run(context: StageContext) -> None:
    """Cut `cleaned.json` into cues and write one file a format."""
    asked = msgspec.convert(context.parameters, Parameters)
    cues = make_cues(context.read("cleaned.json", Transcript))
    for format_name in asked.formats:
        with context.artifact(f"{asked.title}{SUFFIXES[format_name]}") as path:
            path.write_text(render(cues, format_name), encoding="utf-8", newline="\n")
