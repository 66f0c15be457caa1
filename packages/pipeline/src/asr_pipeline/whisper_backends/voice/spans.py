"""Making spans of what a detector found."""

from __future__ import annotations

from collections.abc import Iterable

from asr_pipeline.model import Span


def padded(
    found: Iterable[tuple[float, float]], seconds: float, duration: float
) -> tuple[Span, ...]:
    """Return stretches (start, end) widened by `seconds` on both sides, as far as the audio goes.

    Those that then meet become one; empty ones are left out.
    """
    spans: list[Span] = []
    for start, end in sorted(found):
        begin = round(max(start - seconds, 0.0), 3)
        finish = round(min(end + seconds, duration), 3)
        if spans and begin <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(finish, spans[-1].end))
        elif begin < finish:
            spans.append(Span(begin, finish))
    return tuple(spans)
