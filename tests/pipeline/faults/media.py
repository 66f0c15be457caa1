"""Inputs that are not what they should be."""

import os
import wave
from collections.abc import Sequence
from pathlib import Path

import av

from .fault import RATE, Fault, tone


def _given(name: str, content: bytes) -> "object":
    def arrange(folder: Path) -> Sequence[object]:
        (folder / name).write_bytes(content)
        return ("run", name, "--backend", "null")

    return arrange


def _missing(folder: Path) -> Sequence[object]:
    return ("run", "talk.mp4", "--backend", "null")


def _a_folder(folder: Path) -> Sequence[object]:
    (folder / "talk.mp4").mkdir()
    return _missing(folder)


def _no_samples(folder: Path) -> Sequence[object]:
    with wave.open(str(folder / "talk.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
    return ("run", "talk.wav", "--backend", "null")


def _no_sound(folder: Path) -> Sequence[object]:
    with av.open(str(folder / "talk.mp4"), "w") as output:
        stream = output.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        output.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        output.mux(stream.encode(None))
    return _missing(folder)


def _odd_name(folder: Path) -> Sequence[object]:
    name = os.fsdecode(b"caf\xe9.wav")
    tone(folder / name)
    return ("run", name, "--backend", "null")


def _truncated(folder: Path) -> Sequence[object]:
    path = _encoded(folder / "talk.mp3", "libmp3lame")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return ("run", path.name, "--backend", "null")


def _damaged(folder: Path) -> Sequence[object]:
    path = _encoded(folder / "talk.m4a", "aac")
    content = bytearray(path.read_bytes())
    start = content.index(b"mdat") + 400
    content[start : start + 100] = b"\xff" * 100
    path.write_bytes(content)
    return ("run", path.name, "--backend", "null")


def _mislabelled(folder: Path) -> Sequence[object]:
    _encoded(folder / "talk.flac", "flac").rename(folder / "talk.mp3")
    return ("run", "talk.mp3", "--backend", "null")


def _encoded(path: Path, codec: str) -> Path:
    wav = tone(path.with_name("source.wav"))
    with av.open(str(wav)) as container, av.open(str(path), "w") as output:
        stream = output.add_stream(codec, rate=RATE)
        stream.layout = "mono"
        for frame in container.decode(audio=0):
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    wav.unlink()
    return path


def _silent(folder: Path) -> Sequence[object]:
    with wave.open(str(folder / "talk.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(bytes(RATE * 4))
    return ("run", "talk.wav", "--backend", "null")


FAULTS = (
    Fault("an input that is not there", 3, "there is no such file", _missing),
    Fault("a folder as input", 3, "is not a file", _a_folder),
    Fault("an empty file", 3, "is empty", _given("talk.wav", b"")),
    Fault("text called .mp3", 3, "not a media file", _given("talk.mp3", b"words\n" * 400)),
    Fault(
        "a playlist, which could open addresses",
        3,
        "not a media file",
        _given("talk.wav", b"#EXTM3U\nhttp://127.0.0.1/a.ts\n"),
    ),
    Fault("a film without sound", 3, "no audio stream", _no_sound),
    Fault("sound of no samples", 3, "no samples", _no_samples),
    Fault("a name that is not UTF-8", 3, "not UTF-8", _odd_name),
    Fault("a file that was cut off: what is there is used", 0, "is the file cut off?", _truncated),
    Fault("damage in the middle: the rest is used", 0, "damaged pieces", _damaged),
    Fault("flac called .mp3: content counts", 0, "", _mislabelled),
    Fault("silence", 0, "", _silent),
)
