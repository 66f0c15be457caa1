"""`standards-lint check`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from standards_lint.cli.fixing import Fixing, differences, fix_options, mend, told
from standards_lint.cli.options import Request, emit, project_options
from standards_lint.errors import UsageError

if TYPE_CHECKING:
    from standards_lint.baseline import Baseline
    from standards_lint.mending import Mended
    from standards_lint.model import Report

FINDINGS = 1
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@project_options
@click.option("--select", metavar="CODES", help="Rules to run, as codes or prefixes: ENV,DEG001.")
@click.option("--extend-select", metavar="CODES", help="Rules to run besides the selected ones.")
@click.option("--ignore", metavar="CODES", help="Rules to leave out.")
@fix_options
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--output-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report to a file.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Hide the findings that this file knows, instead of the configured one.",
)
@click.option(
    "--fail-on-stale-baseline",
    is_flag=True,
    help="Fail if the baseline knows findings that are gone.",
)
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of showing them.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
def check(  # noqa: PLR0913 - one parameter for each option
    *,
    paths: tuple[Path, ...],
    request: Request,
    select: str | None,
    extend_select: str | None,
    ignore: str | None,
    fixing: Fixing,
    output_format: str,
    output_file: Path | None,
    baseline: Path | None,
    fail_on_stale_baseline: bool,
    statistics: bool,
    exit_zero: bool,
) -> None:
    """Report what does not hold. PATHS narrow the report, never the analysis.

    Exits with 1 if there is an error; warnings alone leave it 0.
    """
    from standards_lint import review, run
    from standards_lint.cli.emptiness import warn_if_nothing
    from standards_lint.narrowing import existing
    from standards_lint.rules import Selection

    selection = Selection(
        select=None if select is None else _codes(select),
        extend_select=_codes(extend_select),
        ignore=_codes(ignore),
        base=review.configured(request.project),
    )
    inside = existing(paths)
    review.check_codes(request.project, selection)
    known = _baseline(request, baseline)
    if fail_on_stale_baseline and known is None:
        raise UsageError("--fail-on-stale-baseline: there is no baseline; name it with --baseline")
    analysis = run.analyse(request.project, request.names, request.options)
    warn_if_nothing(analysis, inside)
    if fail_on_stale_baseline and (paths or not run.is_whole(analysis)):
        raise UsageError("--fail-on-stale-baseline: leave out PATHS and --env NAME")
    mended = mend(analysis, selection, paths, known, fixing) if fixing.is_wanted else None
    if mended is not None and (fixing.diff or fixing.only):
        _finish(mended, fixing)
        return
    report = mended.report if mended else review.report(analysis, selection, paths, known)
    if output_format == "sarif" and mended is None:
        from standards_lint.previews import previews

        edits = previews(analysis, selection, paths, report.findings, fixing.allowed, known)
        report = replace(report, edits=edits)
    report = told(report, fixing, len(mended.fixed) if mended else 0)
    _write(report, "statistics" if statistics else output_format, output_file)
    is_stale = fail_on_stale_baseline and bool(report.stale)
    for entry in report.stale if is_stale else ():
        click.echo(f"stale: {entry}", err=True)
    is_wrong = any(finding.severity == "error" for finding in report.findings)
    if (is_wrong and not exit_zero) or is_stale:
        click.get_current_context().exit(FINDINGS)


def _write(report: Report, name: str, file: Path | None) -> None:
    """Write a report to a file, or to standard output."""
    from standards_lint.reporters.style import Style

    reporter = import_module(f"standards_lint.reporters.findings_{name}")
    lines = reporter.render(report, Style.of_output(is_file=file is not None))
    if file is None:
        emit(lines)
        return
    from standards_lint.writing import write_whole

    write_whole(file, "".join(f"{line}\n" for line in lines))


def _baseline(request: Request, given: Path | None) -> Baseline | None:
    """The baseline that was asked for, else the configured one."""
    from standards_lint import review
    from standards_lint.baseline import read

    if given is None and request.project.config.baseline is None:
        return None
    return read(given or review.baseline_path(request.project))


def _finish(mended: Mended, fixing: Fixing) -> None:
    """Show what was, or would be, changed, where nothing else is asked for."""
    if fixing.diff:
        emit(differences(mended))
    verb = "Would fix" if fixing.diff else "Fixed"
    number = len(mended.fixed)
    click.echo(f"{verb} {number} {'finding' if number == 1 else 'findings'}.", err=True)
    if fixing.diff and mended.changes:
        click.get_current_context().exit(FINDINGS)


def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(code.strip() for code in (text or "").split(",") if code.strip())
