"""Where somebody speaks."""

from __future__ import annotations

import msgspec

from asr_pipeline.jobs.context import StageContext
from asr_pipeline.whisper_backends.voice import detect_speech


class Parameters(msgspec.Struct, frozen=True):
    """The fields of the request that this stage reads."""

    backend: str


def run(context: StageContext) -> None:
    """Look for speech in `audio.wav` and write `speech.json`."""
    asked = msgspec.convert(context.parameters, Parameters)
    context.write_json("speech.json", detect_speech(asked.backend, context.inputs["audio.wav"]))
