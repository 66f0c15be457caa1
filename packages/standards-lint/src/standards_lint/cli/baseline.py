"""`standards-lint baseline`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from standards_lint.cli.options import Request, emit, project_options
from standards_lint.config.find import FILE_NAME
from standards_lint.paths import shown

FINDINGS = 1

_FILE = click.Path(path_type=Path, dir_okay=False)
_HELP = "The baseline; the configured one, or standards-lint-baseline.json beside it, by default."


@click.group()
def baseline() -> None:
    """Keep a file of known findings, which may only shrink."""


@baseline.command()
@project_options
@click.option("--output", type=_FILE, help=_HELP)
def create(*, request: Request, output: Path | None) -> None:
    """Record all findings as known.

    A baseline that is there already only loses what is stale; with new findings it is left as it
    is, and the exit code is 1.
    """
    from standards_lint import baseline as known
    from standards_lint import review
    from standards_lint.reporters import baseline_text

    path = output or review.baseline_path(request.project)
    before = known.read(path) if path.exists() else None
    report = review.whole_report(request.project, request.names, request.options, before)
    if before is not None and report.findings:
        emit(baseline_text.render(report))
        click.echo(f"{path} may only shrink: mend these, or delete it to start anew.", err=True)
        click.get_current_context().exit(FINDINGS)
    hidden = [item.finding for item in report.suppressed if item.by == "baseline"]
    made = known.record([*report.findings, *hidden], request.project.root)
    known.write(path, made)
    click.echo(f"{path}: {sum(entry.count for entry in made.findings)} known.")
    if request.project.config.baseline is None:
        file = request.project.path or Path(FILE_NAME)
        entry = Path(os.path.relpath(path, request.project.root)).as_posix()
        click.echo(
            f'For check to hide them, put baseline = "{entry}" into {shown(file)}.', err=True
        )


@baseline.command()
@project_options
@click.option("--baseline", "file", type=_FILE, help=_HELP)
def check(*, request: Request, file: Path | None) -> None:
    """Tell new findings, and entries that nothing matches any more; exit with 1 for either."""
    from standards_lint import baseline as known
    from standards_lint import review
    from standards_lint.reporters import baseline_text

    before = known.read(file or review.baseline_path(request.project))
    report = review.whole_report(request.project, request.names, request.options, before)
    emit(baseline_text.render(report))
    if report.findings or report.stale:
        click.get_current_context().exit(FINDINGS)
