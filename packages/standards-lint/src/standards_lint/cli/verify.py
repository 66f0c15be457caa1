"""`standards-lint verify`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from standards_lint.cli.options import Request, emit, project_options
from standards_lint.errors import EnvironmentSourceError, UsageError

if TYPE_CHECKING:
    from standards_lint.evidence import Verification

DISAGREEMENT = 1
_PATH = click.Path(path_type=Path)
_FILE = ".json"


@click.command()
@project_options
@click.option(
    "--interpreter",
    type=_PATH,
    help="Interpreter or virtual environment to import in, for the one environment of --env.",
)
@click.option(
    "--simulate",
    is_flag=True,
    help="Import in another interpreter, shown only what the environment holds, where it has none; "
    "always, in that of --interpreter.",
)
@click.option(
    "--evidence",
    type=_PATH,
    help="Keep what was found out: NAME.json in this folder, or this file if it ends in .json.",
)
@click.option(
    "--output-format", type=click.Choice(("text", "json")), default="text", show_default=True
)
def verify(
    *,
    request: Request,
    interpreter: Path | None,
    simulate: bool,
    evidence: Path | None,
    output_format: str,
) -> None:
    """Import modules in the interpreters of their environments, and compare with the verdicts.

    Each module that must import in an environment is imported in a fresh process of the
    interpreter that is configured, or is that of .tox/NAME or envs/NAME/.venv. Exits with 1
    where a verdict and an import disagree, with 2 where nothing could be imported.
    """
    from standards_lint import verify as verification
    from standards_lint.environments import locate

    is_one = interpreter is not None or (evidence is not None and evidence.suffix == _FILE)
    if is_one and len(request.names) != 1:
        raise UsageError("--interpreter and --evidence FILE.json are about one --env NAME")
    python = None if interpreter is None else locate.given(interpreter)
    found = verification.verify(
        request.project, request.names, request.options, python, simulate=simulate
    )
    if evidence is not None:
        _keep(found, evidence)
    _show(found, output_format)
    if not found.holds:
        click.get_current_context().exit(DISAGREEMENT)
    if not found.evidence or (request.names and found.skipped):
        names = ", ".join(item.environment for item in found.skipped)
        raise EnvironmentSourceError(f"not verified: {names}")


def _keep(found: Verification, place: Path) -> None:
    from standards_lint.evidence import save

    for item in found.evidence:
        is_file = place.suffix == _FILE
        save(item, place if is_file else place / f"{item.environment}{_FILE}")


def _show(found: Verification, output_format: str) -> None:
    from standards_lint.reporters.style import Style

    reporter = import_module(f"standards_lint.reporters.verify_{output_format}")
    emit(reporter.render(found, Style.of_output()))
