"""One PocketSphinx decoder: recognising, spotting words, aligning text. Times are in seconds.

The library cannot mix a second language model into its own. What it can do is what `recognise` is
for: a search with a copy of the model in which each expected word is one of the single words, which
may follow any other.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice, product
from pathlib import Path
from typing import NamedTuple

import pocketsphinx

from asr_pipeline.errors import ModelUnavailableError
from asr_pipeline.registry import find_backend

BACKEND = "embedded"
_FRAME_SECONDS = 0.01  # of the decoder's times
_PRONUNCIATION = re.compile(r"\(\d+\)$")  # "was(2)" is the second pronunciation of "was"
_FILLERS = ("<", "[", "+")  # what silence and noise are written with
# names of searches; the library sets the first
_RECOGNITION, _BIASED, _SPOTTING = "_default", "biased", "spotting"
# How likely an expected word is, as a multiple of an even share of the model's vocabulary. On the
# readings and cards of PocketSphinx's own tests 10, 100 and 1000 gave the same words; 1000 took
# half as long again.
_EXPECTED_WEIGHT = 100.0
_MOST_WAYS = 6  # to say several words, of which each may have several pronunciations


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
        self._expected: frozenset[str] = frozenset()

    def recognise(self, pcm: bytes, expected: Iterable[str] = ()) -> list[Found]:
        """Return the words that the language model finds likely, and those that are expected.

        The latter are made by `add_word`. Another set of them than in the call before takes 0.4 s.
        """
        self._expect(frozenset(expected))
        self._decoder.activate_search(_BIASED if self._expected else _RECOGNITION)
        self._decode(pcm)
        found = list(self._segments())
        self._decoder.activate_search(_RECOGNITION)
        return found

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

    def pronunciations(self, text: str) -> list[str]:
        """Return ways to say words one after another, in phones; none where one is not known."""
        ways = [tuple(self._pronunciations(word)) for word in text.split()]
        return [" ".join(way) for way in islice(product(*ways), _MOST_WAYS)] if ways else []

    def add_word(self, phones: str) -> str | None:
        """Return a word that is said like this; None where the model lacks one of the phones.

        It is like no word of a dictionary, and is recognised only where it is expected.
        """
        word = f"said_{phones.replace(' ', '_')}"
        try:
            if not self.knows(word):
                self._decoder.add_word(word, phones, False)
        except RuntimeError:
            return None
        return word

    def _pronunciations(self, word: str) -> Iterator[str]:
        for number in count(1):
            phones = self._decoder.lookup_word(word if number == 1 else f"{word}({number})")
            if phones is None:
                return
            yield phones

    def _expect(self, words: frozenset[str]) -> None:
        if words == self._expected:
            return
        if self._expected:
            self._decoder.remove_search(_BIASED)
        self._expected = words
        if words:
            config = self._decoder.config
            model = pocketsphinx.NGramModel(config, self._decoder.logmath, config["lm"])
            for word in sorted(words):
                model.add_word(word, _EXPECTED_WEIGHT)
            self._decoder.add_lm(_BIASED, model)

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
