"""Finding out when each word was said: the first aligner of a backend's row that can be used is."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from asr_pipeline.model import Segment, Transcript
from asr_pipeline.registry import find_backend
from asr_pipeline.whisper_backends.fallback import first_usable
from asr_pipeline.whisper_backends.protocol import AlignerSetup

_log = logging.getLogger(__name__)
_TIMES_TOLD = 3


def align_words(audio: Path, transcript: Transcript, setup: AlignerSetup) -> Transcript:
    """Return the transcript with the word times of the best aligner of its backend.

    An aligner that cannot be used is passed over, with a log record and a degradation; what the
    one that is used leaves as it was is a degradation, too.

    Raises:
        MediaError: the audio has another format than 16 kHz mono 16-bit WAV.
        EnvironmentUnavailableError: no aligner of the backend can be used here.
    """
    used = first_usable(
        find_backend(transcript.backend).aligners,
        lambda module: module.align(audio, transcript, setup),
        "aligner",
    )
    left = _left(used.name, transcript.segments, used.found)
    return msgspec.structs.replace(
        transcript,
        segments=used.found,
        aligner=used.name,
        degradations=(*transcript.degradations, *used.degradations, *left),
    )


def _left(name: str, before: tuple[Segment, ...], after: tuple[Segment, ...]) -> list[str]:
    """Tell of segments that were not aligned; an aligner that changes none does not mean to."""
    left = [one.start for one, other in zip(before, after, strict=True) if one is other]
    if after is before or not left:
        return []
    times = ", ".join(f"{start:.2f} s" for start in left[:_TIMES_TOLD])
    more = " and later" if len(left) > _TIMES_TOLD else ""
    told = (
        f"alignment by {name} left {len(left)} of {len(after)} segments with the recogniser's "
        f"times, at {times}{more}; the stage's log says why"
    )
    _log.warning("%s", told)
    return [told]
