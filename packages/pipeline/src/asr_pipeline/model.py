"""The facts every layer shares: what was asked, what was heard.

Times are seconds from the start of the audio. Confidences are probabilities from 0 to 1, or null
where the backend gives none.
"""

from __future__ import annotations

from msgspec import Struct

TRANSCRIPT_VERSION = 1
SPEECH_VERSION = 1
GLOSSARY_VERSION = 1
REQUEST_VERSION = 1
TRANSCRIBE, TRANSLATE = "transcribe", "translate"  # into English


class Span(Struct, frozen=True, order=True):
    """A stretch of the audio."""

    start: float
    end: float


class Speech(Struct, frozen=True):
    """The artifact `speech.json`: where somebody speaks, in order, without overlaps.

    `detector` names what found it; `degradations` says which better ones could not be used and why.
    """

    detector: str
    duration: float
    spans: tuple[Span, ...]
    degradations: tuple[str, ...] = ()
    version: int = SPEECH_VERSION


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


class Term(Struct, frozen=True):
    """A word or words to expect, as they are to be written.

    `aliases` are what a recogniser may write instead, `priority` is higher for what matters more.
    `spans` are the times at which the term is said; none means that it may be said at any time.
    `pronunciation` is in ARPAbet phones, separated by blanks, for recognisers with a dictionary.
    """

    text: str
    aliases: tuple[str, ...] = ()
    priority: float = 0.0
    spans: tuple[Span, ...] = ()
    pronunciation: str | None = None


class Glossary(Struct, frozen=True):
    """The artifact `glossary.json`: the terms in the order of the file, each once."""

    terms: tuple[Term, ...] = ()
    version: int = GLOSSARY_VERSION


class Removal(Struct, frozen=True):
    """A segment or a run of words that nobody said, and why it is taken for that."""

    text: str
    start: float
    end: float
    reason: str


class Transcript(Struct, frozen=True):
    """What was heard, as recognised, as aligned and as cleaned: three artifacts of one form.

    `duration` is the length of the audio in seconds, `aligner` names what set the word times,
    `degradations` says what could not be done as well as it should, `removed` what was taken out.
    """

    backend: str
    model: str
    device: str
    language: str | None
    duration: float
    segments: tuple[Segment, ...]
    task: str = TRANSCRIBE
    aligner: str | None = None
    degradations: tuple[str, ...] = ()
    removed: tuple[Removal, ...] = ()
    version: int = TRANSCRIPT_VERSION

    @property
    def text(self) -> str:
        """The spoken text, one line a segment."""
        return "\n".join(segment.text for segment in self.segments)


class Request(Struct, frozen=True, omit_defaults=True):
    """What a job was asked to do, with every choice made; stored unchanged in `job.json`.

    `source`, `glossary` and the models are absolute paths; `model` is null where the backend brings
    its own. `reason` says why this backend was picked. Defaults are left out, so that a field that
    is added later does not give the same request another folder.
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
    task: str = TRANSCRIBE
    compute_type: str = "auto"
    glossary: str | None = None
    align_model: str | None = None
    align_model_digest: str | None = None
    mux: bool = False
