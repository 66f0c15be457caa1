"""Text with so little in it that a compressor makes almost nothing of it.

The measure and its limit are Whisper's own (`compression_ratio_threshold`, 2.4): it decodes such
text again, hotter; what still comes out like that is not speech.
"""

from __future__ import annotations

import zlib

from asr_pipeline.model import Segment

RATIO = 2.4
SHORTEST_BYTES = 200  # somebody who counts aloud says little that is new as well


def objection(segment: Segment) -> str | None:
    """Return why the segment is not speech, or None."""
    if len(segment.text.encode()) < SHORTEST_BYTES:
        return None
    ratio = compression_ratio(segment.text)
    return f"its text compresses {ratio:.1f} times" if ratio > RATIO else None


def compression_ratio(text: str) -> float:
    """Return the size of a text's UTF-8 over its size after zlib; below 1 for short texts."""
    content = text.encode()
    return len(content) / len(zlib.compress(content))
