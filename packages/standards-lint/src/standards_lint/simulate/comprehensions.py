"""Comprehensions and generator expressions: what they surely hold, and whether that is all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from standards_lint import facts
from standards_lint.simulate import containers, operations
from standards_lint.simulate.branches import possibly
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.targets import store
from standards_lint.simulate.values import Dict, List, Raised, Unknown, Value, Version

if TYPE_CHECKING:
    from standards_lint.facts import Expr
    from standards_lint.simulate.machine import Machine

# Comprehensions over more than this count as unknown.
_ELEMENTS = 3000
# Evaluates an element, which is surely or perhaps there; tells whether what is collected is all.
Inside = Callable[[bool], bool]


def run(m: Machine, frame: Frame, e: facts.Comprehension) -> Value:
    """The value of a comprehension."""
    is_class = frame.function is None and frame.ns is not frame.globals_
    names = Dict(frame.ns) if is_class else Dict()
    inner = Frame(frame.module, names, frame if frame.function is not None else frame.closure)
    inner.line, inner.function, inner.handling = frame.line, frame.function, frame.handling
    keys: list[Value] = []
    values: list[Value] = []

    def collect(is_sure: bool) -> bool:
        key = m.value(inner, e.element)
        value = None if e.value is None else m.value(inner, e.value)
        if is_sure:
            keys.append(key)
            values.append(value)
        return is_sure

    # What the first loop runs over belongs to the scope around it.
    first = m.value(frame, e.generators[0].iterable)
    if isinstance(first, Version):
        return first
    whole = _iterate(m, inner, e.generators, collect, first, is_sure=True)
    if e.kind == "dict":
        table = m.process.made(Dict())
        for key, value in zip(keys, values, strict=True):
            containers.put(m, table, key, value)
        table.loose = table.loose or not whole
        return table
    found = m.process.made(List(keys))
    found.loose = not whole
    found.is_set = e.kind == "set"
    return found


def _iterate(
    m: Machine,
    frame: Frame,
    generators: Sequence[facts.Generator],
    collect: Inside,
    iterable: Value,
    *,
    is_sure: bool,
) -> bool:
    """Runs the loops of a comprehension, the first over `iterable`."""
    generator, *rest = generators

    def inside(is_sure: bool) -> bool:
        if not rest:
            return collect(is_sure)
        iterable = m.value(frame, rest[0].iterable)
        return _iterate(m, frame, rest, collect, iterable, is_sure=is_sure)

    def taken(item: Value, *, is_sure: bool) -> bool:
        store(m, frame, generator.target, item)
        return _filtered(m, frame, generator.conditions, inside, is_sure=is_sure)

    items = containers.elements(m, frame, iterable)
    if items is None or len(items) > _ELEMENTS or m.is_exhausted():
        why = iterable if isinstance(iterable, Unknown) else Unknown("what is iterated")
        return _perhaps(m, frame, why, lambda: taken(why, is_sure=False))
    whole = True
    for item in items:
        whole = taken(item, is_sure=is_sure) and whole
    return whole


def _filtered(
    m: Machine, frame: Frame, conditions: Sequence[Expr], inside: Inside, *, is_sure: bool
) -> bool:
    """Goes on inside where all conditions hold."""
    for at, condition in enumerate(conditions, 1):
        truth = operations.truth(m, frame, m.value(frame, condition))
        if truth is False:
            return True
        if truth is not True:
            goes_on = partial(_filtered, m, frame, conditions[at:], inside, is_sure=False)
            return _perhaps(m, frame, truth, goes_on)
    return inside(is_sure)


def _perhaps(m: Machine, frame: Frame, why: Unknown, what: Callable[[], bool]) -> bool:
    try:
        possibly(m, what)
    except Raised as raised:
        m.postpone(frame, raised, why)
    return False
