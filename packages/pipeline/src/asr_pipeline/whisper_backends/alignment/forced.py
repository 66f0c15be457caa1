"""PocketSphinx's forced alignment: it is told what was said, and finds out when."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from asr_pipeline.errors import ModelUnavailableError
from asr_pipeline.model import Segment, Term, Transcript, Word
from asr_pipeline.whisper_backends.biasing import spoken_form
from asr_pipeline.whisper_backends.hits import already_heard, shares
from asr_pipeline.whisper_backends.pcm import duration_of, read_pcm, samples_between
from asr_pipeline.whisper_backends.protocol import AlignerSetup
from asr_pipeline.whisper_backends.sphinx import Found, SphinxDecoder, load_decoder

_MARGIN_SECONDS = 0.2  # around a segment: its own times may be what is wrong
_log = logging.getLogger(__name__)


class _Unit(NamedTuple):
    """Words that are aligned as one, and what they are in the dictionary.

    "ill-disposed" is two words there; a term of several words that the glossary tells how to say is
    one.
    """

    words: tuple[Word, ...]
    parts: tuple[str, ...]


def align(audio: Path, transcript: Transcript, setup: AlignerSetup) -> tuple[Segment, ...]:
    """See `Aligner.align`.

    Raises:
        ModelUnavailableError: the recogniser had a model of its own, which this one is not for.
    """
    if setup.model is not None:
        raise ModelUnavailableError("forced alignment is for the model that PocketSphinx brings")
    decoder = load_decoder(None)
    said = _said(decoder, setup.glossary)
    pcm = read_pcm(audio)
    segments: list[Segment] = []
    for at, segment in enumerate(transcript.segments):
        before = segments[-1].end if segments else 0.0
        behind = transcript.segments[at + 1].start if at + 1 < len(transcript.segments) else None
        start = max(segment.start - _MARGIN_SECONDS, before)
        end = min(segment.end + _MARGIN_SECONDS, duration_of(pcm) if behind is None else behind)
        units = tuple(_units(segment.words, said))
        segments.append(_aligned(decoder, pcm, segment, units, start, end))
    return tuple(segments)


def _said(decoder: SphinxDecoder, glossary: Iterable[Term]) -> dict[str, str]:
    """Return the decoder's word for each term that the glossary tells how to say."""
    told = {spoken_form(term.text): term.pronunciation for term in glossary if term.pronunciation}
    words = {form: decoder.add_word(phones) for form, phones in told.items()}
    return {form: word for form, word in words.items() if word}


def _units(words: Sequence[Word], said: Mapping[str, str]) -> Iterator[_Unit]:
    forms = [msgspec.structs.replace(word, text=spoken_form(word.text)) for word in words]
    at = 0
    for term in (*already_heard(forms, said), None):
        before = len(words) if term is None else term.first
        for word, form in zip(words[at:before], forms[at:before], strict=True):
            yield _Unit((word,), tuple(form.text.split()))
        if term:
            yield _Unit(tuple(words[term.first : term.after]), (term.hit.text,))
            at = term.after


def _aligned(
    decoder: SphinxDecoder,
    pcm: bytes,
    segment: Segment,
    units: Sequence[_Unit],
    start: float,
    end: float,
) -> Segment:
    parts = [part for unit in units for part in unit.parts]
    unknown = [part for part in parts if not decoder.knows(part)]
    if unknown or not all(unit.parts for unit in units):
        _log.info("%.2f s: not aligned, not in the dictionary: %s", segment.start, unknown)
        return segment
    found = decoder.align(samples_between(pcm, start, end), parts)
    if found is None:
        _log.info("%.2f s: not aligned, the words do not fit the sound", segment.start)
        return segment
    words = tuple(
        msgspec.structs.replace(
            word, start=round(start + begin, 3), end=min(round(start + finish, 3), end)
        )
        for word, begin, finish in _timed(found, units)
    )
    return msgspec.structs.replace(segment, start=words[0].start, end=words[-1].end, words=words)


def _timed(found: Sequence[Found], units: Sequence[_Unit]) -> Iterator[tuple[Word, float, float]]:
    """Yield each word with the time that it takes in the samples."""
    first = 0
    for unit in units:
        last = first + len(unit.parts) - 1
        texts = [word.text for word in unit.words]
        times = shares(texts, found[first].start, found[last].end)
        for word, (begin, finish) in zip(unit.words, times, strict=True):
            yield word, begin, finish
        first = last + 1
