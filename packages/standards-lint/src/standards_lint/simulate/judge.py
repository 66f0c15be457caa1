"""Judges a whole program: every module in every environment, on all cores where that pays."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import msgspec

from standards_lint.model import Cell, Matrix, Row
from standards_lint.processes import shared
from standards_lint.progress import Progress, reported, silent
from standards_lint.simulate.kept import Body, Grounds, Kept
from standards_lint.simulate.sight import Sight, bindable, nothing
from standards_lint.source.collection import no_collection_of_results

if TYPE_CHECKING:
    from standards_lint.environments import Environment
    from standards_lint.source.program import Program

# Below this many modules, starting processes costs more than it saves.
_WORTH_PROCESSES = 400
# One of so many modules is judged before the work is shared out, those nearest to the roots: most
# others import them, and every process remembers them then.
_SHARED = 16
# Neighbours import the same modules; from one stretch of the program to the next, work differs.
_CHUNK = 16


class _Part(msgspec.Struct, array_like=True):
    """What one process found out: cells with what they rest on, bodies by file, what was seen.

    Cells are known by the positions of their modules.
    """

    judged: dict[int, tuple[Cell, Grounds]]
    bodies: dict[str, list[Body]]
    sight: Sight


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
    program.files.save()
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
    if program.cache is None:
        found = _simulate(_Task(program, environment), every, jobs, progress)
        return [found.judged[at][0] for at in every]
    kept = Kept.load(program, environment.digest)
    stale = kept.stale()
    if stale:
        found = _simulate(_Task(program, environment), stale, jobs, progress)
        kept.update(found.judged, found.bodies, found.sight)
    return kept.cells()


def _simulate(task: _Task, positions: Sequence[int], jobs: int, progress: Progress) -> _Part:
    with no_collection_of_results():
        return _merged(_parts(task, positions, jobs, progress))


def _parts(task: _Task, positions: Sequence[int], jobs: int, progress: Progress) -> Iterator[_Part]:
    text, total = f"judging {task.environment}", len(positions)
    first = total // _SHARED if jobs > 1 and hasattr(os, "fork") else total
    # Those that import most come first: at the end, no process waits long for another.
    ordered = sorted(positions, key=task.depth)
    shallow, rest = ordered[:first], ordered[first:]
    with task.reading_ahead(jobs - 1):
        yield task.run(reported(shallow, progress, text, total))
    if not rest:
        return
    is_much = task.is_worth_processes(rest)
    if is_much:
        task.share()
    yield from shared(
        len(rest),
        lambda numbers: task.run(rest[number] for number in numbers),
        _Part,
        processes=jobs if is_much else 1,
        chunk=_CHUNK,
        count=lambda taken: progress(text, first + taken, total),
    )


def _merged(parts: Iterable[_Part]) -> _Part:
    found = _Part({}, {}, nothing())
    for part in parts:
        found.judged |= part.judged
        found.sight.include(part.sight)
        for file, ran in part.bodies.items():
            found.bodies.setdefault(file, []).extend(ran)
    return found


class _Task:
    """What judging one environment takes; forked processes inherit it."""

    def __init__(self, program: Program, environment: Environment) -> None:
        from standards_lint.simulate.verdicts import Judge

        self._program = program
        self._sight = nothing()
        self._judge = Judge(program, environment, self._sight)
        self.environment = environment.name
        self._positions = {entry.name: at for at, entry in enumerate(program.modules())}

    def depth(self, position: int) -> int:
        """How many packages the module at a position is in, or is."""
        entry = self._program.modules()[position]
        return entry.name.count(".") + (entry.kind == "package")

    def reading_ahead(self, processes: int) -> AbstractContextManager[None]:
        """Meanwhile, other processes read files of which facts will be asked for."""
        return self._program.read_ahead(processes, self._judge.lacks)

    def share(self) -> None:
        """From now on, processes that are forked share what they read."""
        self._program.files.share()

    def is_worth_processes(self, positions: Sequence[int]) -> bool:
        """Whether there is much to do for the modules at these positions."""
        modules = self._program.modules()
        left = (at for at in positions if not self._judge.is_plain(modules[at].name))
        return sum(1 for _ in left) >= _WORTH_PROCESSES

    def run(self, positions: Iterable[int]) -> _Part:
        """The cells of the modules at these positions, with what they rest on."""
        modules = self._program.modules()
        found = {}
        for at in positions:
            judged = self._judge.judge(modules[at].name)
            found[at] = (judged.cell, self._grounds(judged.rests_on))
        return _Part(found, self._program.files.ran(), bindable(self._sight))

    def _grounds(self, rests_on: frozenset[str]) -> Grounds:
        from standards_lint.simulate.frames import ANYWHERE

        known = self._positions
        modules = [at for at in map(known.get, rests_on) if at is not None]
        others = rests_on.difference(known)
        return Grounds(modules, [name[1:] for name in others if name.startswith(ANYWHERE)])
