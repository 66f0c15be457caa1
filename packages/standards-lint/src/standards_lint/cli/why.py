"""`standards-lint why`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from standards_lint.cli.options import Request, emit, project_options
from standards_lint.errors import UsageError

if TYPE_CHECKING:
    from standards_lint.environments import Environment
    from standards_lint.run import Analysis


@click.command()
@click.argument("module", required=False)
@project_options
@click.option(
    "--traceback",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Log with a ModuleNotFoundError to explain instead of MODULE; - for standard input.",
)
@click.option(
    "--output-format", type=click.Choice(("text", "json")), default="text", show_default=True
)
def why(
    *, module: str | None, request: Request, traceback: Path | None, output_format: str
) -> None:
    """Tell what happens when MODULE (a dotted name or a file) is imported, and why it fails."""
    from standards_lint import run, story

    if (module is None) == (traceback is None):
        raise UsageError("name a module, or a log with --traceback FILE")
    log = None if traceback is None else _read(traceback)
    analysis = run.analyse(request.project, request.names, request.options)
    asked = (
        [(module, environment) for environment in analysis.environments]
        if module is not None
        else _traced(analysis, str(traceback), log or "")
    )
    found = [story.explanation(analysis, name, environment) for name, environment in asked]
    if output_format == "json":
        from standards_lint.reporters import why_json

        emit(why_json.render(found))
    else:
        from standards_lint.reporters import why_text
        from standards_lint.reporters.style import Style

        emit(why_text.render(found, Style.of_output()))


def _read(log: Path) -> str:
    import sys

    try:
        if str(log) == "-":
            return sys.stdin.read()
        return log.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{log}: cannot be read: {error.strerror}") from None


def _traced(analysis: Analysis, name: str, log: str) -> list[tuple[str, Environment]]:
    from standards_lint import story
    from standards_lint.explain import read_failure

    failure = read_failure(log)
    if failure is None:
        raise UsageError(f"{name}: no ModuleNotFoundError or ImportError in it")
    found = list(story.traced(analysis, failure))
    if not found:
        places = ", ".join(item.name for item in analysis.environments)
        raise UsageError(
            f"{name}: {failure.missing!r} is missing there, but no module fails for it in: {places}"
        )
    return found
