"""Listening for terms: PocketSphinx's keyword search, as a second pass over an utterance.

It cannot mix words into its language model, so terms are spotted among phones, and one that would
replace other words is taken only if it explains the sound about as well as they do.

Both limits were chosen on the readings and the playing cards in PocketSphinx's own tests, with 21
times that a term is said and 20 terms that are not: from 1e-10 to 1e-8 every one that is said was
spotted, with 3 false alarms; at 1e-20 there were 16, at 1e-5 one that is said was missed. In place
of what was recognised, terms that are said fitted at most 610 worse, two of the false ones 1548 and
more; the third fitted 533 worse, which no limit tells from those that are said.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence

from asr_pipeline.model import Term, Word
from asr_pipeline.whisper_backends.hits import Hit, Replacement, confirms, replace, replacements
from asr_pipeline.whisper_backends.sphinx import SphinxDecoder

THRESHOLD = 1e-10  # likelihood ratio of term to phones
TOLERANCE = 1000.0  # by which a term may fit worse, in units of `SphinxDecoder.total_score`
_NOT_IN_WORDS = re.compile(r"[^\w']+")
_log = logging.getLogger(__name__)


class TermSpotter:
    """What a decoder can listen for; `degradations` says which terms it cannot, and why."""

    def __init__(self, decoder: SphinxDecoder, glossary: Iterable[Term]) -> None:
        self._decoder = decoder
        self._glossary = {term.text: term for term in glossary}
        self._phrases: dict[str, tuple[str, ...]] = {}
        self.degradations: list[str] = []

    def improve(self, pcm: bytes, words: Sequence[Word], terms: Sequence[str]) -> list[Word]:
        """Return the words of an utterance with those of `terms` that are heard in it.

        `pcm` is 16 kHz mono 16-bit; the words' times are seconds from its start.
        """
        written = {phrase: text for text in reversed(terms) for phrase in self._spoken(text)}
        if not written:
            return list(words)
        hits = [
            Hit(written[found.text], found.text, found.start, found.end, found.score)
            for found in self._decoder.spot(pcm, written, THRESHOLD)
        ]
        chosen = replacements(words, hits)
        doubtful = any(not confirms(words, one) for one in chosen)
        limit = self._limit(pcm, words) if doubtful else None
        return replace(words, [one for one in chosen if self._fits(pcm, words, one, limit)])

    def _limit(self, pcm: bytes, words: Sequence[Word]) -> float | None:
        """Return how well words with a term in them must explain the sound; None is no way."""
        score = self._decoder.total_score(pcm, [word.text for word in words])
        return None if score is None else score - TOLERANCE

    def _spoken(self, text: str) -> tuple[str, ...]:
        if text not in self._phrases:
            term = self._glossary.get(text, Term(text))
            self._phrases[text] = tuple(dict.fromkeys(self._forms(term)))
            if not self._phrases[text]:
                self._degrade(text)
        return self._phrases[text]

    def _forms(self, term: Term) -> Iterator[str]:
        """Yield how a term may be said, in words of the dictionary."""
        own = spoken_form(term.text)
        if term.pronunciation:
            word = f"term_{term.pronunciation.replace(' ', '_')}"  # like no word of a dictionary
            if self._decoder.knows(word) or self._decoder.add_word(word, term.pronunciation):
                yield word
        for form in map(spoken_form, (term.text, *term.aliases)):
            # an alias that holds the term would take the words around it away
            longer = form != own and f" {own} " in f" {form} "
            if form and not longer and all(map(self._decoder.knows, form.split())):
                yield form

    def _degrade(self, text: str) -> None:
        _log.warning("the glossary term %r has words that PocketSphinx does not know", text)
        self.degradations.append(
            f"the term {text!r} cannot be listened for: it has words that are not in the "
            "dictionary; give its pronunciation in the glossary"
        )

    def _fits(
        self, pcm: bytes, words: Sequence[Word], one: Replacement, limit: float | None
    ) -> bool:
        if confirms(words, one):
            return True
        heard = [word.text for word in words]
        instead = [*heard[: one.first], *one.hit.spoken.split(), *heard[one.after :]]
        score = self._decoder.total_score(pcm, instead) if limit is not None else None
        fits = score is not None and score >= limit
        verdict = "is taken for" if fits else "fits worse than"
        replaced = " ".join(heard[one.first : one.after])
        _log.info("at %.2f s %r %s %r", one.hit.start, one.hit.text, verdict, replaced)
        return fits


def spoken_form(text: str) -> str:
    """Return a text in the letters of a dictionary: lower case, no marks but apostrophes."""
    return _NOT_IN_WORDS.sub(" ", text.lower().replace("\u2019", "'")).strip()
