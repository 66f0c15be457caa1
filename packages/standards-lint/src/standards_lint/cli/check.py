"""`standards-lint check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from standards_lint.cli.options import Request, emit, project_options

if TYPE_CHECKING:
    from standards_lint.model import Report

FINDINGS = 1
FORMATS = ("text", "concise", "json", "github")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@project_options
@click.option("--select", metavar="CODES", help="Rules to run, as codes or prefixes: ENV,DEG001.")
@click.option("--extend-select", metavar="CODES", help="Rules to run besides the selected ones.")
@click.option("--ignore", metavar="CODES", help="Rules to leave out.")
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of showing them.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
def check(  # noqa: PLR0913 - one parameter for each option
    *,
    paths: tuple[Path, ...],
    request: Request,
    select: str | None,
    extend_select: str | None,
    ignore: str | None,
    output_format: str,
    statistics: bool,
    exit_zero: bool,
) -> None:
    """Report what does not hold. PATHS narrow the report, never the analysis.

    Exits with 1 if there is an error; warnings alone leave it 0.
    """
    from standards_lint import run
    from standards_lint.narrowing import existing
    from standards_lint.reporters.style import Style
    from standards_lint.rules import Selection

    selection = Selection(
        select=None if select is None else _codes(select),
        extend_select=_codes(extend_select),
        ignore=_codes(ignore),
        base=run.configured(request.project),
    )
    existing(paths)
    run.check_codes(request.project, selection)
    analysis = run.analyse(request.project, request.names, request.options)
    report = run.report(analysis, selection, paths)
    if statistics:
        emit(_statistics(report))
    else:
        reporter = import_module(f"standards_lint.reporters.findings_{output_format}")
        emit(reporter.render(report, Style.of_output()))
    if not exit_zero and any(finding.severity == "error" for finding in report.findings):
        click.get_current_context().exit(FINDINGS)


def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(code.strip() for code in (text or "").split(",") if code.strip())


def _statistics(report: Report) -> Iterator[str]:
    names = {rule.code: rule.name for rule in report.rules}
    tally = Counter(finding.code for finding in report.findings)
    width = max((len(str(count)) for count in tally.values()), default=1)
    for code, count in sorted(tally.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:>{width}} {code} {names[code]}"
