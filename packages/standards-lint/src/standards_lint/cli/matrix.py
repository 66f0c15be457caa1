"""`standards-lint matrix`."""

from __future__ import annotations

from pathlib import Path

import click

from standards_lint.cli.options import Request, emit, project_options


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@project_options
@click.option(
    "--output-format", type=click.Choice(("text", "json")), default="text", show_default=True
)
def matrix(*, paths: tuple[Path, ...], request: Request, output_format: str) -> None:
    """Show the verdict for every module in every environment."""
    from standards_lint import run
    from standards_lint.cli.emptiness import warn_if_nothing
    from standards_lint.narrowing import existing

    inside = existing(paths)
    analysis = run.analyse(request.project, request.names, request.options)
    warn_if_nothing(analysis, inside)
    found = run.narrowed(analysis, paths)
    if output_format == "json":
        from standards_lint.reporters import matrix_json

        emit(matrix_json.render(found))
    else:
        from standards_lint.reporters import matrix_text
        from standards_lint.reporters.style import Style

        emit(matrix_text.render(found, Style.of_output()))
