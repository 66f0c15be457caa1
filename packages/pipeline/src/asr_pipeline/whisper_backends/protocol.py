"""What every backend offers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from asr_pipeline.model import Transcript

SAMPLE_RATE = 16_000  # Hz, of every audio file that a backend is given

ProgressCallback = Callable[[float], None]


class Placement(NamedTuple):
    """Where and in which number format a backend computes."""

    device: str
    compute_type: str


class Recogniser(Protocol):
    """A loaded backend. Its module has `create(model: Path | None, placement) -> Recogniser`."""

    def transcribe(
        self, audio: Path, language: str | None, progress: ProgressCallback
    ) -> Transcript:
        """Recognise a 16 kHz mono 16-bit WAV file.

        `language` is an ISO 639-1 code, or None to let the backend find out; `progress` receives
        the fraction done, from 0 to 1.

        Raises:
            ModelUnavailableError: the model cannot serve the request.
            UsageError: the backend does not know the language.
        """
        ...
