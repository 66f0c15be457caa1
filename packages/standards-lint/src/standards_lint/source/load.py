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
from standards_lint.source.discover import Entry, discover, excluding
from standards_lint.source.program import Program
from standards_lint.store import FOLDER

# Below this many bytes of source, starting processes costs more than it saves.
_WORTH_PROCESSES = 1_000_000
_CHUNKS_PER_PROCESS = 6
# Up to this many bytes of source, what is read is compiled as well, so that an error inside the
# body of a function is found: some tenths of a second. Larger programs are compiled only where
# they change.
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
    kept = Cache(base / FOLDER, [str(root.resolve()) for root in roots]) if cache else None
    with paused_collection():
        processes = jobs or os.cpu_count() or 1
        files, changed = _files(tree.entries.values(), kept, processes, progress)
    if kept is not None and changed:
        kept.save(files, started)
    return Program(tree, files, kept)


def _files(
    entries: Iterable[Entry], cache: Cache | None, jobs: int, progress: Progress
) -> tuple[dict[str, File], bool]:
    """What is known of every source file, and whether that differs from what was cached."""
    files: dict[str, File] = {}
    stale: list[tuple[str, os.stat_result | None]] = []
    for entry in entries:
        if entry.kind not in ("module", "package"):
            continue
        try:
            status = os.stat(entry.file)
        except OSError:
            stale.append((entry.file, None))
            continue
        known = cache.known(entry.file, status) if cache is not None else None
        if known is not None and cache is not None:
            files[entry.file] = (status, known.digest, b"")
        else:
            stale.append((entry.file, status))
    contents = reported(_read_all(stale, jobs), progress, "reading files", len(stale))
    for (file, status), found in zip(stale, contents, strict=True):
        if status is not None:
            files[file] = (status, *found)
    return files, bool(stale)


def _read_all(
    stale: Sequence[tuple[str, os.stat_result | None]], jobs: int
) -> Iterator[tuple[bytes, bytes]]:
    if not stale:
        return
    from standards_lint.source.read import read

    names = [file for file, _ in stale]
    total = sum(status.st_size for _, status in stale if status is not None)
    task = partial(_read_one, read, thorough=total <= _WORTH_COMPILING)
    if jobs == 1 or total < _WORTH_PROCESSES or not hasattr(os, "fork"):
        yield from map(task, names)
        return
    size = max(1, len(names) // (jobs * _CHUNKS_PER_PROCESS))
    from multiprocessing import get_context

    with get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(task, names, chunksize=size)


def _read_one(read: Callable[..., FileFacts], file: str, *, thorough: bool) -> tuple[bytes, bytes]:
    try:
        content = Path(file).read_bytes()
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
