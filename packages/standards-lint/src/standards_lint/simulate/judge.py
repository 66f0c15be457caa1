"""Judges a whole program: every module in every environment, on all cores where that pays."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from standards_lint.model import Cell, Matrix, Row
from standards_lint.progress import Progress, silent
from standards_lint.simulate.kept import Body, Grounds, Kept
from standards_lint.simulate.sight import Sight, bindable, nothing
from standards_lint.source.load import paused_collection

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

    from standards_lint.environments import Environment
    from standards_lint.source.program import Program

# Below this many modules, starting processes costs more than it saves.
_WORTH_PROCESSES = 400
_POLL_SECONDS = 0.1


class _Part(msgspec.Struct, array_like=True):
    """What one process found out: cells with what they rest on, bodies by file, what was seen."""

    judged: list[tuple[Cell, Grounds]]
    bodies: dict[str, list[Body]]
    sight: Sight


_decode = msgspec.msgpack.Decoder(_Part).decode
_encode = msgspec.msgpack.Encoder().encode


def judge(
    program: Program,
    environments: Sequence[Environment],
    *,
    jobs: int | None = None,
    progress: Progress = silent,
) -> Matrix:
    """The verdict of every module in every environment.

    Args:
        program: the first-party code.
        environments: each a Python, a platform and what is installed.
        jobs: processes to use, None for one a core.
        progress: hears how many modules of an environment are judged.
    """
    modules = program.modules()
    processes = jobs or os.cpu_count() or 1
    cells = {
        environment.name: _judge_environment(program, environment, processes, progress)
        for environment in environments
    }
    order = sorted(cells)
    rows = tuple(
        Row(entry.name, entry.path, {name: cells[name][position] for name in order})
        for position, entry in enumerate(modules)
    )
    return Matrix(tuple(order), rows)


def _judge_environment(
    program: Program, environment: Environment, jobs: int, progress: Progress
) -> list[Cell]:
    """The cells of all modules, in their order; only what a change can reach is judged anew."""
    every = list(range(len(program.modules())))
    task = _Task(program, environment)
    if program.cache is None:
        return [cell for cell, _ in _simulate(task, every, jobs, progress).judged]
    kept = Kept.load(program, environment.digest)
    stale = kept.stale()
    if stale:
        found = _simulate(task, stale, jobs, progress)
        kept.update(stale, found.judged, found.bodies, found.sight)
    return kept.cells()


def _simulate(task: _Task, positions: Sequence[int], jobs: int, progress: Progress) -> _Part:
    text, total = f"judging {task.environment}", len(positions)
    if jobs == 1 or total < _WORTH_PROCESSES or not hasattr(os, "fork"):
        return _decode(task.run(positions, lambda done: progress(text, done, total)))
    _Task.current = task
    size = -(-total // jobs)
    parts = [positions[start : start + size] for start in range(0, total, size)]
    from multiprocessing import get_context

    context = get_context("fork")
    judged = task.judged = context.Value("L", 0)
    with context.Pool(len(parts)) as pool:
        pending = pool.map_async(_run_task, parts, chunksize=1)
        while not pending.ready():
            pending.wait(_POLL_SECONDS)
            progress(text, judged.value, total)
        found = [_decode(part) for part in pending.get()]
    bodies: dict[str, list[Body]] = {}
    sight = nothing()
    for part in found:
        sight.include(part.sight)
        for file, ran in part.bodies.items():
            bodies.setdefault(file, []).extend(ran)
    return _Part([item for part in found for item in part.judged], bodies, sight)


class _Task:
    """What forked processes inherit instead of being sent it."""

    current: _Task

    def __init__(self, program: Program, environment: Environment) -> None:
        self._program = program
        self._environment = environment
        self.environment = environment.name
        self.judged: Synchronized[int] | None = None
        self._positions = {entry.name: at for at, entry in enumerate(program.modules())}

    def run(self, positions: Sequence[int], count: Callable[[int], None]) -> bytes:
        """Encoded cells of the modules at these positions, with what they rest on.

        `count` hears how many are done.
        """
        from standards_lint.simulate.frames import ANYWHERE
        from standards_lint.simulate.verdicts import judge_with_grounds

        modules = self._program.modules()
        names = [modules[at].name for at in positions]
        found, sight = [], nothing()
        with paused_collection():
            for _, judged in judge_with_grounds(self._program, self._environment, names, sight):
                known = self._positions
                rests_on = [known[name] for name in judged.rests_on if name in known]
                names = [name[1:] for name in judged.rests_on if name.startswith(ANYWHERE)]
                found.append((judged.cell, Grounds(rests_on, names)))
                count(len(found))
        return _encode(_Part(found, self._program.ran(), bindable(sight)))


def _run_task(positions: Sequence[int]) -> bytes:
    # A process that ends after this collects nothing.
    gc.disable()
    task = _Task.current

    def count(_: int) -> None:
        if task.judged is not None:
            with task.judged.get_lock():
                task.judged.value += 1

    return task.run(positions, count)
