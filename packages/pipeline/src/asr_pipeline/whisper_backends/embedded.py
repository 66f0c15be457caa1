"""PocketSphinx with its own US-English model: needs nothing but its wheel, works offline."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pocketsphinx

from asr_pipeline.errors import ModelUnavailableError, UsageError
from asr_pipeline.model import TRANSLATE, Segment, Transcript, Word
from asr_pipeline.pieces import Piece
from asr_pipeline.registry import find_backend
from asr_pipeline.whisper_backends.pauses import cut_at_pauses
from asr_pipeline.whisper_backends.pcm import SAMPLE_BYTES, duration_of, read_pcm
from asr_pipeline.whisper_backends.protocol import (
    SAMPLE_RATE,
    Asked,
    Placement,
    ProgressCallback,
)
from asr_pipeline.whisper_backends.spotting import FRAME_SECONDS, TermSpotter, put_terms

NAME = "embedded"
_log = logging.getLogger(__name__)
_UTTERANCE_SECONDS = (15.0, 30.0)  # search cost grows with length, accuracy suffers below
_PAUSE_SECONDS = 0.5  # a silence that ends a segment
_PRONUNCIATION = re.compile(r"\(\d+\)$")  # "was(2)" is the second pronunciation of "was"


class EmbeddedRecogniser:
    """One decoder; every utterance is recognised as if it were the first."""

    def __init__(self, decoder: pocketsphinx.Decoder, model: str, bundled: bool) -> None:
        self._decoder = decoder
        self._model = model
        self._bundled = bundled

    def transcribe(self, audio: Path, asked: Asked, progress: ProgressCallback) -> Transcript:
        """See `Recogniser.transcribe`."""
        self._check(asked)
        pcm = read_pcm(audio)
        duration = duration_of(pcm)
        words: list[Word] = []
        spotter = TermSpotter(self._decoder, asked.glossary)
        for piece in asked.pieces:
            for start, utterance in _utterances(pcm, piece):
                heard = list(self._words(utterance, start, duration))
                words += put_terms(heard, spotter.hits(utterance, piece.terms, start))
                progress(start / duration)
        return Transcript(
            backend=NAME,
            model=self._model,
            device="cpu",
            language="en" if self._bundled else asked.language,
            duration=duration,
            segments=tuple(_segment(group) for group in _grouped(words)),
            degradations=tuple(map(_cannot_be_listened_for, spotter.unknown)),
        )

    def _check(self, asked: Asked) -> None:
        if asked.task == TRANSLATE:
            raise UsageError(
                f"backend {NAME!r} cannot translate", "use another backend, or --task transcribe"
            )
        if self._bundled and asked.language not in (None, "en"):
            raise ModelUnavailableError(
                f"backend {NAME!r} brings an English model only, not one for {asked.language!r}",
                "name the folder of one with --model, or use another backend",
            )

    def _words(self, pcm: bytes, offset: float, duration: float) -> Iterator[Word]:
        self._decoder.reinit_feat()  # the noise estimate of the last utterance would linger
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, full_utt=True)
        self._decoder.end_utt()
        for found in self._decoder.seg() or ():
            if not found.word.startswith(("<", "[", "+")):  # silence and noise
                yield Word(
                    text=_PRONUNCIATION.sub("", found.word),
                    start=round(offset + found.start_frame * FRAME_SECONDS, 3),
                    end=min(round(offset + (found.end_frame + 1) * FRAME_SECONDS, 3), duration),
                    confidence=min(round(found.prob, 4), 1.0),  # rounding errors exceed 1
                )


def create(model: Path | None, placement: Placement) -> EmbeddedRecogniser:
    """Load the decoder with a model folder, or with the model in the wheel.

    Raises:
        ModelUnavailableError: the folder's files are not a model.
    """
    row = find_backend(NAME)
    if model is None:
        decoder = pocketsphinx.Decoder(loglevel="FATAL")
        return EmbeddedRecogniser(decoder, row.bundled_model, bundled=True)
    acoustic, lm, dictionary = (next(model.glob(pattern)) for (pattern,) in row.model_files)
    try:
        decoder = pocketsphinx.Decoder(
            hmm=str(acoustic.parent), lm=str(lm), dict=str(dictionary), loglevel="FATAL"
        )
    except RuntimeError as error:
        raise ModelUnavailableError(f"PocketSphinx cannot load the model {model}") from error
    return EmbeddedRecogniser(decoder, model.name, bundled=False)


def _cannot_be_listened_for(term: str) -> str:
    _log.warning("the glossary term %r has words that PocketSphinx does not know", term)
    return (
        f"the term {term!r} cannot be listened for: it has words that are not in the dictionary; "
        "give its pronunciation in the glossary"
    )


def _utterances(pcm: bytes, piece: Piece) -> Iterator[tuple[float, bytes]]:
    """Yield (start in seconds, samples) of stretches of a piece, short enough to decode."""
    detector = pocketsphinx.Vad()
    size = detector.frame_bytes
    frames_per_second = 2 * SAMPLE_RATE / size
    shortest, longest = (int(seconds * frames_per_second) for seconds in _UTTERANCE_SECONDS)
    first, last = (SAMPLE_BYTES * round(at * SAMPLE_RATE) for at in (piece.start, piece.end))
    samples = pcm[first:last]
    frames = [samples[at : at + size] for at in range(0, len(samples), size)]
    voiced = [len(frame) == size and detector.is_speech(frame) for frame in frames]
    for start, end in cut_at_pauses(voiced, shortest, longest):
        yield (
            first / SAMPLE_BYTES / SAMPLE_RATE + start / frames_per_second,
            samples[start * size : end * size],
        )


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
    return Segment(
        text=" ".join(word.text for word in words),
        start=words[0].start,
        end=words[-1].end,
        confidence=round(sum(word.confidence for word in words) / len(words), 4),
        words=tuple(words),
    )
