"""PocketSphinx's forced alignment: it is told what was said, and finds out when.

A segment that it cannot align keeps the recogniser's times.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pocketsphinx

from asr_pipeline.errors import ModelUnavailableError
from asr_pipeline.model import Segment, Transcript, Word
from asr_pipeline.whisper_backends.pcm import SAMPLE_BYTES, duration_of, read_pcm
from asr_pipeline.whisper_backends.protocol import SAMPLE_RATE, AlignerSetup
from asr_pipeline.whisper_backends.spotting import FRAME_SECONDS, spoken_form

_MARGIN_SECONDS = 0.2  # around a segment: its own times may be what is wrong
_log = logging.getLogger(__name__)


def align(audio: Path, transcript: Transcript, setup: AlignerSetup) -> tuple[Segment, ...]:
    """See `Aligner.align`.

    Raises:
        ModelUnavailableError: the recogniser had a model of its own, which this one is not for.
    """
    if setup.model is not None:
        raise ModelUnavailableError("forced alignment is for the model that PocketSphinx brings")
    decoder = pocketsphinx.Decoder(lm=None, loglevel="FATAL")
    pcm = read_pcm(audio)
    return tuple(_aligned(decoder, pcm, segment) for segment in transcript.segments)


def _aligned(decoder: pocketsphinx.Decoder, pcm: bytes, segment: Segment) -> Segment:
    spoken = [spoken_form(word.text) for word in segment.words]
    unknown = [
        form
        for form in spoken
        if not form or any(decoder.lookup_word(part) is None for part in form.split())
    ]
    if unknown or not spoken:
        _log.info("%.2f s: not aligned, not in the dictionary: %s", segment.start, unknown)
        return segment
    start = max(segment.start - _MARGIN_SECONDS, 0.0)
    end = min(segment.end + _MARGIN_SECONDS, duration_of(pcm))
    first, last = (SAMPLE_BYTES * round(at * SAMPLE_RATE) for at in (start, end))
    times = list(_times(decoder, pcm[first:last], " ".join(spoken)))
    parts = [len(form.split()) for form in spoken]
    if len(times) != sum(parts):
        _log.info("%.2f s: not aligned, the words do not fit the sound", segment.start)
        return segment
    words = tuple(
        msgspec.structs.replace(
            word, start=round(start + begin, 3), end=round(min(start + finish, end), 3)
        )
        for word, (begin, finish) in zip(segment.words, _joined(times, parts), strict=True)
    )
    return _within(segment, words)


def _times(
    decoder: pocketsphinx.Decoder, samples: bytes, text: str
) -> Iterator[tuple[float, float]]:
    """Yield (start, end) in seconds for each word of the text; fewer where it does not fit."""
    decoder.set_align_text(text)
    decoder.reinit_feat()
    decoder.start_utt()
    decoder.process_raw(samples, full_utt=True)
    decoder.end_utt()
    for found in decoder.seg() or ():
        if not found.word.startswith(("<", "[", "+", "(")):
            yield found.start_frame * FRAME_SECONDS, (found.end_frame + 1) * FRAME_SECONDS


def _joined(times: list[tuple[float, float]], parts: list[int]) -> Iterator[tuple[float, float]]:
    """Yield the times of words that are several in the dictionary, as "ill-disposed" is."""
    first = 0
    for count in parts:
        yield times[first][0], times[first + count - 1][1]
        first += count


def _within(segment: Segment, words: tuple[Word, ...]) -> Segment:
    return msgspec.structs.replace(segment, start=words[0].start, end=words[-1].end, words=words)
