"""Listening for terms: PocketSphinx's keyword search, as a second pass over an utterance.

The threshold was chosen on the readings and the playing cards in PocketSphinx's own tests with 21
terms that are said and 20 that are not: from 1e-10 to 1e-8 every one that is said was found, with 3
false alarms over 10 recordings; at 1e-20 there were 16, at 1e-5 one that is said was missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pocketsphinx
from msgspec import Struct

from asr_pipeline.model import Term, Word

THRESHOLD = "1e-10"
FRAME_SECONDS = 0.01  # of the decoder's times
_NOT_IN_WORDS = re.compile(r"[^\w']+")


class Hit(Struct, frozen=True):
    """A term that was heard from `start` to `end`, in seconds."""

    term: str
    start: float
    end: float
    confidence: float


class TermSpotter:
    """Keyword searches of one decoder, made when they are first needed, one for each set of terms.

    `unknown` holds the terms that cannot be listened for: a word is not in the dictionary, and the
    glossary gives no pronunciation.
    """

    def __init__(self, decoder: pocketsphinx.Decoder, glossary: Iterable[Term]) -> None:
        self._decoder = decoder
        self._glossary = {term.text: term for term in glossary}
        self._searches: dict[tuple[str, ...], tuple[str, Mapping[str, str]]] = {}
        self.unknown: dict[str, None] = {}

    def hits(self, pcm: bytes, terms: tuple[str, ...], offset: float) -> list[Hit]:
        """Return the terms that are heard in an utterance that starts at `offset` seconds."""
        if terms not in self._searches:
            self._searches[terms] = self._prepared(terms)
        search, phrases = self._searches[terms]
        if not phrases:
            return []
        usual = self._decoder.current_search()
        self._decoder.activate_search(search)
        try:
            return list(self._found(pcm, phrases, offset))
        finally:
            self._decoder.activate_search(usual)

    def _found(self, pcm: bytes, phrases: Mapping[str, str], offset: float) -> Iterator[Hit]:
        self._decoder.reinit_feat()
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, full_utt=True)
        self._decoder.end_utt()
        for one in self._decoder.seg() or ():
            yield Hit(
                phrases[one.word.strip()],
                round(offset + one.start_frame * FRAME_SECONDS, 3),
                round(offset + (one.end_frame + 1) * FRAME_SECONDS, 3),
                min(round(one.prob, 4), 1.0),
            )

    def _prepared(self, terms: tuple[str, ...]) -> tuple[str, Mapping[str, str]]:
        phrases = {phrase: text for text in terms for phrase in self._phrases(text)}
        search = f"terms{len(self._searches)}"
        if phrases:
            with TemporaryDirectory() as folder:
                keywords = Path(folder) / "keywords"
                lines = (f"{phrase} /{THRESHOLD}/\n" for phrase in phrases)
                keywords.write_text("".join(lines), encoding="utf-8")
                self._decoder.add_kws(search, str(keywords))
        return search, phrases

    def _phrases(self, text: str) -> list[str]:
        """Return how a term may be said, in words of the dictionary."""
        term = self._glossary.get(text, Term(text))
        if term.pronunciation:
            word = spoken_form(text).replace(" ", "_")
            if self._decoder.lookup_word(word) is None:
                self._decoder.add_word(word, term.pronunciation, True)
            return [word]
        forms = dict.fromkeys(map(spoken_form, (text, *term.aliases)))
        known = [form for form in forms if form and all(map(self._knows, form.split()))]
        if not known:
            self.unknown[text] = None
        return known

    def _knows(self, word: str) -> bool:
        return self._decoder.lookup_word(word) is not None


def spoken_form(text: str) -> str:
    """Return a text in the letters of a dictionary: lower case, no marks but apostrophes."""
    return _NOT_IN_WORDS.sub(" ", text.lower()).strip()


def put_terms(words: Sequence[Word], hits: Iterable[Hit]) -> list[Word]:
    """Return the words with the terms that were heard in place of those they lie over.

    A word belongs to a term if its middle does. Of terms that overlap the longest stays. A term
    over no word at all is left out: it would be heard where nothing was. Every other word stays.
    """
    merged = list(words)
    for hit in _apart(hits):
        over = [word for word in merged if hit.start <= (word.start + word.end) / 2 <= hit.end]
        if not over:
            continue
        first = merged.index(over[0])
        merged[first : first + len(over)] = _spelled(hit, over)
    return merged


def _apart(hits: Iterable[Hit]) -> list[Hit]:
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (-len(one.term), one.start, one.term)):
        if all(hit.end <= one.start or one.end <= hit.start for one in chosen):
            chosen.append(hit)
    return sorted(chosen, key=lambda one: one.start)


def _spelled(hit: Hit, over: Sequence[Word]) -> list[Word]:
    """Return the term's words; with the times of those below them where these are as many."""
    texts = hit.term.split()
    if len(texts) == len(over):
        return [
            Word(text, word.start, word.end, hit.confidence)
            for text, word in zip(texts, over, strict=True)
        ]
    start, end = over[0].start, over[-1].end
    letters = sum(map(len, texts))
    words = []
    for text in texts:
        until = start + (end - over[0].start) * len(text) / letters
        words.append(Word(text, round(start, 3), round(min(until, end), 3), hit.confidence))
        start = until
    return words
