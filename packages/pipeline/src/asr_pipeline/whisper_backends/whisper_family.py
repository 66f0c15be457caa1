"""What the backends of the Whisper family have in common: all but their library.

No text of one piece is the context of the next: that would carry terms over, and is what starts
repetition loops.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from asr_pipeline.model import Segment, Transcript
from asr_pipeline.pieces import Piece
from asr_pipeline.whisper_backends.protocol import SAMPLE_RATE, Asked, ProgressCallback
from asr_pipeline.whisper_backends.waveform import decodable, opening, read_waveform
from asr_pipeline.whisper_backends.whisper_request import ENGLISH, check_request

_log = logging.getLogger(__name__)


class Decoder(Protocol):
    """A loaded model of one library. Samples are float32 from -1 to 1 at 16 kHz."""

    @property
    def languages(self) -> Collection[str]:
        """The codes of the languages that the model knows."""
        ...

    def language_of(self, speech: np.ndarray) -> tuple[str, float]:
        """Return the language of up to 30 seconds of speech, and its probability."""
        ...

    def decode(
        self, samples: np.ndarray, pieces: Iterable[Piece], language: str, task: str
    ) -> Iterator[Segment]:
        """Yield what is said in each piece, none longer than 30 seconds, with its terms in mind."""
        ...


class WhisperRecogniser(NamedTuple):
    """A `Recogniser` of the Whisper family."""

    backend: str
    model: str
    device: str
    decoder: Decoder

    def transcribe(self, audio: Path, asked: Asked, progress: ProgressCallback) -> Transcript:
        """See `Recogniser.transcribe`."""
        check_request(asked, self.decoder.languages, self.model)
        samples = read_waveform(audio)
        duration = len(samples) / SAMPLE_RATE
        language = asked.language
        segments: list[Segment] = []
        if asked.pieces:
            language = language or self._language_of(opening(samples, asked.pieces))
            pieces = decodable(samples, asked.pieces)
            for segment in self.decoder.decode(samples, pieces, language, asked.task):
                segments.append(segment)
                progress(segment.end / duration)
        return Transcript(
            backend=self.backend,
            model=self.model,
            device=self.device,
            language=language,
            duration=duration,
            segments=tuple(segments),
            task=asked.task,
        )

    def _language_of(self, speech: np.ndarray) -> str:
        if set(self.decoder.languages) == {ENGLISH}:
            return ENGLISH
        language, probability = self.decoder.language_of(speech)
        _log.info("the language is %s, with a probability of %.2f", language, probability)
        return language
