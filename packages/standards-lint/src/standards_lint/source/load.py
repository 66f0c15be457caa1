"""Reads every file of a program once, on all cores where that pays."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import msgspec

from standards_lint.facts import FileFacts, SyntaxProblem
from standards_lint.progress import Progress, reported, silent
from standards_lint.source.cache import Cache, digest
from standards_lint.source.discover import Tree, discover, excluding
from standards_lint.source.program import Program, content_of
from standards_lint.store import FOLDER

# Below this many bytes of source, starting processes costs more than it saves.
_WORTH_PROCESSES = 1_000_000
# Files differ in size: the last part that a process gets must be small.
_CHUNKS_PER_PROCESS = 32
# The files of a program of up to this many bytes are compiled as well, so that an error inside the
# body of a function is found: some tenths of a second.
_WORTH_COMPILING = 3_000_000

_encode = msgspec.msgpack.Encoder().encode
File = tuple[os.stat_result, bytes, bytes]


def load(
    roots: Sequence[Path],
    *,
    project: Path | None = None,
    exclude: Sequence[str] = (),
    jobs: int | None = None,
    cache: bool = True,
    progress: Progress = silent,
) -> Program:
    """The first-party code below import roots.

    Args:
        roots: in `sys.path` order.
        project: where the cache lies and `exclude` starts from; None for the current folder.
        exclude: globs of paths to leave out, relative to `project`.
        jobs: processes to use, None for one a core.
        cache: whether to use and keep what earlier runs read.
        progress: hears how many files are read.
    """
    started = time.time_ns()
    here = Path.cwd()
    base = project or here
    tree = discover(here, roots, excluding(exclude, base))
    statuses = _statuses(tree)
    thorough = _size(statuses.values()) <= _WORTH_COMPILING
    names = [str(root.resolve()) for root in roots]
    kept = Cache(base / FOLDER, names, thorough=thorough) if cache else None
    files = _unchanged(statuses, kept)
    stale = {file: status for file, status in statuses.items() if file not in files}
    with paused_collection():
        contents = _read_all(stale, jobs or os.cpu_count() or 1, thorough=thorough)
        for file, content in reported(contents, progress, "reading files", len(stale)):
            status = stale[file]
            if status is not None:
                files[file] = (status, *content)
    if kept is not None and stale:
        kept.save(files, started)
    return Program(tree, files, kept, thorough=thorough)


def _statuses(tree: Tree) -> dict[str, os.stat_result | None]:
    """The status of every source file, None where it cannot be had."""
    entries = tree.entries.values()
    return {e.file: _status(e.file) for e in entries if e.kind in ("module", "package")}


def _status(file: str) -> os.stat_result | None:
    try:
        return os.stat(file)
    except OSError:
        return None


def _size(statuses: Iterable[os.stat_result | None]) -> int:
    return sum(status.st_size for status in statuses if status is not None)


def _unchanged(
    statuses: Mapping[str, os.stat_result | None], cache: Cache | None
) -> dict[str, File]:
    """What is known of the files that have not changed since they were read."""
    files: dict[str, File] = {}
    for file, status in statuses.items():
        known = cache.known(file, status) if cache is not None and status is not None else None
        if known is not None and status is not None:
            files[file] = (status, known.digest, b"")
    return files


def _read_all(
    stale: Mapping[str, os.stat_result | None], jobs: int, *, thorough: bool
) -> Iterator[tuple[str, tuple[bytes, bytes]]]:
    """What is known of each file, in order."""
    if not stale:
        return
    from standards_lint.source.read import read

    task = partial(_read_one, read, thorough=thorough)
    if jobs == 1 or _size(stale.values()) < _WORTH_PROCESSES or not hasattr(os, "fork"):
        yield from zip(stale, map(task, stale), strict=True)
        return
    size = max(1, len(stale) // (jobs * _CHUNKS_PER_PROCESS))
    from multiprocessing import get_context

    with get_context("fork").Pool(jobs) as pool:
        yield from zip(stale, pool.imap(task, stale, chunksize=size), strict=True)


def _read_one(read: Callable[..., FileFacts], file: str, *, thorough: bool) -> tuple[bytes, bytes]:
    try:
        content = content_of(file)
    except OSError as error:
        problem = SyntaxProblem(1, f"cannot be read: {error.strerror or error}", None)
        return b"", _encode(FileFacts((), (problem,), ()))
    return _known(read(content, thorough=thorough), content)


def _known(facts: FileFacts, content: bytes) -> tuple[bytes, bytes]:
    return digest(content), _encode(facts)


def edited(program: Program, contents: Mapping[str, bytes]) -> Program:
    """A program as it would be if some of its files, by path, held something else."""
    from standards_lint.source.read import read

    changes = {
        file: (content, _known(read(content, thorough=True), content))
        for file, content in contents.items()
    }
    return program.edited(changes)


@contextmanager
def paused_collection() -> Iterator[None]:
    """Without cyclic garbage collection: syntax trees are large and hold no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
