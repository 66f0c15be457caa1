"""Subtitles into a media file, beside the sound and the picture of the source."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile

import msgspec

from asr_pipeline.errors import EnvironmentUnavailableError, StageFailedError
from asr_pipeline.jobs.context import StageContext
from asr_pipeline.registry import SOURCE

_log = logging.getLogger(__name__)


class Parameters(msgspec.Struct, frozen=True):
    """The fields of the request that this stage reads."""

    title: str
    language: str | None


def run(context: StageContext) -> None:
    """Copy the source's streams and `TITLE.srt` into `TITLE.mkv`.

    Raises:
        EnvironmentUnavailableError: there is no ffmpeg here.
        StageFailedError: ffmpeg cannot put the source's streams into a Matroska file.
    """
    asked = msgspec.convert(context.parameters, Parameters)
    source, subtitles = context.inputs[SOURCE], context.inputs[f"{asked.title}.srt"]
    size = source.stat().st_size
    with context.artifact(f"{asked.title}.mkv") as path:
        command = [*_ffmpeg(), *_arguments(source, subtitles, asked.language), f"file:{path}"]
        _watch(command, lambda written: context.progress(min(written / size, 1.0)))
    _log.info("subtitles put beside the streams of %s", source)


def _ffmpeg() -> list[str]:
    try:
        import imageio_ffmpeg

        return [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-loglevel", "warning"]
    except (ImportError, RuntimeError) as error:
        raise EnvironmentUnavailableError(
            f"ffmpeg is not installed in this environment: {error}",
            "install it with: asr-pipeline envs install core",
        ) from error


def _arguments(source: Path, subtitles: Path, language: str | None) -> list[str]:
    """`file:` keeps odd names from being read as protocols; bitexact leaves time and chance out."""
    return [
        *("-progress", "pipe:1", "-y", "-protocol_whitelist", "file"),
        *("-i", f"file:{source}", "-protocol_whitelist", "file", "-i", f"file:{subtitles}"),
        *("-map", "0:v?", "-map", "0:a", "-map", "1:0", "-c", "copy", "-c:s", "srt"),
        *("-metadata:s:s:0", f"language={language or 'und'}", "-disposition:s:0", "default"),
        *("-fflags", "+bitexact", "-f", "matroska"),
    ]


def _watch(command: list[str], on_bytes: Callable[[int], None]) -> None:
    with TemporaryFile() as said:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said) as process:
            for line in process.stdout:
                name, _, value = line.decode(errors="replace").strip().partition("=")
                if name == "total_size" and value.isdigit():
                    on_bytes(int(value))
        said.seek(0)
        complaints = said.read().decode(errors="replace").strip()
    if complaints:
        _log.info("ffmpeg: %s", complaints)
    if process.returncode:
        last = complaints.rpartition("\n")[2]
        raise StageFailedError(f"ffmpeg cannot make a Matroska file: {last}")
