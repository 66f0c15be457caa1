"""Finds the source files of a program, and which of them have changed since the last run."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from standards_lint.progress import Progress, silent
from standards_lint.source.cache import Cache
from standards_lint.source.contents import Contents, size
from standards_lint.source.discover import Tree, discover, excluding
from standards_lint.source.files import Files
from standards_lint.source.program import Program
from standards_lint.store import FOLDER

# The files of a program of up to this many bytes are compiled as well, so that an error inside the
# body of a function is found: some tenths of a second.
_WORTH_COMPILING = 3_000_000
# Where more bytes may have changed, other processes will surely help, and need not wait for that.
_MOST_AT_ONCE = 20_000_000


def load(
    roots: Sequence[Path],
    *,
    project: Path | None = None,
    exclude: Sequence[str] = (),
    cache: bool = True,
    progress: Progress = silent,
) -> Program:
    """The first-party code below import roots.

    Args:
        roots: in `sys.path` order.
        project: where the cache lies and `exclude` starts from; None for the current folder.
        exclude: globs of paths to leave out, relative to `project`.
        cache: whether to use and keep what earlier runs read.
        progress: hears how many files are read.
    """
    started = time.time_ns()
    here = Path.cwd()
    base = project or here
    tree = discover(here, roots, excluding(exclude, base))
    statuses = _statuses(tree)
    thorough = size(statuses) <= _WORTH_COMPILING
    names = [str(root.resolve()) for root in roots]
    kept = Cache(base / FOLDER, names, thorough=thorough) if cache else None
    contents = Contents(statuses, kept, progress)
    if contents.unread() <= _MOST_AT_ONCE:
        contents.read()
    return Program(tree, Files(contents, kept, thorough=thorough, started=started), kept)


def _statuses(tree: Tree) -> dict[str, os.stat_result]:
    """The status of every source file that has one."""
    found = {entry.file: _status(entry.file) for entry in tree.sources}
    return {file: status for file, status in found.items() if status is not None}


def _status(file: str) -> os.stat_result | None:
    try:
        return os.stat(file)
    except OSError:
        return None
