"""From a simulated import to a verdict, and to the story of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from standards_lint.model import Cell, Event
from standards_lint.simulate.frames import Process
from standards_lint.simulate.judging import MAIN
from standards_lint.simulate.machine import Machine, Misread
from standards_lint.simulate.modules import problem_in
from standards_lint.simulate.ports import Code, Surroundings
from standards_lint.simulate.sight import Sight
from standards_lint.simulate.values import Raised

# Chains of imports nest about ten Python calls each.
_RECURSION = 60_000


class Judged(NamedTuple):
    """A verdict, and what it rests on: modules, and names defined ANYWHERE."""

    cell: Cell
    rests_on: frozenset[str]


class _Machines:
    """Machines for one program and environment, by the modules that are read whole at once."""

    def __init__(self, code: Code, around: Surroundings, sight: Sight | None = None) -> None:
        self._start = partial(Machine, code, around, sight, is_hasty=True)
        self.first = self._start()
        self._known = {frozenset[str](): self.first}

    def judge(self, module: str, events: list[Event] | None = None) -> tuple[Cell, frozenset[str]]:
        """The verdict of a module, and what ran for it."""
        whole: frozenset[str] = frozenset()
        while True:
            machine = self._known.get(whole)
            if machine is None:
                machine = self._known[whole] = self._start(known_whole=whole)
            try:
                cell = _judge_one(machine, module, events)
            except Misread as misread:
                whole |= {misread.module}
                if events is not None:
                    events.clear()
            else:
                return cell, frozenset(machine.process.order)


class Judge:
    """Judges the modules of one program in one environment, each as in a fresh interpreter.

    It remembers what they have in common; `sight` takes in what was looked at.
    """

    def __init__(self, code: Code, around: Surroundings, sight: Sight | None = None) -> None:
        self._machines = _Machines(code, around, sight)
        self._failed: dict[str, Judged] = {}

    def is_plain(self, module: str) -> bool:
        """Whether a package of the module is known to fail: nothing has to run."""
        return self._failed_package(module) is not None

    def lacks(self, root: str) -> bool:
        """Whether no package of this name is first-party or in the environment."""
        return self._machines.first.lacks(root)

    def judge(self, module: str) -> Judged:
        """The verdict of a module, with what it rests on.

        Where the import of its package fails, that of the module is the same failure.
        """
        known = self._failed_package(module)
        if known is not None:
            return known
        with deep_recursion():
            found = Judged(*self._machines.judge(module))
        if found.cell.verdict == "unimportable":
            self._failed[module] = found
        return found

    def _failed_package(self, module: str) -> Judged | None:
        while module := module.rpartition(".")[0]:
            if module in self._failed:
                return self._failed[module]
        return None


def judge(code: Code, around: Surroundings, modules: Iterable[str]) -> dict[str, Cell]:
    """The verdict of every module in one environment."""
    one = Judge(code, around)
    return {module: one.judge(module).cell for module in modules}


def run(codes: Iterable[Code], around: Surroundings) -> Iterator[Cell]:
    """The verdict of running the module `__main__` of each of several codes.

    They may differ in nothing else: what their other modules do is remembered.
    """
    machine: Machine | None = None
    with deep_recursion():
        for code in codes:
            machine = machine or Machine(code, around)
            machine.code = code
            machine.memos.pop(MAIN, None)
            machine.variants.pop(MAIN, None)
            machine.apart = None
            machine.alone.clear()
            yield _judge_one(machine, MAIN)


def tell(code: Code, around: Surroundings, module: str) -> tuple[Cell, tuple[Event, ...]]:
    """The verdict of one module and every step that led to it."""
    events: list[Event] = []
    with deep_recursion():
        cell, _ = _Machines(code, around).judge(module, events)
    return cell, tuple(events)


def _judge_one(machine: Machine, module: str, events: list[Event] | None = None) -> Cell:
    with machine.own_process(events.append if events is not None else None) as process:
        try:
            found = _imported(machine, module)
        except Misread:
            raise
        except RecursionError:
            return Cell("conditional", condition="imports nested too deeply to follow")
        except Exception as error:  # noqa: BLE001 - one module must not end the run for all others
            what = f"{type(error).__name__}: {error}"
            text = f"a defect of standards-lint ({what}); please report it"
            return Cell("conditional", condition=text)
    if found is not None:
        return found
    assumes = tuple(sorted(process.assumes))
    for item in process.pending:
        return Cell("conditional", condition=item.condition, assumes=assumes)
    return Cell("importable", assumes=assumes)


def _imported(machine: Machine, module: str) -> Cell | None:
    """Imports a module; the verdict where an exception decides it.

    Raises:
        Misread: the beginning of a file ran that cannot be compiled.
    """
    process = machine.process
    try:
        machine.imports.load(machine, None, module)
    except Raised as raised:
        if raised.judged:
            _check_caught(machine, *[step.module for step in raised.chain])
            return _unimportable(process, raised)
        if not (module == MAIN and raised.value.cls is SystemExit):
            text = f"{raised.value.message or 'an exception'} is not raised"
            process.assumes.add(f"{module}: {text}")
    _check_caught(machine)
    return None


def _check_caught(machine: Machine, *uncaught: str) -> None:
    """Makes sure that what was caught is what the modules raise that failed in their beginning.

    Raises:
        Misread: one of them cannot be compiled.
    """
    for module in sorted(machine.begun.intersection(machine.process.order).difference(uncaught)):
        if problem_in(machine, machine.facts(module)) is not None:
            raise Misread(module)


def _unimportable(process: Process, raised: Raised) -> Cell:
    chain = tuple(dict.fromkeys(raised.chain))
    missing = raised.missing or raised.value.message or "a name"
    assumes = tuple(sorted(process.assumes))
    return Cell("unimportable", kind=raised.kind, missing=missing, chain=chain, assumes=assumes)


class deep_recursion:
    """Allows the depth that chains of real packages reach, and restores the limit."""

    def __enter__(self) -> None:
        self._before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(self._before, _RECURSION))

    def __exit__(self, *_: object) -> None:
        sys.setrecursionlimit(self._before)
