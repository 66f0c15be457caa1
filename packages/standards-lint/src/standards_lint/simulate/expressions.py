"""Evaluates expressions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from standards_lint import facts
from standards_lint.simulate import comprehensions, containers, lazy, operations, special
from standards_lint.simulate.branches import possibly
from standards_lint.simulate.checkpoints import join
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.names import bind
from standards_lint.simulate.values import (
    ABSENT,
    Dict,
    FunctionValue,
    GeneratorValue,
    List,
    Raised,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine


def define(frame: Frame, function: facts.Function) -> FunctionValue:
    """The function object of a definition met in this scope."""
    inside_call = frame.function is not None or frame.closure is not None
    return FunctionValue(function, frame.module, frame if inside_call else None)


def _const(m: Machine, frame: Frame, e: facts.Const) -> Value:
    return e.value


def _name(m: Machine, frame: Frame, e: facts.Name) -> Value:
    # Most names are found at once; this is run more often than anything else.
    name = e.id
    value = frame.ns.get(name, ABSENT)
    if value is ABSENT and frame.closure is None and name not in frame.globals_.later:
        value = frame.globals_.get(name, ABSENT)
    if value is ABSENT or type(value) is lazy.Deferred:
        return m.attributes.load_name(m, frame, name)
    m.sight.names.add(name)
    return value


def _attr(m: Machine, frame: Frame, e: facts.Attr) -> Value:
    value = m.value(frame, e.value)
    if value is None and isinstance(e.value, (facts.Name, facts.Call)):
        text = f"'NoneType' object has no attribute '{e.attr}'"
        m.attributes.after_none(m, frame, AttributeError, text)
    return m.attributes.get(m, frame, value, e.attr)


def _call(m: Machine, frame: Frame, e: facts.Call) -> Value:
    function = m.value(frame, e.func)
    args: list[Value] = []
    spread = False
    for item in e.args:
        if isinstance(item, facts.Starred):
            parts = containers.elements(m, frame, m.value(frame, item.value))
            spread = spread or parts is None
            args.extend(parts or ())
        else:
            args.append(m.value(frame, item))
    keywords: dict[str, Value] = {}
    for name, item in e.keywords:
        value = m.value(frame, item)
        if name:
            keywords[name] = value
            continue
        m.attributes.refuse_none(frame, value, "argument after ** must be a mapping, not NoneType")
        if isinstance(value, dict):
            keywords.update({key: item for key, item in value.items() if isinstance(key, str)})
    if spread:
        keywords["*"] = Unknown("unpacked arguments")
    frame.line = e.line
    if function is None and isinstance(e.func, facts.Name):
        m.attributes.after_none(m, frame, TypeError, "'NoneType' object is not callable")
    return m.calls.call(m, frame, function, args, keywords)


def _starred(m: Machine, frame: Frame, e: facts.Starred) -> Value:
    return m.value(frame, e.value)


def _subscript(m: Machine, frame: Frame, e: facts.Subscript) -> Value:
    container = m.value(frame, e.value)
    return containers.get_item(m, frame, container, m.value(frame, e.index))


def _slice(m: Machine, frame: Frame, e: facts.Slice) -> Value:
    parts = [None if part is None else m.value(frame, part) for part in (e.lower, e.upper, e.step)]
    if all(part is None or isinstance(part, int) for part in parts):
        return slice(*parts)
    return Unknown("a slice")


def _sequence(m: Machine, frame: Frame, e: facts.Sequence) -> Value:
    items: list[Value] = []
    loose = False
    for item in e.items:
        if isinstance(item, facts.Starred):
            parts = containers.elements(m, frame, m.value(frame, item.value))
            loose = loose or parts is None
            items.extend(parts or ())
        else:
            items.append(m.value(frame, item))
    if e.kind == "tuple" and not loose:
        return tuple(items)
    found = m.process.made(List(items))
    found.loose = loose
    found.is_set = e.kind == "set"
    if found.is_set:
        for item in items:
            special.hashed(m, frame, item)
        if all(map(operations.is_plain, items)):
            found[:] = dict.fromkeys(items)
    return found


def _mapping(m: Machine, frame: Frame, e: facts.Mapping) -> Value:
    found = m.process.made(Dict())
    for key, item in zip(e.keys, e.values, strict=True):
        if key is None:
            containers.update(m, found, m.value(frame, item))
        else:
            hashed = special.hashed(m, frame, m.value(frame, key))
            containers.put(m, found, hashed, m.value(frame, item))
    return found


def _compare(m: Machine, frame: Frame, e: facts.Compare) -> Value:
    left = m.value(frame, e.left)
    result: Value = True
    for op, operand in zip(e.ops, e.rights, strict=True):
        right = m.value(frame, operand)
        result = operations.compare(m, frame, op, left, right)
        if result is False:
            return False
        left = right
    return result


def _logic(m: Machine, frame: Frame, e: facts.Logic) -> Value:
    """`and` and `or`; an operand that may not run counts only by what it surely decides."""
    undecided: Unknown | None = None
    value: Value = e.is_and
    for operand in e.values:
        if undecided is None:
            value = m.value(frame, operand)
        else:
            try:
                value = possibly(m, partial(m.value, frame, operand))
            except Raised as raised:
                m.postpone(frame, raised, undecided)
                continue
        truth = operations.truth(m, frame, value)
        if isinstance(truth, bool):
            if truth is not e.is_and:
                return value if undecided is None else truth
        else:
            undecided = undecided or truth
    return undecided if undecided is not None else value


def _unary(m: Machine, frame: Frame, e: facts.Unary) -> Value:
    value = m.value(frame, e.value)
    if e.op == "not":
        truth = operations.truth(m, frame, value)
        return not truth if isinstance(truth, bool) else truth
    m.attributes.refuse_none(frame, value, f"bad operand type for unary {e.op}: 'NoneType'")
    if isinstance(value, (int, float)):
        return {"-": -value, "+": +value}.get(e.op, Unknown("an operation"))
    return operations.doubt(value)


def _binary(m: Machine, frame: Frame, e: facts.Binary) -> Value:
    left, right = m.value(frame, e.left), m.value(frame, e.right)
    return operations.binary(m, frame, e.op, left, right)


def _choice(m: Machine, frame: Frame, e: facts.Choice) -> Value:
    truth = operations.truth(m, frame, m.value(frame, e.test))
    if isinstance(truth, bool):
        return m.value(frame, e.body if truth else e.orelse)
    values = []
    for branch in (e.body, e.orelse):
        try:
            values.append(possibly(m, partial(m.value, frame, branch)))
        except Raised as raised:
            m.postpone(frame, raised, truth)
    if not values:
        return truth
    return values[0] if len(values) == 1 else join(values[0], values[1], truth)


def _lambda(m: Machine, frame: Frame, e: facts.Lambda) -> Value:
    for default in e.function.defaults:
        m.value(frame, default)
    return define(frame, e.function)


def _joined(m: Machine, frame: Frame, e: facts.Joined) -> Value:
    parts = [special.formatted(m, frame, m.value(frame, part)) for part in e.parts]
    if all(isinstance(part, (str, int)) for part in parts):
        return "".join(str(part) for part in parts)
    return next((part for part in parts if isinstance(part, Unknown)), Unknown("a formatted text"))


def _walrus(m: Machine, frame: Frame, e: facts.Walrus) -> Value:
    value = m.value(frame, e.value)
    bind(m, frame, e.name, value)
    return value


def _yield(m: Machine, frame: Frame, e: facts.Yield) -> Value:
    value = None if e.value is None else m.value(frame, e.value)
    if frame.on_yield is not None:
        if e.is_from:
            for item in containers.elements(m, frame, value) or ():
                frame.on_yield(item)
            return Unknown("the result of a generator")
        return frame.on_yield(value)
    return Unknown("what a generator is sent")


def _other(m: Machine, frame: Frame, e: facts.Other) -> Value:
    for part in e.parts:
        value = m.value(frame, part)
        if isinstance(value, GeneratorValue) and value.function.fact.is_async:
            m.calls.run_generator(m, frame, value, lambda _: None)
    return Unknown("an expression that is not modelled")


TABLE: dict[type, Callable[[Machine, Frame, Any], Value]] = {
    facts.Const: _const,
    facts.Name: _name,
    facts.Attr: _attr,
    facts.Call: _call,
    facts.Starred: _starred,
    facts.Subscript: _subscript,
    facts.Slice: _slice,
    facts.Sequence: _sequence,
    facts.Mapping: _mapping,
    facts.Compare: _compare,
    facts.Logic: _logic,
    facts.Unary: _unary,
    facts.Binary: _binary,
    facts.Choice: _choice,
    facts.Lambda: _lambda,
    facts.Joined: _joined,
    facts.Walrus: _walrus,
    facts.Comprehension: comprehensions.run,
    facts.Yield: _yield,
    facts.Other: _other,
}
