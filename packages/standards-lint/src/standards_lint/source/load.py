"""Finds the source files of a program, and which of them have changed since the last run."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from standards_lint.progress import Progress, reported, silent
from standards_lint.source.cache import Cache, State, digest
from standards_lint.source.discover import Tree, discover, excluding
from standards_lint.source.files import Files, content_of
from standards_lint.source.program import Program
from standards_lint.store import FOLDER

# The files of a program of up to this many bytes are compiled as well, so that an error inside the
# body of a function is found: some tenths of a second.
_WORTH_COMPILING = 3_000_000
# Up to this many bytes of changed files are held in memory, for several parts look at them.
_MOST_HELD = 100_000_000


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
    thorough = _size(statuses) <= _WORTH_COMPILING
    names = [str(root.resolve()) for root in roots]
    kept = Cache(base / FOLDER, names, thorough=thorough) if cache else None
    states = _unchanged(statuses, kept)
    stale = {file: status for file, status in statuses.items() if file not in states}
    held = {}
    is_small = _size(stale) <= _MOST_HELD
    for file, content in reported(_contents(stale), progress, "reading files", len(stale)):
        if content is not None:
            states[file] = (stale[file], digest(content))
            if is_small:
                held[file] = content
    if kept is not None and stale:
        kept.remember(states)
    files = Files(states, held, kept, thorough=thorough, started=started, changed=bool(stale))
    return Program(tree, files, kept)


def _statuses(tree: Tree) -> dict[str, os.stat_result]:
    """The status of every source file that has one."""
    found = {entry.file: _status(entry.file) for entry in tree.sources}
    return {file: status for file, status in found.items() if status is not None}


def _status(file: str) -> os.stat_result | None:
    try:
        return os.stat(file)
    except OSError:
        return None


def _unchanged(statuses: Mapping[str, os.stat_result], cache: Cache | None) -> dict[str, State]:
    """What is known of the files that have not changed since they were read."""
    known = {file: cache and cache.known(file, status) for file, status in statuses.items()}
    return {file: (statuses[file], found.digest) for file, found in known.items() if found}


def _size(statuses: Mapping[str, os.stat_result]) -> int:
    return sum(status.st_size for status in statuses.values())


def _contents(files: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """What each file holds, None where it cannot be read."""
    for file in files:
        try:
            yield file, content_of(file)
        except OSError:
            yield file, None
