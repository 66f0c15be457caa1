"""`standards-lint why`."""

from __future__ import annotations

import click

from standards_lint.cli.options import Request, project_options


@click.command()
@click.argument("module", required=False)
@project_options
def why(*, module: str | None, request: Request) -> None:
    """Tell what happens when MODULE is imported, and why it fails."""
