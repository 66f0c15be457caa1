"""Cues as files."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

import msgspec
import pysubs2

from asr_pipeline.subtitles.cues import Cue

CUES_VERSION = 1
SUFFIXES = {
    "srt": ".srt",
    "vtt": ".vtt",
    "ass": ".ass",
    "txt": ".txt",
    "tsv": ".tsv",
    "json": ".cues.json",
}
_WORD_JOINER = "\N{WORD JOINER}"


def render(cues: Sequence[Cue], format_name: str) -> str:
    """Return the content of a subtitle file: srt, vtt, ass, txt (a cue a line), tsv or json.

    tsv has Whisper's columns: start and end in milliseconds, and the text.
    """
    match format_name:
        case "txt":
            return "".join(" ".join(cue.lines) + "\n" for cue in cues)
        case "tsv":
            rows = (f"{cue.start}\t{cue.end}\t{' '.join(cue.lines)}\n" for cue in cues)
            return "start\tend\ttext\n" + "".join(rows)
        case "json":
            content = msgspec.json.encode({"version": CUES_VERSION, "cues": cues})
            return msgspec.json.format(content, indent=2).decode() + "\n"
        case "vtt":
            # WebVTT cue text is markup: "<" opens a tag, "&" an entity
            return _through_pysubs2(cues, "vtt", lambda line: html.escape(line, quote=False))
        case "ass":
            return _through_pysubs2(cues, "ass", _escaped_for_ass)
        case _:
            return _through_pysubs2(cues, format_name, str)


def _escaped_for_ass(line: str) -> str:
    r"""Braces hold commands and `\N` is a line break; neither can be meant by a spoken word."""
    parted = re.sub(r"\\(?=[Nnh{}])", rf"\\{_WORD_JOINER}", line)
    return parted.replace("{", r"\{").replace("}", r"\}")


def _through_pysubs2(cues: Sequence[Cue], format_name: str, escape: Callable[[str], str]) -> str:
    subtitles = pysubs2.SSAFile()
    for cue in cues:
        text = "\\N".join(escape(line) for line in cue.lines)
        subtitles.append(pysubs2.SSAEvent(start=cue.start, end=cue.end, text=text))
    # SubStation tags are not ours: without this, words in braces would vanish
    options = {} if format_name == "ass" else {"keep_ssa_tags": True}
    return subtitles.to_string(format_name, **options)
