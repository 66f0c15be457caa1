"""`python -m tests.truth`: really import, ask standards-lint, compare."""

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.progress import Progress

from . import report, run, selection
from .compare import Cell, Class, broken_goals, row
from .oracle import PreloadError
from .sites import InstallError
from .verdicts import TOOL, Provides, ToolError

DEFAULT_CACHE = Path.home() / ".cache" / "standards-lint-truth"
GOAL_MISSED = 1
NOT_DONE = 2


@dataclass(frozen=True)
class Settings:
    """The command line."""

    packages: tuple[str, ...]
    selection: Path
    cache: Path
    jobs: int
    observe: bool
    compare: bool
    provides: Provides
    show: tuple[str, ...]
    causes: bool
    tool: str
    options: tuple[str, ...]


def _chosen(path: Path, names: tuple[str, ...]) -> selection.Selection:
    try:
        whole = selection.load(path)
    except msgspec.MsgspecError as error:
        raise click.ClickException(f"{path}: {error}") from error
    known = {package.name for package in whole.packages}
    if unknown := set(names) - known:
        raise click.UsageError(f"not in {path.name}: {', '.join(sorted(unknown))}")
    packages = tuple(p for p in whole.packages if not names or p.name in names)
    return msgspec.structs.replace(whole, packages=packages)


def _cells(
    package: selection.Package,
    constraints: tuple[str, ...],
    settings: Settings,
    progress: run.Progress,
) -> list[Cell]:
    cache = settings.cache.absolute()
    prepared = run.prepare(package, constraints, cache)
    if settings.observe:
        run.observe(prepared, cache, settings.jobs, progress)
    if not settings.compare:
        return []
    tool = shlex.split(settings.tool)
    return run.judge(prepared, cache, settings.provides, tool, settings.options)


def _all_cells(settings: Settings, console: Console) -> tuple[list[Cell], bool]:
    """The cells of every chosen package, and whether every package could be done."""
    chosen = _chosen(settings.selection, settings.packages)
    cells: list[Cell] = []
    complete = True
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def progress(text: str) -> None:
            bar.update(task, description=text)

        for package in chosen.packages:
            progress(package.label)
            try:
                cells += _cells(package, chosen.constraints, settings, progress)
            except (InstallError, PreloadError, ToolError) as error:
                console.print(f"{package.label}: {error}", style="red", markup=False)
                complete = False
    return cells, complete


def _report(cells: list[Cell], settings: Settings) -> bool:
    """Print stories, table and missed goals; whether a goal is missed."""
    kinds = [Class[name.upper().replace("-", "_")] for name in settings.show]
    listed = report.shown(cells, kinds)
    if settings.causes:
        click.echo(report.causes(listed))
    else:
        click.echo("\n\n".join(map(report.story, listed)))
    click.echo(report.markdown(cells))
    broken = broken_goals(row("total", "", cells))
    for sentence in broken:
        click.echo(sentence, err=True)
    return bool(broken)


FOLDER = click.Path(path_type=Path)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
CLASSES = click.Choice([kind.name.lower().replace("_", "-") for kind in Class])
FORMS = click.Choice([form.value for form in Provides])
JOBS = click.IntRange(1)


@click.command(
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
)
@click.argument("packages", nargs=-1)
@click.option("--selection", type=FILE, default=selection.WHOLE, help="What to try.")
@click.option("--cache", type=FOLDER, default=DEFAULT_CACHE, help="Directories and outcomes.")
@click.option("--jobs", type=JOBS, default=2, help="Imports at the same time.")
@click.option("--observe/--no-observe", default=True, help="Import what has no outcome yet.")
@click.option("--compare/--no-compare", default=True, help="Run standards-lint and compare.")
@click.option("--provides", type=FORMS, default="probed", help="What environments declare.")
@click.option("--show", multiple=True, type=CLASSES, help="Tell the stories of these cells.")
@click.option("--causes/--each", default=False, help="Group the stories by cause.")
@click.option("--tool", default=shlex.join(TOOL), help="The command under test.")
@click.option("--option", "options", multiple=True, help="Passed on to that command.")
def main(**values: Any) -> None:
    """Compare verdicts of standards-lint with real imports, for PACKAGES or all.

    Exit code 1 if a goal is missed, 2 if a package could not be installed or judged.
    """
    settings = Settings(**values | {"provides": Provides(values["provides"])})
    cells, complete = _all_cells(settings, Console(stderr=True))
    missed = settings.compare and _report(cells, settings)
    if not complete:
        sys.exit(NOT_DONE)
    sys.exit(GOAL_MISSED if missed else 0)


if __name__ == "__main__":
    main()
