"""Judges a whole program: every module in every environment, on all cores where that pays."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from standards_lint.model import Cell, Matrix, Row
from standards_lint.simulate.verdicts import judge as judge_one
from standards_lint.source.cache import digest
from standards_lint.source.load import paused_collection

if TYPE_CHECKING:
    from standards_lint.environments import Environment
    from standards_lint.source.program import Program

# Below this many modules, starting processes costs more than it saves.
_WORTH_PROCESSES = 400

Cells = dict[str, Cell]
_decode = msgspec.msgpack.Decoder(Cells).decode
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
    names = [entry.name for entry in modules]
    cells = {
        environment.name: _judge_environment(
            program, environment, names, jobs or os.cpu_count() or 1
        )
        for environment in environments
    }
    rows = tuple(
        Row(
            entry.name,
            entry.path,
            {name: found[entry.name] for name, found in sorted(cells.items())},
        )
        for entry in modules
    )
    return Matrix(tuple(sorted(cells)), rows)


def _judge_environment(
    program: Program, environment: Environment, names: Sequence[str], jobs: int
) -> Cells:
    cache = program.cache
    key = digest(program.digest(), environment.digest.encode()) if cache is not None else b""
    if cache is not None:
        kept = cache.verdicts(key)
        if kept is not None:
            try:
                return _decode(kept)
            except msgspec.MsgspecError:
                pass
    found = _simulate(program, environment, names, jobs)
    if cache is not None:
        cache.save_verdicts(key, _encode(found))
    return found


def _simulate(program: Program, environment: Environment, names: Sequence[str], jobs: int) -> Cells:
    if jobs < 2 or len(names) < _WORTH_PROCESSES or not hasattr(os, "fork"):
        with paused_collection():
            return judge_one(program, environment, names)
    size = -(-len(names) // jobs)
    parts = [names[start : start + size] for start in range(0, len(names), size)]
    task = _Task(program, environment)
    _Task.current = task
    found: Cells = {}
    with multiprocessing.get_context("fork").Pool(len(parts)) as pool:
        for content in pool.imap_unordered(_run_task, parts):
            found.update(_decode(content))
    return found


class _Task:
    """What forked processes inherit instead of being sent it."""

    current: _Task

    def __init__(self, program: Program, environment: Environment) -> None:
        self.program = program
        self.environment = environment


def _run_task(names: Sequence[str]) -> bytes:
    task = _Task.current
    with paused_collection():
        return _encode(judge_one(task.program, task.environment, names))
