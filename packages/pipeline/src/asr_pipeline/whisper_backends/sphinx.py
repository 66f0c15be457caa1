"""One PocketSphinx decoder: recognising, spotting phrases, aligning text. Times are in seconds."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pocketsphinx

from asr_pipeline.errors import ModelUnavailableError
from asr_pipeline.registry import find_backend

BACKEND = "embedded"
_FRAME_SECONDS = 0.01  # of the decoder's times
_PRONUNCIATION = re.compile(r"\(\d+\)$")  # "was(2)" is the second pronunciation of "was"
_FILLERS = ("<", "[", "+")  # what silence and noise are written with
_RECOGNITION, _SPOTTING = "_default", "spotting"  # names of searches; the library sets the first


class Found(NamedTuple):
    """A word or phrase and the time it takes, from the start of the samples.

    `score` is, of a recognised word, its probability from 0 to 1; of a spotted phrase, how much
    better it fits than any phones, higher is better; of an aligned word, its acoustic score.
    """

    text: str
    start: float
    end: float
    score: float


class SphinxDecoder:
    """The methods take 16 kHz mono 16-bit samples; no call depends on the ones before."""

    def __init__(self, decoder: pocketsphinx.Decoder) -> None:
        self._decoder = decoder

    def recognise(self, pcm: bytes) -> list[Found]:
        """Return the words that the language model finds likely."""
        self._decoder.activate_search(_RECOGNITION)
        self._decode(pcm)
        return list(self._segments())

    def spot(self, pcm: bytes, phrases: Iterable[str], threshold: float) -> list[Found]:
        """Return where phrases, whose words are all known, seem to be said; they may overlap.

        `threshold` is the likelihood ratio of phrase to phones that is enough, for example 1e-10.
        """
        with tempfile.TemporaryDirectory() as folder:  # the library takes a file only
            path = Path(folder) / "phrases"
            lines = [f"{phrase} /{threshold:g}/\n" for phrase in phrases]
            path.write_text("".join(lines), encoding="utf-8")
            self._decoder.add_kws(_SPOTTING, str(path))
        self._decoder.activate_search(_SPOTTING)
        self._decode(pcm)
        found = list(self._segments())
        self._decoder.activate_search(_RECOGNITION)
        self._decoder.remove_search(_SPOTTING)
        return found

    def align(self, pcm: bytes, words: Sequence[str]) -> list[Found] | None:
        """Return when each of the words, which are all known, is said; None where none fit."""
        aligned = self._aligned(pcm, words)
        spoken = [found for found in aligned if not found.text.startswith(_FILLERS)]
        return spoken if len(spoken) == len(words) else None

    def total_score(self, pcm: bytes, words: Sequence[str]) -> float | None:
        """Return how well the words explain all of the samples: higher is better, None is no way.

        In units of 1024 times the natural logarithm of 1.0001, about 0.1.
        """
        aligned = self._aligned(pcm, words)
        return sum(found.score for found in aligned) if aligned else None

    def knows(self, word: str) -> bool:
        """Return whether a word is in the dictionary."""
        return self._decoder.lookup_word(word) is not None

    def add_word(self, word: str, phones: str) -> bool:
        """Add a word to listen for; return False where the model lacks a phone of it.

        It does not become one that the language model finds likely.
        """
        try:
            self._decoder.add_word(word, phones, False)
        except RuntimeError:
            return False
        return True

    def _aligned(self, pcm: bytes, words: Sequence[str]) -> list[Found]:
        if not words:
            return []
        try:
            self._decoder.set_align_text(" ".join(words))
            self._decode(pcm)
            if self._decoder.hyp() is None:
                return []
            self._decoder.set_alignment()  # a second pass, which gives exact scores
            self._decode(pcm)
            return [
                _found(entry.name, entry.start, entry.start + entry.duration, entry.score)
                for entry in self._decoder.get_alignment() or ()
            ]
        except RuntimeError:  # the library's only answer to text that does not fit the sound
            return []
        finally:
            self._decoder.activate_search(_RECOGNITION)

    def _decode(self, pcm: bytes) -> None:
        self._decoder.reinit_feat()  # the noise estimate of the last samples would linger
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, full_utt=True)
        self._decoder.end_utt()

    def _segments(self) -> Iterator[Found]:
        for found in self._decoder.seg() or ():
            if not found.word.startswith(_FILLERS):
                yield _found(found.word, found.start_frame, found.end_frame + 1, found.prob)


def load_decoder(model: Path | None) -> SphinxDecoder:
    """Load a model folder, or the model in the wheel.

    Raises:
        ModelUnavailableError: the folder's files are not a model.
    """
    if model is None:
        return SphinxDecoder(pocketsphinx.Decoder(loglevel="FATAL"))
    patterns = find_backend(BACKEND).model_files
    acoustic, lm, dictionary = (next(model.glob(pattern)) for (pattern,) in patterns)
    try:
        decoder = pocketsphinx.Decoder(
            hmm=str(acoustic.parent), lm=str(lm), dict=str(dictionary), loglevel="FATAL"
        )
    except RuntimeError as error:
        raise ModelUnavailableError(f"PocketSphinx cannot load the model {model}") from error
    return SphinxDecoder(decoder)


def _found(text: str, first: int, after: int, score: float) -> Found:
    word = _PRONUNCIATION.sub("", text.strip())
    return Found(word, first * _FRAME_SECONDS, after * _FRAME_SECONDS, score)
