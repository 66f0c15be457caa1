"""faster-whisper: Whisper on CTranslate2, without torch.

Each piece is a call of its own, so that memory does not grow with the audio. Terms are given as
hotwords, which the library puts before all that it decodes; an `initial_prompt` would reach the
first window of a call only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import faster_whisper
import numpy as np
from faster_whisper.transcribe import Segment as HeardSegment

from asr_pipeline.model import Segment
from asr_pipeline.pieces import Piece
from asr_pipeline.whisper_backends import ct2, heard
from asr_pipeline.whisper_backends.protocol import Placement
from asr_pipeline.whisper_backends.waveform import samples_of
from asr_pipeline.whisper_backends.whisper_family import WhisperRecogniser
from asr_pipeline.whisper_backends.whisper_request import prompt_of

NAME = "faster"


class FasterDecoder:
    """See `Decoder`."""

    def __init__(self, model: faster_whisper.WhisperModel) -> None:
        self._model = model
        self.languages = ct2.languages_of(model)

    def language_of(self, speech: np.ndarray) -> tuple[str, float]:
        """See `Decoder.language_of`."""
        return ct2.language_of(self._model, speech)

    def decode(
        self, samples: np.ndarray, pieces: Iterable[Piece], language: str, task: str
    ) -> Iterator[Segment]:
        """See `Decoder.decode`."""
        for piece in pieces:
            found, _ = self._model.transcribe(
                samples_of(samples, piece),
                language=language,
                task=task,
                hotwords=prompt_of(piece.terms, lambda text: ct2.count_tokens(self._model, text)),
                condition_on_previous_text=False,
                word_timestamps=True,
            )
            for one in found:
                if segment := _segment(one, piece):
                    yield segment


def create(model: Path, placement: Placement) -> WhisperRecogniser:
    """Load a CTranslate2 model folder.

    Raises:
        ModelUnavailableError: its files are damaged, or cannot be computed with here.
    """
    with ct2.loading(model):
        loaded = faster_whisper.WhisperModel(
            str(model),
            placement.device,
            compute_type=ct2.computable(placement),
            local_files_only=True,
        )
    return WhisperRecogniser(NAME, model.name, placement.device, FasterDecoder(loaded))


def _segment(found: HeardSegment, piece: Piece) -> Segment | None:
    words = [
        heard.word(one.word, heard.span(one.start, one.end, piece), one.probability)
        for one in found.words or ()
    ]
    times = heard.span(found.start, found.end, piece)
    return heard.segment(found.text, times, found.avg_logprob, words)
