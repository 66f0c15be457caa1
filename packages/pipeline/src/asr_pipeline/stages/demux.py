"""Any media file to 16 kHz mono 16-bit WAV."""

from __future__ import annotations

import logging
import wave
from collections.abc import Iterator
from pathlib import Path

import av
import av.container
import av.error
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream

from asr_pipeline.errors import MediaError
from asr_pipeline.jobs.context import StageContext
from asr_pipeline.registry import SOURCE

SAMPLE_RATE = 16_000  # Hz
_SAMPLE_BYTES = 2
_SHORTEST_GAP_SECONDS = 0.1
_SHORTEST_LOSS_SECONDS = 0.5
# Demuxers for single media files; others could read text as media or open further addresses.
_FORMATS = "wav,w64,aiff,au,caf,flac,mp3,aac,mov,ogg,matroska,avi,mpegts,asf"
_log = logging.getLogger(__name__)


def run(context: StageContext) -> None:
    """Decode the first audio stream of the source into `audio.wav`.

    Raises:
        MediaError: the source is not media, has no sound, or none that can be decoded.
    """
    source = context.inputs[SOURCE]
    with source.open("rb") as file, _opened(file, source) as container:
        if not container.streams.audio:
            raise MediaError(f"{source} has no sound: there is no audio stream in it")
        stream = container.streams.audio[0]
        with context.artifact("audio.wav") as path:
            samples = _write_wav(path, _pcm(container, stream, context))
            if not samples:
                raise MediaError(f"{source} has no sound: its audio stream holds no samples")
        _compare(samples / SAMPLE_RATE, stream, container)
    _log.info("%.2f s of audio from a %s stream", samples / SAMPLE_RATE, stream.codec.name)


def _opened(file: object, source: Path) -> av.container.InputContainer:
    try:
        return av.open(file, options={"format_whitelist": _FORMATS})
    except av.error.FFmpegError as error:
        raise MediaError(
            f"{source} is not a media file that can be read ({error.strerror or error})",
            "give a wav, flac, mp3, m4a, ogg, mp4 or mkv file",
        ) from error


def _compare(seconds: float, stream: AudioStream, container: av.container.InputContainer) -> None:
    """Say so where the file promises more sound than it has."""
    promised = float(stream.duration * stream.time_base) if stream.duration else 0.0
    if not promised and len(container.streams) == 1:
        promised = (container.duration or 0) / av.time_base
    if promised - seconds > _SHORTEST_LOSS_SECONDS:
        _log.warning("the sound ends after %.1f of %.1f s: is the file cut off?", seconds, promised)


def _pcm(
    container: av.container.InputContainer, stream: AudioStream, context: StageContext
) -> Iterator[bytes]:
    """Yield the sound in step with the container's clock, which the picture keeps to, too."""
    resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    length, start = (float(one or 0) / av.time_base for one in _span(container))
    samples = 0
    for frame in _decoded(container, stream):
        if frame.time is not None:
            now = frame.time - start
            context.progress(now / length if length else 0.0)
            for silence in _silence(now - samples / SAMPLE_RATE, now <= length):
                samples += len(silence) // _SAMPLE_BYTES
                yield silence
        for piece in resampler.resample(frame):
            samples += piece.samples
            yield _bytes(piece)
    yield from map(_bytes, resampler.resample(None))


def _span(container: av.container.InputContainer) -> tuple[int | None, int | None]:
    return container.duration, container.start_time


def _silence(gap: float, believable: bool) -> Iterator[bytes]:
    """Yield what stands for a gap in the sound, in pieces: without it, all later words came early.

    Shorter gaps are what decoders leave at the edges; a time after the end is a damaged one.
    """
    if gap < _SHORTEST_GAP_SECONDS or not believable:
        return
    _log.warning("%.1f s of the sound are missing: silence stands for them", gap)
    missing = int(gap * SAMPLE_RATE)
    for at in range(0, missing, SAMPLE_RATE):
        yield bytes(min(SAMPLE_RATE, missing - at) * _SAMPLE_BYTES)


def _bytes(frame: AudioFrame) -> bytes:
    """Return the samples of a plane, which is padded."""
    return bytes(frame.planes[0])[: frame.samples * _SAMPLE_BYTES]


def _decoded(container: av.container.InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """Decode packet by packet, so that one that is damaged does not lose the others."""
    damaged = 0
    for packet in _packets(container, stream):
        try:
            yield from packet.decode()
        except av.error.FFmpegError as error:
            damaged += 1
            _log.info("packet at %s cannot be decoded: %s", packet.pts, error)
    if damaged:
        _log.warning("%d damaged pieces of the audio were left out", damaged)


def _packets(container: av.container.InputContainer, stream: AudioStream) -> Iterator[av.Packet]:
    try:
        yield from container.demux(stream)
    except av.error.FFmpegError as error:
        _log.warning("the media file ends early: %s", error)


def _write_wav(path: Path, pieces: Iterator[bytes]) -> int:
    """Write samples and return their number."""
    size = 0
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(_SAMPLE_BYTES)
        file.setframerate(SAMPLE_RATE)
        for piece in pieces:
            size += len(piece)
            file.writeframes(piece)
    return size // _SAMPLE_BYTES
