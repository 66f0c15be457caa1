"""`standards-lint init`."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from standards_lint.cli.options import emit
from standards_lint.cli.progress import bar_on_terminal
from standards_lint.config.find import FILE_NAME
from standards_lint.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from standards_lint.discovery import Discovery, Found
    from standards_lint.model import Finding, Report
    from standards_lint.workflows import Service, Workflow

_MOST_SHOWN = 3


@click.command()
@click.argument(
    "directory", default=".", type=click.Path(path_type=Path, file_okay=False, exists=True)
)
@click.option("--dry-run", is_flag=True, help="Print the configuration, write nothing.")
@click.option("--force", is_flag=True, help="Replace the files that are there already.")
@click.option(
    "--ci",
    type=click.Choice(("github", "gitlab")),
    help="Write a workflow that checks every change, too.",
)
def init(*, directory: Path, dry_run: bool, force: bool, ci: Service | None) -> None:
    """Guess the environments of a repository, write standards-lint.toml, and check at once.

    Says what each guess rests on. Nothing is replaced without --force; with --ci, a configuration
    that is there already is kept.
    """
    from standards_lint.discovery import configuration, discover

    file = directory / FILE_NAME
    keeps = _has_configuration(directory) and not force and not dry_run
    if keeps and ci is None:
        raise UsageError(
            f"{directory} is configured already; see what would be guessed with --dry-run, or "
            f"let --force write {FILE_NAME} anew"
        )
    made = None if ci is None or dry_run else _workflow(directory, ci, force=force)
    if not keeps:
        found = discover(directory)
        _require_environments(found, directory)
        click.echo("\n".join(_told(found)), err=dry_run)
        if dry_run:
            click.echo(configuration(found), nl=False)
            return
    if made is not None:
        _write(made.path, made.text)
    if not keeps:
        _write(file, configuration(found))
    if made is not None:
        emit(made.hints)
    if not keeps:
        _check(file)


def _has_configuration(directory: Path) -> bool:
    from standards_lint.config import find

    path = find(directory)
    return path is not None and path.parent == directory.absolute()


def _require_environments(found: Discovery, directory: Path) -> None:
    if not found.roots.src:
        raise ConfigError(f"{directory}: no Python files were found")
    if found.environments:
        return
    doubts = [f"{item.why} was left out: {item.doubt}" for item in found.left_out]
    raise ConfigError(
        "\n".join(
            (
                f"{directory}: nothing describes an environment: no requirements file, "
                "pyproject.toml with [project], lock, or virtual environment",
                *doubts,
                *found.unread,
                "describe one yourself: standards-lint check --env NAME=FILE, with a requirements "
                "file, lock, interpreter or site-packages folder",
            )
        )
    )


def _told(found: Discovery) -> Iterator[str]:
    """One line for each guess: what, and why; what is left out for one reason is in one line."""
    rows = [("import root", path, why) for path, why in found.roots.src]
    rows += [("environment", item.name, item.why) for item in found.environments]
    rows += [("python", found.python, found.python_why)]
    width = max(len(name) for _, name, _ in rows)
    yield from (f"{kind:<11}  {name:<{width}}  {why}" for kind, name, why in rows)
    doubts: dict[str, list[Found]] = {}
    for item in found.left_out:
        doubts.setdefault(item.doubt, []).append(item)
    for doubt, items in doubts.items():
        names = ", ".join(dict.fromkeys(item.name for item in items))
        yield f"{'left out':<11}  {names}: {doubt}"
    if found.roots.exclude:
        yield f"{'excluded':<11}  {', '.join(found.roots.exclude)}: tests, tools, or not imported"
    yield from (f"{'not read':<11}  {line}" for line in found.unread)


def _write(path: Path, text: str) -> None:
    from standards_lint.writing import write_whole

    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text)
    click.echo(f"wrote {path}")


def _workflow(directory: Path, ci: Service, *, force: bool) -> Workflow:
    """The workflow to write.

    Raises:
        UsageError: it is there already.
    """
    from standards_lint.workflows import workflow

    made = workflow(ci, directory)
    if made.path.exists() and not force:
        raise UsageError(f"{made.path} is there already; --force replaces it")
    return made


def _check(file: Path) -> None:
    """Show the findings that break the most, and say how to go on."""
    from standards_lint import review, run
    from standards_lint.config import Project
    from standards_lint.reporters import findings_text
    from standards_lint.reporters.style import Style

    project = Project.load(file.parent, file)
    options = run.Options(progress=bar_on_terminal())
    analysis = run.analyse(project, (), options)
    report = review.report(analysis, review.configured(project), ())
    style = Style.of_output()
    click.echo()
    for finding, others in _first(report):
        also = [f"  = also in: {', '.join(others)}"] if others else []
        click.echo("\n".join((*findings_text.block(finding, style), *also, "")), color=True)
    emit((findings_text.summary(report, style), "", *_next(report, file)))


def _first(report: Report) -> Iterator[tuple[Finding, list[str]]]:
    """The findings to begin with: errors before warnings, what breaks most before the rest.

    Each comes with the other environments in which the same is found.
    """
    ranked = sorted(
        report.findings,
        key=lambda item: (item.severity != "error", not item.chain, -len(item.breaks)),
    )
    alike: dict[object, list[Finding]] = {}
    for item in ranked:
        alike.setdefault((item.code, item.path, item.missing or item.line), []).append(item)
    for same in islice(alike.values(), _MOST_SHOWN):
        others = (item.environment for item in same if item.environment)
        yield same[0], sorted({*others} - {same[0].environment})


def _next(report: Report, file: Path) -> Iterator[str]:
    """The next commands."""
    option = "" if file.parent == Path() else f" --config {file}"
    yield f"correct {file} where it guessed wrong, then run: standards-lint check{option}"
    if report.findings:
        yield f"to fail on new findings only: standards-lint baseline create{option}"
