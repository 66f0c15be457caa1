"""Cues as files."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

import msgspec
import pysubs2

from asr_pipeline.subtitles.cues import Cue

CUES_VERSION = 1
SUFFIXES = {"srt": ".srt", "vtt": ".vtt", "txt": ".txt", "json": ".cues.json"}


def render(cues: Sequence[Cue], format_name: str) -> str:
    """Return the content of a subtitle file: srt, vtt, txt (a cue a line) or json."""
    match format_name:
        case "txt":
            return "".join(" ".join(cue.lines) + "\n" for cue in cues)
        case "json":
            content = msgspec.json.encode({"version": CUES_VERSION, "cues": cues})
            return msgspec.json.format(content, indent=2).decode() + "\n"
        case "vtt":
            # WebVTT cue text is markup: "<" opens a tag, "&" an entity
            return _through_pysubs2(cues, "vtt", lambda line: html.escape(line, quote=False))
        case _:
            return _through_pysubs2(cues, format_name, str)


def _through_pysubs2(cues: Sequence[Cue], format_name: str, escape: Callable[[str], str]) -> str:
    subtitles = pysubs2.SSAFile()
    for cue in cues:
        text = "\\N".join(escape(line) for line in cue.lines)
        subtitles.append(pysubs2.SSAEvent(start=cue.start, end=cue.end, text=text))
    # SubStation tags are not ours: without this, words in braces would vanish
    return subtitles.to_string(format_name, keep_ssa_tags=True)
