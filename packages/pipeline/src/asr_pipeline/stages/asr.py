"""Speech to words."""

from __future__ import annotations

import msgspec

from asr_pipeline.bias_window_generator import BiasWindow
from asr_pipeline.jobs.context import StageContext
from asr_pipeline.model import Glossary, Speech
from asr_pipeline.whisperx_integration import WhisperXProcessor


class Parameters(msgspec.Struct, frozen=True):
    """The fields of the request that this stage reads."""

    backend: str
    device: str
    compute_type: str
    model: str | None
    language: str | None
    task: str


def run(context: StageContext) -> None:
    """Recognise the speech in `audio.wav` and write `transcript.json`."""
    asked = msgspec.convert(context.parameters, Parameters)
    processor = WhisperXProcessor(**msgspec.structs.asdict(asked))
    transcript = processor.process(
        context.inputs["audio.wav"],
        context.read("speech.json", Speech).spans,
        context.read("bias_windows.json", tuple[BiasWindow, ...]),
        context.progress,
        context.read("glossary.json", Glossary).terms,
    )
    context.write_json("transcript.json", transcript)
