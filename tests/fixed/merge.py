"""`python -m tests.fixed.merge REPORT...`: one report of runs that took a few packages each."""

from pathlib import Path

import click

from ..truth.__main__ import FILE
from . import report


@click.command()
@click.argument("reports", nargs=-1, required=True, type=FILE)
def main(reports: tuple[Path, ...]) -> None:
    """Print the tables of all REPORTS, which `python -m tests.fixed` printed, with new totals."""
    try:
        click.echo(report.merged(path.read_text(encoding="utf-8") for path in reports))
    except ValueError as error:
        raise click.UsageError(str(error)) from error


if __name__ == "__main__":
    main()
