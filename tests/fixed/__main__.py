"""`python -m tests.fixed`: fix copies of real packages, count, import what was fixed."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from standards_lint.errors import UsageError
from standards_lint.rules import RULES, Selection

from ..truth.__main__ import DEFAULT_CACHE, FILE, FOLDER, JOBS
from . import report, selection
from .fixing import Outcome, fix
from .imports import Imports, compare, installed_tree
from .trees import unpacked_tree

WRONG = 1


def prove(
    chosen: selection.Selection,
    rules: Selection,
    cache: Path,
    work: Path,
    jobs: int,
    console: Console,
) -> tuple[dict[str, Outcome], dict[tuple[str, str], Imports]]:
    """What fixing came to for every package, and what importing did for installed ones."""
    outcomes: dict[str, Outcome] = {}
    results: dict[tuple[str, str], Imports] = {}
    for package in chosen.packages:
        console.print(package.pin)
        outcomes[package.pin] = fix(unpacked_tree(package, cache, work), rules, jobs)
    for name in chosen.installed:
        console.print(name)
        config, prepared, before = installed_tree(name, cache, work, jobs)
        label = prepared.package.label
        outcome = outcomes[label] = fix(config, rules, jobs)
        for environment, imports in before.items():
            claimed = outcome.repaired.get(environment, frozenset())
            fixed = config.parent / "src"
            results[label, environment] = compare(
                prepared, fixed, environment, imports, claimed, jobs
            )
    return outcomes, results


@click.command(context_settings={"show_default": True})
@click.argument("names", nargs=-1)
@click.option("--selection", "path", type=FILE, default=selection.WHOLE, help="What to try.")
@click.option("--ignore", multiple=True, metavar="CODE", help="A rule to leave out.")
@click.option("--cache", type=FOLDER, default=DEFAULT_CACHE, help="That of the truth test.")
@click.option("--work", type=FOLDER, help="Where the fixed copies stay; a folder that goes.")
@click.option("--jobs", type=JOBS, default=2, help="Processes at the same time.")
def main(
    names: tuple[str, ...],
    path: Path,
    ignore: tuple[str, ...],
    cache: Path,
    work: Path | None,
    jobs: int,
) -> None:
    """Fix copies of NAMES or all, print tables; exit code 1 if anything is wrong."""
    whole = selection.load(path)
    chosen = selection.Selection(
        tuple(package for package in whole.packages if not names or package.name in names),
        tuple(name for name in whole.installed if not names or name in names),
    )
    rules = Selection(select=("ALL",), ignore=ignore)
    try:
        rules.of(RULES)
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    with TemporaryDirectory() as temporary:
        place = (work or Path(temporary)).absolute()
        place.mkdir(parents=True, exist_ok=True)
        console = Console(stderr=True)
        outcomes, results = prove(chosen, rules, cache.absolute(), place, jobs, console)
    click.echo(report.fixed(outcomes))
    if results:
        click.echo(f"\n{report.imported(results)}")
    click.echo(f"\n{report.refused(outcomes.values())}")
    troubles = report.troubles(outcomes, results)
    if troubles:
        click.echo(troubles, err=True)
        sys.exit(WRONG)


if __name__ == "__main__":
    main()
