"""`asr-pipeline doctor`."""

from __future__ import annotations

from pathlib import Path

import click

from asr_pipeline.errors import EnvironmentUnavailableError


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--out",
    default=Path("jobs"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder that jobs would be written to.",
)
@click.pass_context
def doctor(context: click.Context, as_json: bool, out: Path) -> None:
    """Look at environments, models, devices and disk, and say what to do.

    Exit code 4 if nothing can be transcribed.
    """
    import msgspec

    from asr_pipeline.config import load_config
    from asr_pipeline.doctor import can_transcribe, examine

    checks = examine(out, load_config(context.obj))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(checks), indent=2))
    else:
        for check in checks:
            click.echo(f"{check.state:8}{check.subject}: {check.found}")
            if check.advice:
                click.echo(f"{'':8}{check.advice}")
    context.exit(0 if can_transcribe(checks) else EnvironmentUnavailableError.exit_code)
