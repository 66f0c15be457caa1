"""`asr-pipeline resume`, `status` and `verify`: work on job folders."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asr_pipeline.cli.running import exit_code_for, extent_options, watched
from asr_pipeline.errors import ArtifactError

if TYPE_CHECKING:
    from asr_pipeline.run.state import JobState

_JOB = click.Path(path_type=Path)


@click.command()
@click.argument("jobs", nargs=-1, required=True, type=_JOB, metavar="JOB...")
@extent_options
@click.pass_context
def resume(
    context: click.Context, jobs: tuple[Path, ...], first: str | None, last: str | None, force: bool
) -> None:
    """Go on with job folders; print the subtitle files' paths."""
    from asr_pipeline.config import load_config
    from asr_pipeline.run.batch import resume_jobs
    from asr_pipeline.run.extent import Extent

    extent = Extent(first, last, force)
    extent.check()
    config = load_config(context.obj)
    with watched(len(jobs)) as observer:
        outcomes = resume_jobs(jobs, config, observer, extent)
    context.exit(exit_code_for(outcomes))


@click.command()
@click.argument("job", type=_JOB)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def status(context: click.Context, job: Path, as_json: bool) -> None:
    """Show which stages of a job folder are done, and why others are not."""
    import msgspec

    from asr_pipeline.config import load_config
    from asr_pipeline.jobs.folder import load_job
    from asr_pipeline.run.state import state_of

    state = state_of(load_job(job), load_config(context.obj))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(state), indent=2))
    else:
        _show(state)


@click.command()
@click.argument("job", type=_JOB)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def verify(context: click.Context, job: Path, as_json: bool) -> None:
    """Check every file of a job folder against what its stages wrote; exit code 5 if any differs.

    Nothing is run and nothing is mended; `resume` does that.
    """
    import msgspec

    from asr_pipeline.jobs.folder import load_job
    from asr_pipeline.run.verification import problems_of

    problems = list(problems_of(load_job(job)))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(problems), indent=2))
        context.exit(ArtifactError.exit_code if problems else 0)
    for problem in problems:
        click.echo(problem.what)
    if problems:
        count = len(problems)
        raise ArtifactError(
            f"{job} has {count} problem{'s' if count > 1 else ''}",
            f"make what is wrong anew with: asr-pipeline resume {shlex.quote(str(job))}",
        )
    click.echo(f"{job}: every file is what its stage wrote")


def _show(state: JobState) -> None:
    from rich.console import Console
    from rich.markup import escape  # a file may be called "[b].wav"
    from rich.table import Table

    table = Table(box=None)
    for title in ("stage", "state", "seconds"):
        table.add_column(title, no_wrap=True)
    table.add_column("why, or what came of it", overflow="fold")
    for one in state.stages:
        seconds = "" if one.seconds is None else f"{one.seconds:.1f}"
        told = [one.reason] if one.reason else [Path(path).name for path in one.outputs]
        table.add_row(one.stage, one.state, seconds, escape("\n".join([*told, *one.degradations])))
    console = Console()
    title = escape(f"{state.folder}: {state.source} by {state.backend}")
    console.print(title, highlight=False, soft_wrap=True)
    console.print(table)
    if state.running:
        console.print("a run is working on it now")
    elif not state.is_done:
        command = f"asr-pipeline resume {shlex.quote(state.folder)}"
        console.print(escape(f"continue with: {command}"), highlight=False, soft_wrap=True)
