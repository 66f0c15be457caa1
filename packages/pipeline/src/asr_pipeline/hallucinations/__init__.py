"""What recognisers make up, and taking it out.

Each kind is one file that names the segments it objects to, or the parts of them. Loops are looked
for first, so that what is said once survives them.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from asr_pipeline.hallucinations import compression, loops, rate, silence
from asr_pipeline.model import Removal, Segment, Speech, Transcript


def remove_hallucinations(transcript: Transcript, speech: Speech) -> Transcript:
    """Return the transcript without what nobody said, and with a record of each removal.

    Every word is afterwards either in a segment or in a removal.
    """
    segments, found = _cleaned(transcript.segments, speech)
    removed = list(found)
    while found:
        # What a removal leaves side by side may be a loop in its turn.
        segments, found = _cleaned(segments, speech)
        removed += found
    return msgspec.structs.replace(
        transcript,
        segments=tuple(segments),
        removed=(*transcript.removed, *sorted(removed, key=lambda one: (one.start, one.end))),
    )


def _cleaned(segments: Iterable[Segment], speech: Speech) -> tuple[list[Segment], list[Removal]]:
    spoken, removed = loops.remove(segments)
    kept = []
    for segment in spoken:
        reason = _objection(segment, speech)
        if reason:
            removed.append(Removal(segment.text, segment.start, segment.end, reason))
        else:
            kept.append(segment)
    return kept, removed


def _objection(segment: Segment, speech: Speech) -> str | None:
    return (
        silence.objection(segment, speech)
        or rate.objection(segment)
        or compression.objection(segment)
    )
