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
            samples = _write_wav(path, _resampled(container, stream, context))
            if not samples:
                raise MediaError(f"{source} has no sound: its audio stream holds no samples")
    _log.info("%.2f s of audio from a %s stream", samples / SAMPLE_RATE, stream.codec.name)


def _opened(file: object, source: Path) -> av.container.InputContainer:
    try:
        return av.open(file, options={"format_whitelist": _FORMATS})
    except av.error.FFmpegError as error:
        raise MediaError(
            f"{source} is not a media file that can be read ({error.strerror or error})",
            "give a wav, flac, mp3, m4a, ogg, mp4 or mkv file",
        ) from error


def _resampled(
    container: av.container.InputContainer, stream: AudioStream, context: StageContext
) -> Iterator[AudioFrame]:
    resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    length = float(container.duration or 0) / av.time_base
    for frame in _decoded(container, stream):
        if length and frame.time is not None:
            context.progress(frame.time / length)
        yield from resampler.resample(frame)
    yield from resampler.resample(None)


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


def _write_wav(path: Path, frames: Iterator[AudioFrame]) -> int:
    """Write frames and return the number of samples."""
    samples = 0
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(_SAMPLE_BYTES)
        file.setframerate(SAMPLE_RATE)
        for frame in frames:
            samples += frame.samples
            # the plane is padded; only its first samples are sound
            file.writeframes(bytes(frame.planes[0])[: frame.samples * _SAMPLE_BYTES])
    return samples
