"""What recognisers make up, and taking it out.

Each kind is one file that names the segments it objects to, or the parts of them. Loops are looked
for first, so that what is said once survives them.
"""

from __future__ import annotations

import msgspec

from asr_pipeline.hallucinations import compression, loops, rate, silence
from asr_pipeline.model import Removal, Segment, Speech, Transcript


def remove_hallucinations(transcript: Transcript, speech: Speech) -> Transcript:
    """Return the transcript without what nobody said, and with a record of each removal.

    Every word is afterwards either in a segment or in a removal.
    """
    segments, removed = loops.remove(transcript.segments)
    kept = []
    for segment in segments:
        reason = _objection(segment, speech)
        if reason:
            removed.append(Removal(segment.text, segment.start, segment.end, reason))
        else:
            kept.append(segment)
    return msgspec.structs.replace(
        transcript,
        segments=tuple(kept),
        removed=(*transcript.removed, *sorted(removed, key=lambda one: (one.start, one.end))),
    )


def _objection(segment: Segment, speech: Speech) -> str | None:
    return (
        silence.objection(segment, speech)
        or rate.objection(segment)
        or compression.objection(segment)
    )
