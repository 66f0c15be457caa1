"""`standards-lint env`."""

from __future__ import annotations

from importlib import import_module

import click

from standards_lint.cli.options import Request, emit, project_options

DISAGREEMENT = 1


@click.group()
def env() -> None:
    """Keep locks, records, cells and configuration of environments in step."""


@env.command("list")
@project_options
@click.option(
    "--output-format", type=click.Choice(("text", "json")), default="text", show_default=True
)
def list_(*, request: Request, output_format: str) -> None:
    """Show every environment: Python, platform, what is installed and how that is known."""
    from standards_lint import run
    from standards_lint.reporters.style import Style
    from standards_lint.upkeep.listing import listed

    chosen = run.environments(request.project, request.names, request.options)
    reporter = import_module(f"standards_lint.reporters.env_list_{output_format}")
    emit(reporter.render(listed(request.project, chosen), Style.of_output()))


@env.command()
@project_options
def check(*, request: Request) -> None:
    """Tell where locks, records, cells and configuration disagree; exit with 1 if they do.

    Each lock must satisfy the .in file beside it, each imports.toml belong to its lock, each
    environment have its cell in the settings of tox, and each folder of envs/ be declared.
    """
    from standards_lint.upkeep.agreement import disagreements

    found = disagreements(request.project)
    emit(f"{item.path}: {item.message}" for item in found)
    if found:
        click.get_current_context().exit(DISAGREEMENT)
    click.echo("Locks, records, cells and configuration agree.")


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
        tried = found.record.probes.values()
        failed = sum(bool(probe.error) for probe in tried)
        counts = (
            f"distributions: {len(found.record.distributions)}",
            f"modules tried: {len(tried)}",
            f"of them cannot be imported: {failed}",
        )
        click.echo(f"{shown(found.path)}: {', '.join(counts)}")


@env.command()
@project_options
@click.option("--since", metavar="REV", required=True, help="Revision of git to compare with.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(("text", "tox", "json")),
    default="text",
    show_default=True,
    help="tox: the names alone, as its -e takes them.",
)
def affected(*, request: Request, since: str, output_format: str) -> None:
    """Name the cells of tox, or the environments, that a change can matter to."""
    from standards_lint.upkeep.affected import affected as found_since

    found = found_since(request.project, since, request.options)
    if output_format == "tox":
        click.echo(",".join(item.name for item in found))
    elif output_format == "json":
        import msgspec

        click.echo(
            msgspec.json.format(msgspec.json.encode({"version": 1, "affected": found})).decode()
        )
    else:
        emit(f"{item.name}: {item.because}" for item in found)
