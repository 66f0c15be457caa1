"""Evaluates expressions of a function, and stops where one uses what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from standards_lint import facts
from standards_lint.reach import calls, loads
from standards_lint.reach.conditions import may_ask
from standards_lint.reach.state import Escape, Found, Nested, Own, State, Stopped, spelled, stop
from standards_lint.simulate import operations
from standards_lint.simulate.checkpoints import join
from standards_lint.simulate.values import Fallback, Raised, Unknown, Value

if TYPE_CHECKING:
    from standards_lint.reach.walk import Walk

_SOMETHING = Unknown("a value")


def value(w: Walk, s: State, e: facts.Expr) -> Value:
    """The value of an expression.

    Raises:
        Stopped: evaluating it surely raises.
    """
    return _TABLE[type(e)](w, s, e)


def require(w: Walk, s: State, e: facts.Expr, cls: type) -> Value:
    """The value of an expression that must not be None: where None raises `cls`.

    Raises:
        Stopped: it is the None that stands in for something missing.
    """
    found = value(w, s, e)
    if isinstance(found, Fallback):
        raise stop(s, cls, Found("none", spelled(e), w.line, found.cause))
    return found


def decide(w: Walk, s: State, test: facts.Expr) -> tuple[bool | None, bool]:
    """Whether a condition holds, None where that is open; and whether it may ask for a package."""
    truth = truth_of(w, value(w, s, test))
    return truth, truth is None and may_ask(test, w.scope.words)


def truth_of(w: Walk, found: Value) -> bool | None:
    """Whether a value is true, None where that is open."""
    if isinstance(found, (Own, Nested)):
        return True
    try:
        truth = operations.truth(w.scope.m, w.scope.frame, found)
    except Raised:
        return None
    return truth if isinstance(truth, bool) else None


def _const(w: Walk, s: State, e: facts.Const) -> Value:
    return e.value


def _attr(w: Walk, s: State, e: facts.Attr) -> Value:
    if isinstance(e.value, facts.Name):
        known = s.names.get(f"{e.value.id}.{e.attr}")
        if known is not None:
            return known
    return loads.attribute(w, s, require(w, s, e.value, AttributeError), e.attr)


def _subscript(w: Walk, s: State, e: facts.Subscript) -> Value:
    owner, index = require(w, s, e.value, TypeError), value(w, s, e.index)
    if isinstance(owner, (tuple, list)) and isinstance(index, int):
        return owner[index] if -len(owner) <= index < len(owner) else _SOMETHING
    if isinstance(owner, dict) and isinstance(index, str):
        return owner.get(index, _SOMETHING)
    return _SOMETHING


def _parts(w: Walk, s: State, e: Any) -> Value:
    """Evaluates what an expression is made of; its own value is unknown."""
    for name in e.__struct_fields__:
        part = getattr(e, name)
        for item in part if isinstance(part, tuple) else (part,):
            if isinstance(item, facts.Node):
                value(w, s, item)
            elif isinstance(item, tuple):
                value(w, s, item[-1])
    return _SOMETHING


def _sequence(w: Walk, s: State, e: facts.Sequence) -> Value:
    items = [value(w, s, item) for item in e.items]
    is_plain = e.kind == "tuple" and not any(isinstance(item, facts.Starred) for item in e.items)
    return tuple(items) if is_plain else _SOMETHING


def _compare(w: Walk, s: State, e: facts.Compare) -> Value:
    left = value(w, s, e.left)
    result: Value = True
    for op, operand in zip(e.ops, e.rights, strict=True):
        right = value(w, s, operand)
        result = _compared(w, op, left, right)
        if result is False:
            return False
        left = right
    return result


def _compared(w: Walk, op: str, left: Value, right: Value) -> Value:
    if any(isinstance(side, (Own, Nested, Unknown)) for side in (left, right)):
        return _SOMETHING
    try:
        return operations.compare(w.scope.m, w.scope.frame, op, left, right)
    except Raised:
        return _SOMETHING


def _logic(w: Walk, s: State, e: facts.Logic) -> Value:
    """`and` and `or`; an operand that may not be reached is evaluated on that condition."""
    result: Value = e.is_and
    before, is_open = s.is_doubtful, False
    try:
        for operand in e.values:
            try:
                result = value(w, s, operand)
            except Stopped as end:
                if not is_open:
                    raise
                w.raised.append(Escape(end, s.copy()))
                break
            truth = truth_of(w, result)
            if truth is None:
                is_open = True
                s.is_doubtful = s.is_doubtful or may_ask(operand, w.scope.words)
            elif truth is not e.is_and:
                return truth if is_open else result
    finally:
        s.is_doubtful = before
    return _SOMETHING if is_open else result


def _unary(w: Walk, s: State, e: facts.Unary) -> Value:
    operand = value(w, s, e.value)
    truth = truth_of(w, operand) if e.op == "not" else None
    if truth is not None:
        return not truth
    return -operand if e.op == "-" and isinstance(operand, (int, float)) else _SOMETHING


def _choice(w: Walk, s: State, e: facts.Choice) -> Value:
    truth, asks = decide(w, s, e.test)
    if truth is not None:
        return value(w, s, e.body if truth else e.orelse)
    values = []
    before = s.is_doubtful
    s.is_doubtful = before or asks
    for branch in (e.body, e.orelse):
        try:
            values.append(value(w, s, branch))
        except Stopped as end:
            w.raised.append(Escape(end, s.copy()))
    s.is_doubtful = before
    if not values:
        raise Stopped(Exception)
    return values[0] if len(values) == 1 else join(values[0], values[1], _SOMETHING)


def _walrus(w: Walk, s: State, e: facts.Walrus) -> Value:
    found = s.names[e.name] = value(w, s, e.value)
    return found


def _comprehension(w: Walk, s: State, e: facts.Comprehension) -> Value:
    inner = s.copy()
    for generator in e.generators:
        require(w, inner, generator.iterable, TypeError)
        w.bind(inner, generator.target, _SOMETHING)
        for condition in generator.conditions:
            truth, asks = decide(w, inner, condition)
            if truth is False:
                return _SOMETHING
            inner.is_doubtful = inner.is_doubtful or asks
    for part in (e.element, e.value):
        if part is not None:
            value(w, inner, part)
    return _SOMETHING


def _lambda(w: Walk, s: State, e: facts.Lambda) -> Value:
    return _SOMETHING


_TABLE: dict[type, Callable[[Walk, State, Any], Value]] = {
    facts.Const: _const,
    facts.Name: loads.name,
    facts.Attr: _attr,
    facts.Call: calls.call,
    facts.Starred: _parts,
    facts.Subscript: _subscript,
    facts.Slice: _parts,
    facts.Sequence: _sequence,
    facts.Mapping: _parts,
    facts.Compare: _compare,
    facts.Logic: _logic,
    facts.Unary: _unary,
    facts.Binary: _parts,
    facts.Choice: _choice,
    facts.Lambda: _lambda,
    facts.Joined: _parts,
    facts.Walrus: _walrus,
    facts.Comprehension: _comprehension,
    facts.Yield: _parts,
    facts.Other: _parts,
}
