"""Options that several commands share, handed to them as one object each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from standards_lint.cli.progress import bar_on_terminal
from standards_lint.config import Project
from standards_lint.errors import UsageError
from standards_lint.run import Options

Command = Callable[..., None]

_PATH = click.Path(path_type=Path)
_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)

_PROJECT_OPTIONS = (
    click.option(
        "--config",
        type=_PATH,
        help="Configuration file; found by walking up from here where it is not given.",
    ),
    click.option(
        "--src",
        type=_FOLDER,
        multiple=True,
        help="Import root instead of the configured ones; repeat for several.",
    ),
    click.option(
        "--env",
        metavar="NAME[=FILE]",
        multiple=True,
        help="Environment to judge; with FILE, one that a requirements file, lock, interpreter "
        "or site-packages folder describes.",
    ),
    click.option(
        "--jobs", type=click.IntRange(min=1), help="Processes; one for each core by default."
    ),
    click.option("--no-cache", is_flag=True, help="Neither read nor write the cache."),
)


class Request(Struct, frozen=True):
    """What was asked for; `names` are the environments to judge, none for all."""

    project: Project
    names: tuple[str, ...]
    options: Options


def project_options(command: Command) -> Command:
    """Adds --config, --src, --env, --jobs and --no-cache, handed over as `request`."""

    @wraps(command)
    def call(**options: Any) -> None:
        own = {name: options.pop(name) for name in ("config", "src", "env", "jobs", "no_cache")}
        command(request=_request(**own), **options)

    return _with_options(call, _PROJECT_OPTIONS)


def _with_options(command: Command, options: Iterable[Callable[[Command], Command]]) -> Command:
    for option in reversed(tuple(options)):
        command = option(command)
    return command


def _request(
    *, config: Path | None, src: tuple[Path, ...], env: tuple[str, ...], jobs: int | None,
    no_cache: bool,
) -> Request:  # fmt: skip
    given: dict[str, str] = {}
    names: list[str] = []
    for item in env:
        name, separator, source = item.partition("=")
        if not name or (separator and not source):
            raise UsageError(f"--env {item}: expected NAME or NAME=FILE")
        names.append(name)
        if separator:
            given[name] = str(Path(source).absolute())
    project = Project.load(Path.cwd(), config).with_src(src).with_environments(given)
    return Request(project, tuple(names), Options(jobs, not no_cache, bar_on_terminal()))


def emit(lines: Iterable[str]) -> None:
    """Write lines to standard output, at once: thousands of single writes take time.

    Colours are in them already where they are wanted.
    """
    text = "\n".join(lines)
    if text:
        click.echo(text, color=True)
