"""The facts every layer shares: what was asked, what was heard.

Times are seconds from the start of the audio. Confidences are probabilities from 0 to 1, or null
where the backend gives none.
"""

from __future__ import annotations

from msgspec import Struct

TRANSCRIPT_VERSION = 1
REQUEST_VERSION = 1


class Word(Struct, frozen=True):
    """One word as it is to be shown, its punctuation attached."""

    text: str
    start: float
    end: float
    confidence: float | None = None


class Segment(Struct, frozen=True):
    """A stretch of speech; `words` is empty where the backend gives no word times."""

    text: str
    start: float
    end: float
    confidence: float | None = None
    words: tuple[Word, ...] = ()


class Transcript(Struct, frozen=True):
    """The artifact `transcript.json`. `duration` is the length of the audio in seconds."""

    backend: str
    model: str
    device: str
    language: str | None
    duration: float
    segments: tuple[Segment, ...]
    version: int = TRANSCRIPT_VERSION

    @property
    def text(self) -> str:
        """The spoken text, one line a segment."""
        return "\n".join(segment.text for segment in self.segments)


class Request(Struct, frozen=True):
    """What a job was asked to do, with every choice made; stored unchanged in `job.json`.

    `source` and `model` are absolute paths; `model` is null where the backend brings its own.
    `reason` says why this backend was picked.
    """

    source: str
    title: str
    backend: str
    reason: str
    device: str
    model: str | None
    model_digest: str | None
    formats: tuple[str, ...]
    language: str | None = None
    version: int = REQUEST_VERSION
