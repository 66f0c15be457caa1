"""Runs loops, as far as is known what they run over and when they end."""

from __future__ import annotations

from collections.abc import Iterator
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

    def once() -> Signal | None:
        store(m, frame, s.target, why)
        return _only_pass(m, frame, s)

    return either(m, frame, why, "a loop", once, lambda: None)


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
                return either(
                    m, frame, truth, s.text, lambda: _only_pass(m, frame, s), lambda: None
                )
        signal, possible = exits.run(m, frame, s.body, _JUMPS)
        is_over = signal is not None and signal.kind != "continue"
        ending = signal if is_over and signal.kind == "return" else None
        for jump in possible:
            if (jump.kind == "break") is not is_over:
                rest = partial(_passes, m, frame, s, items)
                return either(m, frame, jump.why, jump.text, rest, partial(_as_is, ending))
        if is_over:
            return ending
    else:
        if isinstance(s, facts.While):
            return None
    return m.run(frame, s.orelse)


def _as_is(ending: Signal | None) -> Signal | None:
    return ending


def _only_pass(m: Machine, frame: Frame, s: facts.For | facts.While) -> Signal | None:
    """One pass of a loop of which nobody knows how often it runs."""
    signal, _ = exits.run(m, frame, s.body, _JUMPS)
    return signal if signal is not None and signal.kind == "return" else None
