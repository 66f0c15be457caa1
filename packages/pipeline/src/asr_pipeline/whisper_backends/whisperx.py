"""WhisperX: batched Whisper on CTranslate2 between voice detection and alignment on torch.

Its recognition gives no word times; those are the business of alignment. Neighbouring pieces with
the same terms are one call, decoded in batches. Terms are given as hotwords, which are part of the
loaded options: a call takes none.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import whisperx
from whisperx.vads import Vad

from asr_pipeline.model import Segment
from asr_pipeline.pieces import Piece, with_same_terms
from asr_pipeline.whisper_backends import ct2, heard
from asr_pipeline.whisper_backends.protocol import Placement
from asr_pipeline.whisper_backends.whisper_family import WhisperRecogniser
from asr_pipeline.whisper_backends.whisper_request import prompt_of

NAME = "whisperx"
_BATCH_SIZE = 8  # pieces decoded together
_ONSET = 0.5  # the library wants one of every detector; this one has no use for it


class RecordedSpeech(Vad):
    """The pipeline's voice detector: gives it the pieces it is to decode."""

    def __init__(self) -> None:
        super().__init__(_ONSET)
        self.pieces: Sequence[Piece] = ()

    def __call__(self, audio: dict[str, Any], **_: object) -> Sequence[Piece]:
        """Return what was put into `pieces`, whatever the audio is."""
        return self.pieces

    @staticmethod
    def preprocess_audio(audio: np.ndarray) -> np.ndarray:
        """Leave the audio alone: nobody listens to it."""
        return audio

    @staticmethod
    def merge_chunks(
        segments: Sequence[Piece], chunk_size: float, onset: float, offset: float | None = None
    ) -> list[dict[str, Any]]:
        """Return the pieces as the pipeline wants them; they are of the right length already."""
        return [
            {"start": one.start, "end": one.end, "segments": [(one.start, one.end)]}
            for one in segments
        ]


class WhisperXDecoder:
    """See `Decoder`."""

    def __init__(self, pipeline: Any, speech: RecordedSpeech) -> None:
        self._pipeline = pipeline
        self._speech = speech
        self.languages = ct2.languages_of(pipeline.model)

    def language_of(self, speech: np.ndarray) -> tuple[str, float]:
        """See `Decoder.language_of`."""
        return ct2.language_of(self._pipeline.model, speech)

    def decode(
        self, samples: np.ndarray, pieces: Iterable[Piece], language: str, task: str
    ) -> Iterator[Segment]:
        """See `Decoder.decode`."""
        for group in with_same_terms(pieces):
            self._speech.pieces = group
            self._pipeline.options = dataclasses.replace(
                self._pipeline.options, hotwords=prompt_of(group[0].terms, self._count_tokens)
            )
            found = self._pipeline.transcribe(
                samples, batch_size=_BATCH_SIZE, language=language, task=task
            )
            for piece, one in zip(group, found["segments"], strict=True):
                times = (piece.start, piece.end)
                if segment := heard.segment(one["text"], times, one["avg_logprob"]):
                    yield segment

    def _count_tokens(self, text: str) -> int:
        return ct2.count_tokens(self._pipeline.model, text)


def create(model: Path, placement: Placement) -> WhisperRecogniser:
    """Load a CTranslate2 model folder.

    Raises:
        ModelUnavailableError: its files are damaged, or cannot be computed with here.
    """
    speech = RecordedSpeech()
    with ct2.loading(model):
        pipeline = whisperx.load_model(
            str(model),
            placement.device,
            compute_type=ct2.computable(placement),
            vad_model=speech,
            local_files_only=True,
        )
    return WhisperRecogniser(NAME, model.name, placement.device, WhisperXDecoder(pipeline, speech))
