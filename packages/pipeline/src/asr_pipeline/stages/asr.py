"""Speech to words."""

from __future__ import annotations

import msgspec

from asr_pipeline.jobs.context import StageContext
from asr_pipeline.whisperx_integration import WhisperXProcessor


class Parameters(msgspec.Struct, frozen=True):
    """The fields of the request that this stage reads."""

    backend: str
    device: str
    model: str | None
    language: str | None


def run(context: StageContext) -> None:
    """Recognise `audio.wav` and write `transcript.json`."""
    asked = msgspec.convert(context.parameters, Parameters)
    processor = WhisperXProcessor(
        asked.backend, model=asked.model, device=asked.device, language=asked.language
    )
    transcript = processor.process(context.inputs["audio.wav"], context.progress)
    context.write_json("transcript.json", transcript)
