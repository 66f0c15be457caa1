"""PocketSphinx with its own US-English model: needs nothing but its wheel, works offline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pocketsphinx

from asr_pipeline.errors import ModelUnavailableError, UsageError
from asr_pipeline.model import TRANSLATE, Segment, Transcript, Word
from asr_pipeline.pieces import Piece
from asr_pipeline.registry import find_backend
from asr_pipeline.whisper_backends.biasing import BiasedRecogniser
from asr_pipeline.whisper_backends.pauses import cut_at_pauses
from asr_pipeline.whisper_backends.pcm import duration_of, read_pcm, samples_between
from asr_pipeline.whisper_backends.protocol import (
    SAMPLE_RATE,
    Asked,
    Placement,
    ProgressCallback,
)
from asr_pipeline.whisper_backends.sphinx import BACKEND, SphinxDecoder, load_decoder

_UTTERANCE_SECONDS = (15.0, 30.0)  # search cost grows with length, accuracy suffers below
_PAUSE_SECONDS = 0.5  # a silence that ends a segment


class EmbeddedRecogniser:
    """One decoder; every utterance is recognised as if it were the first."""

    def __init__(self, decoder: SphinxDecoder, model: str, bundled: bool) -> None:
        self._decoder = decoder
        self._model = model
        self._bundled = bundled

    def transcribe(self, audio: Path, asked: Asked, progress: ProgressCallback) -> Transcript:
        """See `Recogniser.transcribe`."""
        self._check(asked)
        pcm = read_pcm(audio)
        duration = duration_of(pcm)
        words: list[Word] = []
        biased = BiasedRecogniser(self._decoder, asked.glossary)
        for piece in asked.pieces:
            for start, utterance in _utterances(pcm, piece):
                for word in biased.recognise(utterance, piece.terms):
                    words.append(_moved(word, start, duration))
                progress(start / duration)
        return Transcript(
            backend=BACKEND,
            model=self._model,
            device="cpu",
            language="en" if self._bundled else asked.language,
            duration=duration,
            segments=tuple(_segment(group) for group in _grouped(words)),
            degradations=tuple(biased.degradations),
        )

    def _check(self, asked: Asked) -> None:
        if asked.task == TRANSLATE:
            raise UsageError(
                f"backend {BACKEND!r} cannot translate", "use another backend, or --task transcribe"
            )
        if self._bundled and asked.language not in (None, "en"):
            raise ModelUnavailableError(
                f"backend {BACKEND!r} brings an English model only, not one for {asked.language!r}",
                "name the folder of one with --model, or use another backend",
            )


def create(model: Path | None, placement: Placement) -> EmbeddedRecogniser:
    """Load the decoder with a model folder, or with the model in the wheel.

    Raises:
        ModelUnavailableError: the folder's files are not a model.
    """
    bundled = find_backend(BACKEND).bundled_model
    return EmbeddedRecogniser(load_decoder(model), model.name if model else bundled, model is None)


def _moved(word: Word, offset: float, duration: float) -> Word:
    start, end = round(offset + word.start, 3), min(round(offset + word.end, 3), duration)
    return Word(word.text, start, end, word.confidence)


def _utterances(pcm: bytes, piece: Piece) -> Iterator[tuple[float, bytes]]:
    """Yield (start in seconds, samples) of stretches of a piece, short enough to decode."""
    detector = pocketsphinx.Vad()
    size = detector.frame_bytes
    frames_per_second = 2 * SAMPLE_RATE / size
    shortest, longest = (int(seconds * frames_per_second) for seconds in _UTTERANCE_SECONDS)
    samples = samples_between(pcm, piece.start, piece.end)
    frames = [samples[at : at + size] for at in range(0, len(samples), size)]
    voiced = [len(frame) == size and detector.is_speech(frame) for frame in frames]
    for start, end in cut_at_pauses(voiced, shortest, longest):
        yield piece.start + start / frames_per_second, samples[start * size : end * size]


def _grouped(words: list[Word]) -> Iterator[list[Word]]:
    """Split where the speaker pauses."""
    group: list[Word] = []
    for word in words:
        if group and word.start - group[-1].end >= _PAUSE_SECONDS:
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _segment(words: list[Word]) -> Segment:
    known = [word.confidence for word in words if word.confidence is not None]
    return Segment(
        text=" ".join(word.text for word in words),
        start=words[0].start,
        end=words[-1].end,
        confidence=round(sum(known) / len(known), 4) if known else None,
        words=tuple(words),
    )
