"""The paths and environments that a cell of tox names."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from standards_lint.environments.direct import named_files
from standards_lint.upkeep.cells import Cell

_EDITABLE = re.compile(r"(?:^|\s)(?:-e|--editable)[\s=]+(\S+)")
_LISTED = re.compile(r"(?:^|\s)(?:-[rc]\s*|--(?:requirement|constraint)[\s=]+)(\S+)")
_ENVIRONMENT = re.compile(r"\s--env[\s=]+([\w.-]+)")
_MODULE = "-m"
_SHARED = "conftest.py"


class Mentions(Struct, frozen=True):
    """What a cell is run with.

    `paths` are files and folders, `environments` names given to `--env`. It `is_narrow` if each
    of its commands names a path.
    """

    paths: tuple[Path, ...]
    environments: tuple[str, ...]
    is_narrow: bool

    def names(self, path: Path) -> bool:
        """Whether a path is named, lies in a folder that is, or configures tests in one."""
        if any(path == place or path.is_relative_to(place) for place in self.paths):
            return True
        return path.name == _SHARED and any(
            place.is_relative_to(path.parent) for place in self.paths
        )


def listed(cell: Cell) -> list[str]:
    """The requirements files that a cell installs its dependencies from, as they are written."""
    return [found for line in cell.deps for found in _LISTED.findall(line)]


def mentions(root: Path, cell: Cell) -> Mentions:
    """What a cell names; requirements files are followed."""
    commands = [list(_in_command(root, command)) for command in cell.commands]
    paths = [path for found in commands for path in found]
    for line in (*cell.deps, *cell.setup):
        for file in _LISTED.findall(line):
            paths += named_files(root / file, root)
        paths += [root / folder for folder in _EDITABLE.findall(line)]
    text = " ".join(cell.commands)
    return Mentions(
        tuple(dict.fromkeys(paths)),
        tuple(_ENVIRONMENT.findall(text)),
        is_narrow=bool(commands) and all(commands),
    )


def _in_command(root: Path, command: str) -> Iterator[Path]:
    """The files and folders of a project that a command names."""
    previous = ""
    for word in _words(command):
        is_module = previous == _MODULE
        text = word.replace(".", "/") if is_module else word
        for path in (root / text, root / f"{text}.py") if is_module else (root / text,):
            if not text.startswith("-") and path != root and path.exists():
                yield path
        previous = word


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return command.split()
