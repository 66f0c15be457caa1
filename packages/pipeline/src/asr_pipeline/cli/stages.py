"""`asr-pipeline stages`."""

from __future__ import annotations

import click

from asr_pipeline.registry import STAGES


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def stages(as_json: bool) -> None:
    """Show the stages of a job: where each runs, what it reads and writes."""
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(STAGES), indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None)
    for title in ("stage", "runs in", "reads", "writes"):
        table.add_column(title, no_wrap=True)
    for row in STAGES:
        name = f"{row.folder} (--{row.only_if})" if row.only_if else row.folder
        table.add_row(name, row.environment, "\n".join(row.reads), "\n".join(row.writes))
    Console().print(table)
