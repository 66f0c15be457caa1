"""`standards-lint report`."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from standards_lint.cli.options import Request, emit, project_options
from standards_lint.errors import UsageError

if TYPE_CHECKING:
    from standards_lint.clauses import Clause, Compliance
    from standards_lint.config import Project

FINDINGS = 1
FORMATS = {"md": "markdown", "json": "json", "html": "html"}
_NAME = "report"
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@project_options
@click.option("--output", type=_FOLDER, help="Write report.md, report.json and report.html there.")
@click.option(
    "--format",
    "wanted",
    type=click.Choice(tuple(FORMATS)),
    help="Only this one; without --output, to standard output, where md is the default.",
)
@click.option("--since", metavar="REV", help="Compare with a revision of git.")
@click.option(
    "--before",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Compare with another tree.",
)
@click.option(
    "--evidence",
    type=_FOLDER,
    help="Where the cells leave their evidence; build/evidence of the project by default.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if a clause is broken.")
def report(
    *,
    request: Request,
    output: Path | None,
    wanted: str | None,
    since: str | None,
    before: Path | None,
    evidence: Path | None,
    exit_zero: bool,
) -> None:
    """Tell for every clause of the standards, and every environment, whether it is kept.

    Asks standards-lint, ruff and import-linter, and reads what the tox cells left behind. Exits
    with 1 if a clause is broken; what nothing enforces, or could not be asked, breaks none.
    """
    from standards_lint.compliance import load

    if since is not None and before is not None:
        raise UsageError("--since and --before exclude each other")
    project = request.project
    clauses = load(project)
    records = evidence or project.root / "build/evidence"
    now = _collected(request, project, clauses, records, project.root.name)
    earlier = _earlier(request, clauses, since, before)
    chosen = (wanted,) if wanted else tuple(FORMATS)
    if output is None:
        folder = os.path.relpath(project.root)
        emit(_lines(wanted or "md", now, earlier, folder))
    else:
        _write(output, chosen, now, earlier, project.root)
    if not now.holds and not exit_zero:
        click.get_current_context().exit(FINDINGS)


def _earlier(
    request: Request, clauses: tuple[Clause, ...], since: str | None, before: Path | None
) -> Compliance | None:
    """The report on the tree to compare with; what its cells said then is not known."""
    from standards_lint.compliance import at, checked_out

    project = request.project
    if since is not None:
        with checked_out(project, since) as then:
            return _collected(request, then, clauses, then.root / "build/evidence", since)
    if before is not None:
        then = at(project, before)
        return _collected(request, then, clauses, before / "build/evidence", str(before))
    return None


def _collected(
    request: Request, project: Project, clauses: tuple[Clause, ...], evidence: Path, label: str
) -> Compliance:
    from standards_lint import run
    from standards_lint.compliance import collect

    options = (
        request.options if project == request.project else replace(request.options, cache=False)
    )
    return collect(run.analyse(project, request.names, options), clauses, evidence, label)


def _lines(name: str, now: Compliance, before: Compliance | None, folder: str) -> list[str]:
    reporter = import_module(f"standards_lint.reporters.compliance_{FORMATS[name]}")
    return list(reporter.render(now, before, folder))


def _write(
    output: Path, names: tuple[str, ...], now: Compliance, before: Compliance | None, root: Path
) -> None:
    from standards_lint.writing import write_whole

    folder = Path(os.path.relpath(root, output)).as_posix()
    output.mkdir(parents=True, exist_ok=True)
    for name in names:
        path = output / f"{_NAME}.{name}"
        write_whole(path, "\n".join(_lines(name, now, before, folder)) + "\n")
        click.echo(path)
