"""How terms reach PocketSphinx: beside its language model, and by its keyword search after that.

In the first pass each way to say a term is a word that may follow any other. In the second, terms
are spotted among phones; one that was not heard in the first pass is taken only if it explains the
sound at least as well as the words that it would replace. What that brings, and what it costs, is
in the manual.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from asr_pipeline.model import Term, Word
from asr_pipeline.whisper_backends.hits import (
    Hit,
    Replacement,
    already_heard,
    overlap,
    replace,
    replacements,
)
from asr_pipeline.whisper_backends.sphinx import Found, SphinxDecoder

# Likelihood ratio of term to phones. From 1e-10 to 1e-8 every term that is said in the readings and
# cards of PocketSphinx's own tests was spotted; at 1e-5 one was missed, at 1e-20 more were false.
THRESHOLD = 1e-10
_NOT_IN_WORDS = re.compile(r"[^\w']+")
_log = logging.getLogger(__name__)


class BiasedRecogniser:
    """A decoder that knows a glossary; `degradations` says which terms it cannot hear, and why."""

    def __init__(self, decoder: SphinxDecoder, glossary: Iterable[Term]) -> None:
        self._decoder = decoder
        self._glossary = {term.text: term for term in glossary}
        self._ways: dict[str, tuple[str, ...]] = {}
        self.degradations: list[str] = []

    def recognise(self, pcm: bytes, terms: Sequence[str]) -> list[Word]:
        """Return the words of an utterance, with those of `terms` that are heard in it.

        `pcm` is 16 kHz mono 16-bit; the words' times are seconds from its start.
        """
        expected = {word: text for text in reversed(terms) for word in self._words(text)}
        written = {form: text for text in reversed(terms) for form in self._forms(text)} | expected
        words = [_word(found) for found in self._decoder.recognise(pcm, expected)]
        known = already_heard(words, written)
        if expected:
            known = (*known, *self._spotted(pcm, words, expected, known))
        return replace(words, sorted(known, key=lambda one: (one.first, one.hit.start)))

    def _spotted(
        self,
        pcm: bytes,
        words: Sequence[Word],
        expected: Mapping[str, str],
        known: Sequence[Replacement],
    ) -> Iterator[Replacement]:
        """Yield terms that explain the sound better where none is known."""
        hits = [
            Hit(expected[found.text], found.text, found.start, found.end, found.score)
            for found in self._decoder.spot(pcm, expected, THRESHOLD)
        ]
        free = [hit for hit in hits if not any(overlap(hit, one.hit) for one in known)]
        chosen = replacements(words, free)
        texts = [word.text for word in words]
        limit = self._decoder.total_score(pcm, texts) if chosen else None
        for one in chosen:
            instead = [*texts[: one.first], one.hit.spoken, *texts[one.after :]]
            score = self._decoder.total_score(pcm, instead) if limit is not None else None
            fits = score is not None and score >= limit
            verdict = "is taken for" if fits else "fits worse than"
            replaced = " ".join(texts[one.first : one.after])
            _log.info("at %.2f s %r %s %r", one.hit.start, one.hit.text, verdict, replaced)
            if fits:
                yield one

    def _words(self, text: str) -> tuple[str, ...]:
        """Return a word for each way to say a term."""
        if text not in self._ways:
            term = self._glossary.get(text, Term(text))
            ways = [term.pronunciation] if term.pronunciation else []
            for form in self._forms(text):
                ways += self._decoder.pronunciations(form)
            self._ways[text] = tuple(filter(None, map(self._decoder.add_word, dict.fromkeys(ways))))
            if not self._ways[text]:
                self._degrade(text)
        return self._ways[text]

    def _forms(self, text: str) -> Iterator[str]:
        """Yield the texts that a recogniser may write for a term."""
        own = spoken_form(text)
        for form in map(spoken_form, (text, *self._glossary.get(text, Term(text)).aliases)):
            # an alias that holds the term would take the words around it away
            if form and (form == own or f" {own} " not in f" {form} "):
                yield form

    def _degrade(self, text: str) -> None:
        _log.warning("the glossary term %r has words that PocketSphinx does not know", text)
        self.degradations.append(
            f"the term {text!r} cannot be listened for: it has words that are not in the "
            "dictionary; give its pronunciation in the glossary"
        )


def spoken_form(text: str) -> str:
    """Return a text in the letters of a dictionary: lower case, no marks but apostrophes."""
    return _NOT_IN_WORDS.sub(" ", text.lower().replace("\u2019", "'")).strip()


def _word(found: Found) -> Word:
    confidence = min(round(found.score, 4), 1.0)  # rounding errors exceed 1
    return Word(found.text, found.start, found.end, confidence)
