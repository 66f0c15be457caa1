"""No alignment: word times are those that the recogniser gave, if it gave any."""

from __future__ import annotations

from pathlib import Path

from asr_pipeline.model import Segment, Transcript
from asr_pipeline.whisper_backends.protocol import AlignerSetup


def align(audio: Path, transcript: Transcript, setup: AlignerSetup) -> tuple[Segment, ...]:
    """See `Aligner.align`."""
    return transcript.segments
