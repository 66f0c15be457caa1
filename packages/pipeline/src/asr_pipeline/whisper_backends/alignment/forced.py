"""PocketSphinx's forced alignment: it is told what was said, and finds out when."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from asr_pipeline.errors import ModelUnavailableError
from asr_pipeline.model import Segment, Transcript
from asr_pipeline.whisper_backends.biasing import spoken_form
from asr_pipeline.whisper_backends.pcm import duration_of, read_pcm, samples_between
from asr_pipeline.whisper_backends.protocol import AlignerSetup
from asr_pipeline.whisper_backends.sphinx import Found, SphinxDecoder, load_decoder

_MARGIN_SECONDS = 0.2  # around a segment: its own times may be what is wrong
_log = logging.getLogger(__name__)


def align(audio: Path, transcript: Transcript, setup: AlignerSetup) -> tuple[Segment, ...]:
    """See `Aligner.align`.

    Raises:
        ModelUnavailableError: the recogniser had a model of its own, which this one is not for.
    """
    if setup.model is not None:
        raise ModelUnavailableError("forced alignment is for the model that PocketSphinx brings")
    decoder = load_decoder(None)
    pcm = read_pcm(audio)
    segments: list[Segment] = []
    for at, segment in enumerate(transcript.segments):
        before = segments[-1].end if segments else 0.0
        behind = transcript.segments[at + 1].start if at + 1 < len(transcript.segments) else None
        start = max(segment.start - _MARGIN_SECONDS, before)
        end = min(segment.end + _MARGIN_SECONDS, duration_of(pcm) if behind is None else behind)
        segments.append(_aligned(decoder, pcm, segment, start, end))
    return tuple(segments)


def _aligned(
    decoder: SphinxDecoder, pcm: bytes, segment: Segment, start: float, end: float
) -> Segment:
    spoken = [spoken_form(word.text).split() for word in segment.words]
    parts = [part for form in spoken for part in form]
    unknown = [part for part in parts if not decoder.knows(part)]
    if unknown or not all(spoken):
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
        for word, (begin, finish) in zip(segment.words, _joined(found, spoken), strict=True)
    )
    return msgspec.structs.replace(segment, start=words[0].start, end=words[-1].end, words=words)


def _joined(
    found: Sequence[Found], spoken: Sequence[Sequence[str]]
) -> Iterator[tuple[float, float]]:
    """Yield the times of words that are several in the dictionary, as "ill-disposed" is."""
    first = 0
    for parts in spoken:
        yield found[first].start, found[first + len(parts) - 1].end
        first += len(parts)
