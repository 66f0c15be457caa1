"""`asr-pipeline run`."""

from __future__ import annotations

from pathlib import Path

import click

from asr_pipeline.cli.running import exit_code_for, extent_options, watched
from asr_pipeline.errors import UsageError
from asr_pipeline.model import TRANSCRIBE, TRANSLATE
from asr_pipeline.registry import BACKENDS, DEVICES, FORMATS

_SHOWN_BACKENDS = "|".join(["auto", *(row.name for row in BACKENDS if not row.hidden)])


def _formats(context: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip().lower() for name in value.split(",") if name.strip()))
    if unknown := [name for name in names if name not in FORMATS]:
        raise UsageError(
            f"unknown format {', '.join(unknown)}; the formats are: {', '.join(FORMATS)}"
        )
    if not names:
        raise UsageError(f"--formats names none; the formats are: {', '.join(FORMATS)}")
    return names


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--backend", default="auto", show_default=True, metavar=_SHOWN_BACKENDS)
@click.option("--device", default="auto", show_default=True, metavar="|".join(DEVICES))
@click.option("--model", metavar="NAME_OR_DIR", help="A model on this machine.")
@click.option("--language", metavar="CODE", help="ISO 639-1; by default the backend finds out.")
@click.option(
    "--task",
    type=click.Choice((TRANSCRIBE, TRANSLATE)),
    default=TRANSCRIBE,
    show_default=True,
    help="translate gives English text.",
)
@click.option(
    "--glossary",
    type=click.Path(path_type=Path),
    help="Terms to expect; see the manual for the formats.",
)
@click.option("--compute-type", default="auto", show_default=True, help="Number format.")
@click.option("--align-model", metavar="NAME_OR_DIR", help="A model that times words.")
@click.option(
    "--out",
    default=Path("jobs"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder for the job folders.",
)
@click.option(
    "--formats",
    default="srt,vtt",
    show_default=True,
    metavar=",".join(FORMATS),
    callback=_formats,
)
@extent_options
@click.option("--mux", is_flag=True, help="Also write a Matroska file with the subtitles in it.")
@click.pass_context
def run(
    context: click.Context,
    files: tuple[Path, ...],
    out: Path,
    first: str | None,
    last: str | None,
    force: bool,
    **options: object,
) -> None:
    """Transcribe FILES (wav, flac, mp3, m4a, ogg, mp4, mkv); print the subtitle files' paths.

    A job that was interrupted, or that is already done, continues where it is.
    """
    from asr_pipeline.config import load_config
    from asr_pipeline.run.batch import run_files
    from asr_pipeline.run.extent import Extent
    from asr_pipeline.run.request import Options

    extent = Extent(first, last, force)
    extent.check()
    config = load_config(context.obj)
    with watched(len(files)) as observer:
        outcomes = run_files(files, Options(**options), out, config, observer, extent)
    context.exit(exit_code_for(outcomes))
