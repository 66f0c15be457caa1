"""Runs loops, as far as is known what they run over and when they end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from standards_lint import facts
from standards_lint.simulate import containers, exits, operations
from standards_lint.simulate.branches import either
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.machine import Signal
from standards_lint.simulate.targets import store
from standards_lint.simulate.values import Unknown, Value

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

# Loops over more than this are cut short; what they bind afterwards counts as unknown.
_ITERATIONS = 3000
_JUMPS = ("break", "continue")


def run_for(m: Machine, frame: Frame, s: facts.For) -> Signal | None:
    """`for`."""
    iterable = m.value(frame, s.iterable)
    items = containers.elements(m, frame, iterable)
    if items is not None and len(items) <= _ITERATIONS:
        return _passes(m, frame, s, iter(items))
    why = iterable if isinstance(iterable, Unknown) else Unknown("what a loop runs over")

    def one() -> Signal | None:
        store(m, frame, s.target, why)
        return _possible_pass(m, frame, s)

    return _unknown_times(m, frame, why, "a loop", one)


def run_while(m: Machine, frame: Frame, s: facts.While) -> Signal | None:
    """`while`."""
    return _passes(m, frame, s, iter(range(_ITERATIONS)))


def _passes(
    m: Machine, frame: Frame, s: facts.For | facts.While, items: Iterator[Value]
) -> Signal | None:
    for item in items:
        if m.is_exhausted():
            break
        if isinstance(s, facts.For):
            store(m, frame, s.target, item)
        else:
            truth = operations.truth(m, frame, m.value(frame, s.test))
            if truth is False:
                break
            if truth is not True:
                one = partial(_possible_pass, m, frame, s)
                return _unknown_times(m, frame, truth, s.text, one)
        signal, possible = exits.run(m, frame, s.body, _JUMPS)
        is_over = signal is not None and signal.kind != "continue"
        ending = signal if is_over and signal.kind == "return" else None
        for jump in possible:
            if (jump.kind == "break") is not is_over:
                rest = partial(_passes, m, frame, s, items)
                return either(m, frame, jump.why, jump.text, rest, lambda ending=ending: ending)
        if is_over:
            return ending
    else:
        if isinstance(s, facts.While):
            return None
    return m.run(frame, s.orelse)


def _unknown_times(
    m: Machine, frame: Frame, why: Unknown, text: str, one: Callable[[], Signal | None]
) -> Signal | None:
    """A loop of which nobody knows how often it runs: not at all, once or twice.

    A second pass can only differ where the first one changed more than names of this scope. It is
    not followed inside another branch that nobody can decide, where loops in loops would double
    the work each.
    """
    is_inside = m.process.undecided > 0

    def at_least_once() -> Signal | None:
        signal = one()
        if signal is None and not is_inside and _reaches_beyond(m, frame):
            return either(m, frame, why, text, one, lambda: None)
        return signal

    return either(m, frame, why, text, at_least_once, lambda: None)


def _reaches_beyond(m: Machine, frame: Frame) -> bool:
    """Whether the branch at hand changed more than names of this scope."""
    changed = m.process.checkpoint
    while isinstance(changed, exits.Rest) and not changed.reaches_beyond(frame.ns):
        changed = changed.outer
    return changed is not None and changed.reaches_beyond(frame.ns)


def _possible_pass(m: Machine, frame: Frame, s: facts.For | facts.While) -> Signal | None:
    signal, _ = exits.run(m, frame, s.body, _JUMPS)
    return signal if signal is not None and signal.kind == "return" else None
