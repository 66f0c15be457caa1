"""A glossary file to the terms that each stretch of the audio is likely to hold."""

from __future__ import annotations

import wave
from pathlib import Path

from asr_pipeline.bias_window_generator import create_bias_windows
from asr_pipeline.glossary import read_glossary
from asr_pipeline.jobs.context import StageContext
from asr_pipeline.model import Glossary
from asr_pipeline.registry import GLOSSARY


def run(context: StageContext) -> None:
    """Read the glossary, if there is one, and write `glossary.json` and `bias_windows.json`.

    Raises:
        GlossaryError: the file is no glossary.
    """
    path = context.inputs.get(GLOSSARY)
    glossary = read_glossary(path) if path else Glossary()
    context.write_json("glossary.json", glossary)
    duration = _duration_of(context.inputs["audio.wav"])
    windows = create_bias_windows(glossary.terms, duration) if glossary.terms else ()
    context.write_json("bias_windows.json", windows)


def _duration_of(path: Path) -> float:
    """Return the length of a WAV file in seconds."""
    with wave.open(str(path), "rb") as file:
        return file.getnframes() / file.getframerate()
