"""What a call can still change that is not followed to its end: all of that becomes unknown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from standards_lint import facts
from standards_lint.simulate import containers, effects, footprint, foreign, names
from standards_lint.simulate.footprint import Change
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import (
    ABSENT,
    ClassValue,
    Dict,
    External,
    FunctionValue,
    Instance,
    List,
    Module,
    Perhaps,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.checkpoints import Kind
    from standards_lint.simulate.machine import Machine

# How deeply calls inside a call that is not followed are looked through.
_DEPTH = 3


def lose(m: Machine, frame: Frame, body: facts.Body, why: Unknown, since: float = 0) -> None:
    """Makes unknown whatever the statements of a call can change from a line on."""
    for value in list(frame.ns.values()):
        if isinstance(value, (List, Dict)):
            containers.loosen(m, value)
    live = _live(m, frame.function, body, footprint.changes(m, body))
    left = [change for change in live if change.last >= since]
    _lose(m, frame, left, why, _DEPTH)


def _lose(m: Machine, frame: Frame, left: Iterable[Change], why: Unknown, depth: int) -> None:
    targets: dict[int, Value] = {}
    for change in left:
        if change.kind == "global":
            _lose_name(m, frame.globals_, change.name, why)
        elif change.kind == "nonlocal":
            _lose_name(m, names.enclosing(frame, change.name), change.name, why)
        elif change.kind == "call":
            if depth:
                _lose_inside(m, frame, change.target, why, depth)
        else:
            place = id(change.target)
            if place not in targets:
                targets[place] = _peek(m, frame, change.target)
            _lose_part(m, targets[place], change, why)


def _lose_name(m: Machine, space: Dict, name: str, why: Unknown, kind: Kind = "name") -> None:
    known = space.look_up(name)
    is_lost = isinstance(known, Unknown) or (isinstance(known, External) and known.is_result)
    if not is_lost:
        names.put(m, space, name, why, kind)


def _lose_part(m: Machine, value: Value, change: Change, why: Unknown) -> None:
    if change.kind == "attribute":
        if isinstance(value, (Instance, Module, ClassValue)):
            _lose_name(m, names.space(value), change.name, why, "attribute")
    elif change.kind == "entry" and isinstance(value, Dict):
        containers.put(m, value, change.name, Perhaps(why, why))
    elif isinstance(value, (List, Dict)):
        lose_any = containers.lose_items if change.kind == "removal" else containers.loosen
        lose_any(m, value)


def _lose_inside(m: Machine, frame: Frame, call: facts.Call, why: Unknown, depth: int) -> None:
    """The same for a function that is called there."""
    function = _peek(m, frame, call.func)
    if not isinstance(function, FunctionValue) or _is_harmless(m, function):
        return
    body = m.body(function)
    if body is None:
        return
    args = [_peek(m, frame, arg) for arg in call.args]
    if isinstance(call.func, facts.Attr):
        receiver = _peek(m, frame, call.func.value)
        args = args if isinstance(receiver, Module) else [receiver, *args]
    inner = Frame(function.module, Dict(), function.closure)
    inner.ns.update({param.name: arg for param, arg in zip(body.params, args, strict=False)})
    inner.local_names = body.local_names
    _lose(m, inner, _live(m, function, body, footprint.outward(m, body)), why, depth - 1)


def _is_harmless(m: Machine, function: FunctionValue) -> bool:
    """Whether a call changes nothing outside, as far as what it calls is known."""

    def decide(body: facts.Body | None) -> bool:
        return body is None or all(
            change.kind == "call" and _calls_harmless(m, function, change.target)
            for change in footprint.outward(m, body)
        )

    return effects.claim(m, function, "harmless", decide)


def _calls_harmless(m: Machine, function: FunctionValue, call: facts.Call) -> bool:
    target = effects.target(m, function, call.func)
    return not isinstance(target, FunctionValue) or _is_harmless(m, target)


def _peek(m: Machine, frame: Frame, e: Any) -> Value:
    """The value of an expression as far as it can be told without running anything."""
    if isinstance(e, facts.Name):
        own = frame.ns.get(e.id, ABSENT)
        if own is not ABSENT:
            return own
        m.sight.names.add(e.id)
        return m.attributes.find_name(frame, e.id)
    if isinstance(e, facts.Const):
        return e.value
    if isinstance(e, facts.Attr):
        return _peek_attribute(m, _peek(m, frame, e.value), e.attr)
    if isinstance(e, facts.Subscript):
        container, key = _peek(m, frame, e.value), _peek(m, frame, e.index)
        if isinstance(container, Dict) and isinstance(key, str):
            return container.get(key, ABSENT)
    return ABSENT


def _peek_attribute(m: Machine, value: Value, name: str) -> Value:
    m.sight.names.add(name)
    if isinstance(value, External):
        return foreign.attribute(m, value, name)
    if isinstance(value, Module):
        return value.ns.look_up(name)
    if isinstance(value, ClassValue):
        return value.find(name)
    if isinstance(value, Instance):
        found = value.attrs.get(name, ABSENT)
        return found if found is not ABSENT else value.cls.find(name)
    return ABSENT


def _live(
    m: Machine, function: FunctionValue, body: facts.Body, changes: tuple[Change, ...]
) -> tuple[Change, ...]:
    """Those but calls that can change nothing."""
    known = m.live.get(id(changes))
    if known is None:
        known = tuple(
            change
            for change in changes
            if change.kind != "call" or _may_matter(m, function, body, change)
        )
        if not function.module.running:
            m.live[id(changes)] = known
    return known


def _may_matter(m: Machine, function: FunctionValue, body: facts.Body, change: Change) -> bool:
    target = effects.target(m, function, change.target.func)
    if target is not None:
        return isinstance(target, FunctionValue) and not _is_harmless(m, target)
    root = footprint.root(change)
    is_own = root in body.local_names or any(param.name == root for param in body.params)
    if is_own or _is_nested(function) or function.module.running:
        return bool(root)
    found = function.module.ns.get(root)
    return found is not None and not isinstance(found, External)


def _is_nested(function: FunctionValue) -> bool:
    """Whether it was made by a call, whose names it sees."""
    closure = function.closure
    while closure is not None and closure.function is None:
        closure = closure.closure
    return closure is not None
