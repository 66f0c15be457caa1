"""Finds the files that are run as programs, each with its own folder first on the path."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from standards_lint.errors import ConfigError
from standards_lint.paths import shown
from standards_lint.source.discover import Entry, discover, excluding
from standards_lint.source.program import Program

MAIN = "__main__"


class Script(NamedTuple):
    """A file that `python FILE` runs.

    `name` is its path from the project's folder, with a slash in it (`./tool.py`), `path` as it is
    shown to people; `modules` are the names under which it can be imported from the import roots.
    In `program` it is `__main__`.
    """

    name: str
    path: str
    modules: tuple[str, ...]
    program: Program


def scripts(
    program: Program,
    patterns: Sequence[str],
    *,
    project: Path,
    roots: Sequence[Path],
    exclude: Sequence[str],
) -> tuple[Script, ...]:
    """The files that glob patterns mean, in order of name, with the code as each sees it.

    Args:
        program: the code below the import roots.
        patterns: relative to `project`.
        project: the folder that names start from.
        roots: the import roots in `sys.path` order, after the folder of the script.
        exclude: globs of paths that modules are not found in.

    Raises:
        ConfigError: a pattern means no file.
    """
    is_excluded = excluding(exclude, project)
    folders: dict[str, Program] = {}
    found = []
    for file in _files(project, patterns):
        folder = os.path.dirname(file)
        if folder not in folders:
            tree = discover(Path.cwd(), roots, is_excluded, ahead=Path(folder))
            folders[folder] = program.seen_with(tree)
        relative = os.path.relpath(file, project.resolve()).replace(os.sep, "/")
        name = relative if "/" in relative else f"./{relative}"
        entry = Entry(MAIN, shown(Path(file)), file, "module")
        modules = tuple(e.name for e in program.modules() if e.file == file)
        found.append(Script(name, entry.path, modules, folders[folder].running(entry)))
    return tuple(sorted(found))


def _files(project: Path, patterns: Sequence[str]) -> Iterator[str]:
    """Absolute paths, each once."""
    seen: set[str] = set()
    for pattern in patterns:
        named = glob.glob(os.path.join(glob.escape(str(project)), pattern), recursive=True)
        files = {os.path.realpath(path) for path in named if os.path.isfile(path)}
        if not files:
            raise ConfigError(f"scripts: {pattern}: no file in {project} has such a path")
        yield from sorted(files - seen)
        seen |= files
