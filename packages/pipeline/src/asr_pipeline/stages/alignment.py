"""When each word was said."""

from __future__ import annotations

from pathlib import Path

import msgspec

from asr_pipeline.jobs.context import StageContext
from asr_pipeline.model import Glossary, Transcript
from asr_pipeline.whisper_backends.alignment import align_words
from asr_pipeline.whisper_backends.protocol import AlignerSetup


class Parameters(msgspec.Struct, frozen=True):
    """The fields of the request that this stage reads."""

    model: str | None
    align_model: str | None


def run(context: StageContext) -> None:
    """Align `transcript.json` with `audio.wav` and write `aligned.json`."""
    asked = msgspec.convert(context.parameters, Parameters)
    transcript = context.read("transcript.json", Transcript)
    # where the recogniser computed: a device that it could not use is not tried again
    setup = AlignerSetup(
        transcript.device,
        _folder(asked.model),
        _folder(asked.align_model),
        context.read("glossary.json", Glossary).terms,
    )
    context.write_json("aligned.json", align_words(context.inputs["audio.wav"], transcript, setup))


def _folder(path: str | None) -> Path | None:
    return Path(path) if path else None
