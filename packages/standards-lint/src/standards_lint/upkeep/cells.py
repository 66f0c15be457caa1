"""The cells of tox: what each installs and runs."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from standards_lint.environments import tox


class Cell(Struct, frozen=True):
    """One environment of tox; `is_default` says that a plain `tox run` runs it.

    `deps`, `setup` and `commands` are lines with what tox would put in for its name.
    """

    name: str
    deps: tuple[str, ...]
    setup: tuple[str, ...]
    commands: tuple[str, ...]
    is_default: bool


class Cells(Struct, frozen=True):
    """The cells of a project, default ones first, and the file that declares them."""

    path: Path
    all: tuple[Cell, ...]


def cells(root: Path) -> Cells | None:
    """The cells of a project; None where it has no settings of tox.

    Raises:
        StandardsLintError: they cannot be read.
    """
    settings = tox.settings(root)
    if settings is None:
        return None

    def lines(name: str, *keys: str) -> tuple[str, ...]:
        return tuple(line for key in keys for line in settings.commands(name, key))

    default = settings.default_names()
    return Cells(
        settings.path,
        tuple(
            Cell(
                name=name,
                deps=settings.lines(name, "deps"),
                setup=(
                    *lines(name, "extra_setup_commands"),
                    *settings.lines(name, "package_root"),
                    *lines(name, "commands_pre"),
                ),
                commands=lines(name, "commands", "commands_post"),
                is_default=name in default,
            )
            for name in settings.names()
        ),
    )
