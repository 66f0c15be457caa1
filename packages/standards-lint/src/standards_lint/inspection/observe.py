"""Looks inside the files that may concern a rule, on all cores, and keeps what was seen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from standards_lint.inspection.observation import Observation
from standards_lint.processes import shared
from standards_lint.progress import Progress, silent
from standards_lint.source.cache import digest
from standards_lint.source.collection import paused_collection

if TYPE_CHECKING:
    from standards_lint.inspection.source_file import SourceFile
    from standards_lint.source.discover import Entry
    from standards_lint.source.program import Program

# Before this many bytes of source are parsed, starting processes costs more than it saves; that
# most files do not concern any rule is found out much faster.
_WORTH_PROCESSES = 400_000
_CHUNK = 16

# By code of a rule, by module.
Observations = Mapping[str, Mapping[str, tuple[Observation, ...]]]
# By code of a rule, for one file.
_Seen = dict[str, tuple[Observation, ...]]
# By digest of a file's content and its module.
_Kept = dict[str, _Seen]


class Inspector(Struct, frozen=True):
    """How a rule looks at a file.

    `hints` are texts that must all occur in a file for it to concern the rule at all, or tuples
    of which one text must occur; `inspect` sees one file and nothing else, so that what it saw
    holds as long as the file is the same.
    """

    code: str
    hints: tuple[bytes | tuple[bytes, ...], ...]
    inspect: Callable[[SourceFile], Iterator[Observation]]
    version: str = ""


def observe(
    program: Program,
    inspectors: Sequence[Inspector],
    *,
    jobs: int | None = None,
    progress: Progress = silent,
) -> Observations:
    """What every inspector sees in the modules of a program.

    Args:
        program: the first-party code; what its cache holds of earlier runs is not looked for again.
        inspectors: of the rules that run.
        jobs: processes to use, None for one a core.
        progress: hears how many files are looked at.
    """
    found: dict[str, dict[str, tuple[Observation, ...]]] = {item.code: {} for item in inspectors}
    if not inspectors:
        return found
    key = digest(program.layout(), *_codes(inspectors))
    kept = _load(program, key)
    modules = dict(zip(program.modules(), program.contents(), strict=True))
    keys = {entry: f"{entry.name} {content.hex()}" for entry, content in modules.items()}
    stale = [entry for entry in modules if keys[entry] not in kept]
    kept.update(
        (keys[stale[at]], seen)
        for at, seen in _inspect(_Task(program, inspectors), stale, jobs, progress)
    )
    if stale and program.cache is not None:
        current = {name: kept[name] for name in keys.values()}
        program.cache.save_observations(key, msgspec.msgpack.encode(current))
    for entry, name in keys.items():
        for code, seen in kept[name].items():
            found[code][entry.name] = seen
    return found


def _codes(inspectors: Sequence[Inspector]) -> list[bytes]:
    return sorted(f"{item.code} {item.version}".encode() for item in inspectors)


def _load(program: Program, key: bytes) -> _Kept:
    content = program.cache.observations(key) if program.cache is not None else None
    try:
        return msgspec.msgpack.decode(content, type=_Kept) if content else {}
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def _inspect(
    task: _Task, entries: Sequence[Entry], jobs: int | None, progress: Progress
) -> Iterator[tuple[int, _Seen]]:
    """What is seen in each file, by position."""
    text, total, done = "looking into functions", len(entries), 0
    with paused_collection():
        while done < total and task.parsed < _WORTH_PROCESSES:
            progress(text, done + 1, total)
            yield done, task.run(entries[done])
            done += 1
        parts = shared(
            total - done,
            lambda numbers: {done + number: task.run(entries[done + number]) for number in numbers},
            dict[int, _Seen],
            processes=jobs or os.cpu_count() or 1,
            chunk=_CHUNK,
            count=lambda taken: progress(text, done + taken, total),
        )
    for part in parts:
        yield from part.items()


class _Task:
    """What looking into files takes; forked processes inherit it; `parsed` counts bytes."""

    def __init__(self, program: Program, inspectors: Sequence[Inspector]) -> None:
        self._program = program
        self._inspectors = inspectors
        self.parsed = 0

    def run(self, entry: Entry) -> _Seen:
        """What the inspectors see in a module's file; nothing where it cannot be read."""
        try:
            content = self._program.content(entry.file)
        except OSError:
            return {}
        wanted = [item for item in self._inspectors if _concerns(item, content)]
        if not wanted:
            return {}
        from standards_lint.inspection.source_file import SourceFile

        self.parsed += len(content)
        file = SourceFile.read(entry.name, content, is_package=entry.kind == "package")
        if file is None:
            return {}
        seen = {item.code: tuple(item.inspect(file)) for item in wanted}
        return {code: observations for code, observations in seen.items() if observations}


def _concerns(inspector: Inspector, content: bytes) -> bool:
    return all(
        hint in content if isinstance(hint, bytes) else any(text in content for text in hint)
        for hint in inspector.hints
    )
