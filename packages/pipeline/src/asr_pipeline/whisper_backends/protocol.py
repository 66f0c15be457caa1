"""What every backend offers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from asr_pipeline.model import TRANSCRIBE, Segment, Span, Term, Transcript
from asr_pipeline.pieces import Piece

SAMPLE_RATE = 16_000  # Hz, of every audio file that a backend is given

ProgressCallback = Callable[[float], None]


class Placement(NamedTuple):
    """Where and in which number format a backend computes."""

    device: str
    compute_type: str


class Asked(NamedTuple):
    """What a recogniser is asked for.

    `pieces` are what to decode, in order; whatever lies outside of them is no speech. `language` is
    an ISO 639-1 code, or None to let the backend find out; `task` is `transcribe`, or `translate`
    for English text. `glossary` tells what is known of the terms that pieces name.
    """

    pieces: tuple[Piece, ...]
    language: str | None = None
    task: str = TRANSCRIBE
    glossary: tuple[Term, ...] = ()


class Recogniser(Protocol):
    """A loaded backend. Its module has `create(model: Path | None, placement) -> Recogniser`."""

    def transcribe(self, audio: Path, asked: Asked, progress: ProgressCallback) -> Transcript:
        """Recognise a 16 kHz mono 16-bit WAV file.

        `progress` receives the fraction done, from 0 to 1.

        Raises:
            ModelUnavailableError: the model cannot serve the request.
            UsageError: the backend does not know the language, or cannot do the task.
        """
        ...


class Detector(Protocol):
    """A module of `voice`: finds speech."""

    def detect(self, pcm: bytes) -> tuple[Span, ...]:
        """Return where somebody speaks in 16 kHz mono 16-bit samples.

        Spans are in order, do not overlap, lie within the audio and hold a little more than the
        speech itself, so that no word loses its edge.

        Raises:
            EnvironmentUnavailableError: a library that it needs is not installed here.
        """
        ...


class AlignerSetup(NamedTuple):
    """`model` is the recogniser's model folder, `align_model` the aligner's own, if any.

    `glossary` may tell how words are said.
    """

    device: str
    model: Path | None = None
    align_model: Path | None = None
    glossary: tuple[Term, ...] = ()


class Aligner(Protocol):
    """A module of `alignment`: finds out when each word was said."""

    def align(
        self, audio: Path, transcript: Transcript, setup: AlignerSetup
    ) -> tuple[Segment, ...]:
        """Return the transcript's segments with word times, text unchanged.

        A segment that cannot be aligned is returned itself; the aligner logs why.

        Raises:
            EnvironmentUnavailableError: a library that it needs is not installed here.
            ModelUnavailableError: its model is missing, or none of its models fits the language.
        """
        ...
