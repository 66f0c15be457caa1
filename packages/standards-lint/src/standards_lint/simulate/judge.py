"""Judges a whole program: every module in every environment, on all cores where that pays."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from standards_lint.model import Cell, Matrix, Row
from standards_lint.source.cache import digest
from standards_lint.source.load import paused_collection

if TYPE_CHECKING:
    from standards_lint.environments import Environment
    from standards_lint.source.program import Program

# Below this many modules, starting processes costs more than it saves.
_WORTH_PROCESSES = 400
_ANYWHERE = -1


class _Kept(msgspec.Struct, array_like=True):
    """Verdicts of one environment, and what they rest on.

    `contents` and `definitions` are digests by module; `rests_on` lists positions in them, and
    _ANYWHERE for the definitions of all modules.
    """

    contents: list[bytes]
    definitions: bytes
    cells: list[Cell]
    rests_on: list[list[int]]


_decode = msgspec.msgpack.Decoder(_Kept).decode
_decode_part = msgspec.msgpack.Decoder(list[tuple[Cell, list[int]]]).decode
_encode = msgspec.msgpack.Encoder().encode


def judge(
    program: Program, environments: Sequence[Environment], *, jobs: int | None = None
) -> Matrix:
    """The verdict of every module in every environment.

    Args:
        program: the first-party code.
        environments: each a Python, a platform and what is installed.
        jobs: processes to use, None for one a core.
    """
    modules = program.modules()
    processes = jobs or os.cpu_count() or 1
    cells = {
        environment.name: _judge_environment(program, environment, processes)
        for environment in environments
    }
    order = sorted(cells)
    rows = tuple(
        Row(entry.name, entry.path, {name: cells[name][position] for name in order})
        for position, entry in enumerate(modules)
    )
    return Matrix(tuple(order), rows)


def _judge_environment(program: Program, environment: Environment, jobs: int) -> list[Cell]:
    """The cells of all modules, in their order; only what a change can reach is judged anew."""
    modules = program.modules()
    every = list(range(len(modules)))
    cache = program.cache
    if cache is None:
        return [cell for cell, _ in _simulate(program, environment, every, jobs)]
    key = digest(program.layout(), environment.digest.encode())
    kept = _load(cache.verdicts(key))
    contents, definitions = program.contents(), program.definitions()
    stale = every
    if kept is not None and len(kept.cells) == len(modules) == len(kept.contents):
        changed = {at for at in every if kept.contents[at] != contents[at]}
        if not changed:
            return kept.cells
        if kept.definitions != definitions:
            changed.add(_ANYWHERE)
        stale = [at for at in every if not changed.isdisjoint(kept.rests_on[at])]
    else:
        kept = _Kept([], b"", [Cell("importable")] * len(modules), [[]] * len(modules))
    for at, (cell, rests_on) in zip(
        stale, _simulate(program, environment, stale, jobs), strict=True
    ):
        kept.cells[at], kept.rests_on[at] = cell, rests_on
    kept.contents, kept.definitions = contents, definitions
    cache.save_verdicts(key, _encode(kept))
    return kept.cells


def _load(content: bytes | None) -> _Kept | None:
    try:
        return None if content is None else _decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _simulate(
    program: Program, environment: Environment, positions: Sequence[int], jobs: int
) -> list[tuple[Cell, list[int]]]:
    task = _Task(program, environment)
    if jobs == 1 or len(positions) < _WORTH_PROCESSES or not hasattr(os, "fork"):
        return _decode_part(task.run(positions))
    _Task.current = task
    size = -(-len(positions) // jobs)
    parts = [positions[start : start + size] for start in range(0, len(positions), size)]
    from multiprocessing import get_context

    with get_context("fork").Pool(len(parts)) as pool:
        return [item for part in pool.imap(_run_task, parts) for item in _decode_part(part)]


class _Task:
    """What forked processes inherit instead of being sent it."""

    current: _Task

    def __init__(self, program: Program, environment: Environment) -> None:
        self._program = program
        self._environment = environment
        self._positions = {entry.name: at for at, entry in enumerate(program.modules())}

    def run(self, positions: Sequence[int]) -> bytes:
        """Encoded cells of the modules at these positions, with what they rest on."""
        from standards_lint.simulate.frames import ANYWHERE
        from standards_lint.simulate.verdicts import judge_with_grounds

        modules = self._program.modules()
        names = [modules[at].name for at in positions]
        found = []
        with paused_collection():
            for _, judged in judge_with_grounds(self._program, self._environment, names):
                known = self._positions
                rests_on = [known[name] for name in judged.rests_on if name in known]
                if ANYWHERE in judged.rests_on:
                    rests_on.append(_ANYWHERE)
                found.append((judged.cell, rests_on))
        return _encode(found)


def _run_task(positions: Sequence[int]) -> bytes:
    return _Task.current.run(positions)
