"""Looks at a whole program in every environment, on all cores, and keeps what was found."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from standards_lint.processes import shared
from standards_lint.reach import scan
from standards_lint.reach.absence import without
from standards_lint.reach.use import Use
from standards_lint.simulate.frames import ANYWHERE
from standards_lint.simulate.machine import Machine
from standards_lint.simulate.values import Module, Raised
from standards_lint.simulate.verdicts import deep_recursion
from standards_lint.source.cache import digest
from standards_lint.source.collection import paused_collection

if TYPE_CHECKING:
    from standards_lint.environments import Environment
    from standards_lint.model import Matrix
    from standards_lint.source.discover import Entry
    from standards_lint.source.program import Program

# Below this many modules, starting processes costs more than it saves.
_WORTH_PROCESSES = 100
# How often what modules cannot be imported without is put back, to look at them all the same.
_ROUNDS = 4
# Stands for every module: a name was looked for in all of them.
_ANY = -1
_TESTS = frozenset(("tests", "test", "testing", "conftest"))

# Uses of a module, and positions of the modules that they rest on.
_Found = tuple[list[Use], list[int]]


class _Kept(msgspec.Struct, array_like=True):
    """What was found in one environment: uses of each module, and positions they rest on."""

    contents: list[bytes]
    uses: list[list[Use]]
    rests_on: list[list[int]]


_decode = msgspec.msgpack.Decoder(_Kept).decode
_encode = msgspec.msgpack.Encoder().encode


def reached(
    program: Program,
    environments: Sequence[Environment],
    matrix: Matrix,
    *,
    jobs: int | None = None,
) -> tuple[Use, ...]:
    """Every use of something missing that a call can reach, in order of place."""
    processes = jobs or os.cpu_count() or 1
    optional = scan.optional(_content(program, entry) for entry in program.modules())
    found = [
        use
        for environment in environments
        for use in _in_environment(program, environment, matrix, optional, processes)
    ]
    program.files.save()
    return tuple(sorted(found, key=lambda use: (use.path, use.line, use.name, use.environment)))


def _in_environment(
    program: Program,
    environment: Environment,
    matrix: Matrix,
    optional: scan.Optional,
    jobs: int,
) -> Iterator[Use]:
    """The uses in the modules of one environment; only what a change can reach is looked at."""
    modules = program.modules()
    task = _Task(program, environment, optional, _unimportable(matrix, environment))
    every = list(range(len(modules)))
    key = digest(b"reach", program.layout(), environment.digest.encode(), *task.premises())
    kept = _load(program, key) or _Kept([], [[] for _ in every], [[] for _ in every])
    contents = program.contents()
    changed = {at for at in every if kept.contents[at : at + 1] != [contents[at]]}
    if changed:
        changed.add(_ANY)
    stale = [at for at in every if at in changed or not changed.isdisjoint(kept.rests_on[at])]
    for at, (uses, rests_on) in _run(task, stale, jobs):
        kept.uses[at], kept.rests_on[at] = uses, rests_on
    if stale and program.cache is not None:
        kept.contents = contents
        program.cache.save_observations(key, _encode(kept))
    for at, uses in enumerate(kept.uses):
        if environment.must_import(modules[at].name):
            yield from uses


def _unimportable(matrix: Matrix, environment: Environment) -> frozenset[str]:
    """The last parts of the names of modules that cannot be imported there."""
    return frozenset(
        row.module.rpartition(".")[2]
        for row in matrix.modules
        if environment.name in row.cells and row.cells[environment.name].verdict == "unimportable"
    )


def _content(program: Program, entry: Entry) -> bytes:
    try:
        return program.content(entry.file)
    except OSError:
        return b""


def _load(program: Program, key: bytes) -> _Kept | None:
    content = program.cache.observations(key) if program.cache is not None else None
    try:
        return _decode(content) if content else None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _run(task: _Task, positions: Sequence[int], jobs: int) -> Iterator[tuple[int, _Found]]:
    """What is found in the modules at positions, by position."""
    if not positions:
        return
    is_much = jobs > 1 and len(positions) >= _WORTH_PROCESSES and hasattr(os, "fork")
    if is_much:
        task.share()
    # What modules have in common is found out once in each part.
    size = -(-len(positions) // jobs) if is_much else len(positions)
    parts = [positions[start : start + size] for start in range(0, len(positions), size)]
    shares = shared(
        len(parts),
        lambda numbers: [found for number in numbers for found in task.run(parts[number])],
        list[tuple[int, _Found]],
        processes=len(parts),
        chunk=1,
        count=lambda taken: None,
    )
    for share in shares:
        yield from share


class _Task:
    """What looking at one environment takes; forked processes inherit it."""

    def __init__(
        self,
        program: Program,
        environment: Environment,
        optional: scan.Optional,
        unimportable: frozenset[str],
    ) -> None:
        self._program = program
        self._unimportable = unimportable
        self._environment = environment
        self._positions = {entry.name: at for at, entry in enumerate(program.modules())}
        self._optional = optional
        self.clues = optional.names | optional.accessors
        self._removable = frozenset(
            root
            for root in optional.roots
            if root
            and program.find(root) is None
            and not environment.is_standard(root)
            and environment.lookup(root).state != "absent"
        )
        self._is_shared = lru_cache(maxsize=None)(self._is_shared_name)

    def share(self) -> None:
        """From now on, processes that are forked share what they read."""
        self._program.files.share()

    def premises(self) -> list[bytes]:
        """What the findings rest on beside the content of files."""
        parts = (self.clues, self._optional.roots, self._unimportable)
        return [" ".join(sorted(part)).encode() for part in parts]

    def run(self, positions: Sequence[int]) -> Iterator[tuple[int, _Found]]:
        """The uses of the modules at these positions, with what they rest on."""
        entries = [self._program.modules()[at] for at in positions]
        found: dict[str, list[Use]] = {entry.name: [] for entry in entries}
        rests_on: dict[str, set[str]] = {entry.name: {entry.name} for entry in entries}
        wanted = [entry for entry in entries if self._concerns(entry)]
        with paused_collection(), deep_recursion():
            self._round(frozenset(), wanted, found, rests_on)
            removed, waiting = self._removable, wanted
            for _ in range(_ROUNDS if removed else 0):
                needed = self._round(removed, waiting, found, rests_on)
                waiting = [entry for entry in waiting if entry.name in needed]
                removed = removed.difference(needed.values())
                if not waiting or not removed:
                    break
        for at, entry in zip(positions, entries, strict=True):
            yield at, (found[entry.name], self._grounds(rests_on[entry.name]))

    def _grounds(self, names: set[str]) -> list[int]:
        known = [self._positions[name] for name in names if name in self._positions]
        is_loose = any(name.startswith(ANYWHERE) for name in names)
        return [*known, _ANY] if is_loose else known

    def _concerns(self, entry: Entry) -> bool:
        """Whether a module may use something that its environment lacks."""
        if any(part in _TESTS or part.startswith("test_") for part in entry.name.split(".")):
            return False
        content = _content(self._program, entry)
        if not self.clues.isdisjoint(scan.words(content)):
            return True
        lookup = self._environment.lookup
        roots, words = scan.late_imports(content)
        return not words.isdisjoint(self._unimportable) or any(
            self._program.find(root) is None and lookup(root).state == "absent"
            for root in roots
            if root
        )

    def _round(
        self,
        removed: frozenset[str],
        entries: Sequence[Entry],
        found: dict[str, list[Use]],
        rests_on: dict[str, set[str]],
    ) -> dict[str, str]:
        """Looks at modules where some packages are taken out.

        Returns those that cannot be imported then, with the package that they need.
        """
        from standards_lint.reach.module import Inspection

        machine = Machine(self._program, without(self._environment, removed))
        needed: dict[str, str] = {}
        for entry in entries:
            with machine.own_process() as process:
                try:
                    module = machine.imports.load(machine, None, entry.name)
                    if isinstance(module, Module):
                        lines = self._program.lines(entry.file)
                        look = Inspection(machine, module, lines, self.clues, self._is_shared)
                        found[entry.name] += [self._labelled(use, removed) for use in look.uses()]
                except Raised as raised:
                    needed[entry.name] = raised.missing.partition(".")[0]
                except RecursionError:
                    continue
                finally:
                    rests_on[entry.name].update(process.order)
        return needed

    def _labelled(self, use: Use, removed: frozenset[str]) -> Use:
        name = self._environment.name
        is_optional = bool(removed) and use.missing.partition(".")[0] in removed
        return msgspec.structs.replace(use, environment=name, is_optional=is_optional)

    def _is_shared_name(self, module: Module, name: str) -> bool:
        from standards_lint.reach.scope import shared_names

        entry = self._program.find(module.name)
        return entry is not None and name in shared_names(self._program.lines(entry.file))
