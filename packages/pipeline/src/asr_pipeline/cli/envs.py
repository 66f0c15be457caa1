"""`asr-pipeline envs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from asr_pipeline.registry import DEVICES, ENVIRONMENTS

if TYPE_CHECKING:
    from asr_pipeline.overview import Overview


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--device", type=click.Choice(DEVICES), default="auto", show_default=True)
@click.pass_context
def envs(context: click.Context, as_json: bool, device: str) -> None:
    """Show the environments, what is installed, and which backend `auto` picks and why."""
    if context.invoked_subcommand:
        return
    import msgspec

    from asr_pipeline.config import load_config
    from asr_pipeline.overview import look_around

    overview = look_around(device, load_config(context.obj))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(overview), indent=2))
    else:
        _show(overview)


@envs.command()
@click.argument("name", metavar="|".join(row.name for row in ENVIRONMENTS))
@click.pass_context
def install(context: click.Context, name: str) -> None:
    """Install an environment from its lock into envs/NAME/.venv."""
    from asr_pipeline.config import load_config
    from asr_pipeline.environments.install import install_environment

    click.echo(install_environment(name, load_config(context.obj)))


def _show(overview: Overview) -> None:
    from rich.console import Console
    from rich.table import Table

    environments = Table("environment", "purpose", "found in", "installed")
    for row in overview.environments:
        installed = ", ".join(f"{name} {version}" for name, version in row.distributions.items())
        environments.add_row(row.name, row.purpose, row.origin or "not installed", installed)
    backends = Table("backend", "runs on", "what is in the way")
    for prospect in overview.backends:
        backends.add_row(prospect.backend, prospect.device or "-", prospect.story)
    console = Console()
    console.print(environments, backends)
    console.print(f"--backend auto: {overview.reason}", highlight=False)
