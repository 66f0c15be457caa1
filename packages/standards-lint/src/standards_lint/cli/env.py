"""`standards-lint env`."""

from __future__ import annotations

import click

from standards_lint.cli.options import Request, project_options


@click.group()
def env() -> None:
    """Keep locks, records, cells and configuration of environments in step."""


@env.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@project_options
@click.option(
    "--install",
    is_flag=True,
    help="Make envs/NAME/.venv from the lock where nothing else is there.",
)
def sync(*, names: tuple[str, ...], request: Request, install: bool) -> None:
    """Record what the interpreters of environments hold, in imports.toml beside their locks.

    What first-party code takes of installed modules is tried out in the interpreter that is
    configured, or is that of .tox/NAME or envs/NAME/.venv.
    """
    from standards_lint.paths import shown
    from standards_lint.upkeep import syncing

    chosen = (*request.names, *names)
    for found in syncing.sync_all(request.project, chosen, request.options, is_allowed=install):
        held, tried = len(found.record.distributions), found.record.probes.values()
        failed = sum(bool(probe.error) for probe in tried)
        click.echo(
            f"{shown(found.path)}: {held} distributions, {len(tried)} modules tried, "
            f"{failed} of them cannot be imported"
        )
