"""Text where nobody speaks."""

from __future__ import annotations

from asr_pipeline.model import Segment, Speech

LEAST_SHARE = 0.1  # of a segment's time that must be speech


def objection(segment: Segment, speech: Speech) -> str | None:
    """Return why the segment is not speech, or None.

    A segment without length is judged by whether its moment is within speech.
    """
    spoken = sum(
        max(0.0, min(segment.end, span.end) - max(segment.start, span.start))
        for span in speech.spans
    )
    touched = any(span.start <= segment.start <= span.end for span in speech.spans)
    length = segment.end - segment.start
    if spoken > LEAST_SHARE * length or (not length and touched):
        return None
    return f"{speech.detector} found no speech there"
