"""What a call can still change that is not followed to its end: all of that becomes unknown."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from standards_lint import facts
from standards_lint.simulate import containers, effects, foreign, names
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

_ADDING = frozenset("append extend insert add setdefault update".split())
_TAKING = frozenset(
    "remove pop clear discard popitem difference_update intersection_update".split()
)
_KEYED = ("setdefault", "pop")
# How deeply calls inside a call that is not followed are looked through.
_DEPTH = 3


class Change(NamedTuple):
    """What one statement does to what lies outside the scope it runs in, and calls that may.

    `target` is the container, the object or what is called. `last` is the last line at which it
    may still be about to happen.
    """

    kind: str
    target: Any
    name: str
    last: float


def lose(m: Machine, frame: Frame, body: facts.Body, why: Unknown, since: float = 0) -> None:
    """Makes unknown whatever the statements of a call can change from a line on."""
    for value in list(frame.ns.values()):
        if isinstance(value, (List, Dict)) and not value.loose:
            containers.loosen(m, value)
    live = _live(m, frame.function, body, _changes(m, body))
    left = [change for change in live if change.last >= since]
    _lose(m, frame, left, why, _DEPTH)


def _lose(m: Machine, frame: Frame, left: Iterable[Change], why: Unknown, depth: int) -> None:
    targets: dict[int, Value] = {}
    for change in left:
        if change.kind == "global":
            _lose_name(m, frame.globals_, change.name, why)
        elif change.kind == "nonlocal":
            _lose_name(m, _around(frame, change.name), change.name, why)
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
            space = value.attrs if isinstance(value, Instance) else value.ns
            _lose_name(m, space, change.name, why, "attribute")
    elif change.kind == "entry" and isinstance(value, Dict):
        containers.put(m, value, change.name, Perhaps(why, why))
    elif isinstance(value, (List, Dict)):
        if not value.loose:
            containers.loosen(m, value)
        if change.kind == "removal" and value:
            m.process.changes(value)
            value.clear()


def _lose_inside(m: Machine, frame: Frame, call: facts.Call, why: Unknown, depth: int) -> None:
    """The same for a function that is called there."""
    function = _peek(m, frame, call.func)
    if not isinstance(function, FunctionValue) or _is_harmless(m, function):
        return
    body = function.fact.body or m.code.body(function.module.name, function.fact)
    if body is None:
        return
    args = [_peek(m, frame, arg) for arg in call.args]
    if isinstance(call.func, facts.Attr):
        receiver = _peek(m, frame, call.func.value)
        args = args if isinstance(receiver, Module) else [receiver, *args]
    inner = Frame(function.module, Dict(), function.closure)
    inner.ns.update({param.name: arg for param, arg in zip(body.params, args, strict=False)})
    inner.local_names = body.local_names
    _lose(m, inner, _live(m, function, body, _outward(m, body)), why, depth - 1)


def _is_harmless(m: Machine, function: FunctionValue) -> bool:
    """Whether a call changes nothing outside, as far as what it calls is known."""
    key = id(function.fact)
    store = m.process.harmless if function.module.running else m.harmless
    known = store.get(key)
    if known is None:
        store[key] = True
        body = function.fact.body or m.code.body(function.module.name, function.fact)
        known = body is None or all(
            change.kind == "call" and _calls_harmless(m, function, change.target)
            for change in _outward(m, body)
        )
        store[key] = known
    return known


def _calls_harmless(m: Machine, function: FunctionValue, call: facts.Call) -> bool:
    target = effects.target(m, function, call.func)
    return not isinstance(target, FunctionValue) or _is_harmless(m, target)


def _around(frame: Frame, name: str) -> Dict:
    closure = frame.closure
    while closure is not None and name not in closure.ns:
        closure = closure.closure
    return (closure or frame).ns


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


def _changes(m: Machine, body: facts.Body) -> tuple[Change, ...]:
    known = m.changes.get(id(body))
    if known is None:
        found: list[Change] = []
        _collect(body.statements, 0, found)
        known = m.changes[id(body)] = _distinct(found)
    return known


def _distinct(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Each once, with the last line at which it may happen; equal targets are one object."""
    targets: dict[Any, Any] = {}
    found: dict[Any, Change] = {}
    for change in changes:
        target = targets.setdefault(change.target, change.target)
        key = (change.kind, target, change.name)
        known = found.get(key, change)
        found[key] = Change(change.kind, target, change.name, max(known.last, change.last))
    return tuple(found.values())


def _outward(m: Machine, body: facts.Body) -> tuple[Change, ...]:
    """Those of a call that has not begun: what its own names will stand for is not known."""
    known = m.outward.get(id(body))
    if known is None:
        unknown = body.local_names.difference(param.name for param in body.params)
        known = tuple(item for item in _changes(m, body) if _root(item) not in unknown)
        m.outward[id(body)] = known
    return known


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
    root = _root(change)
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


def _root(change: Change) -> str:
    e = change.target.func if isinstance(change.target, facts.Call) else change.target
    while isinstance(e, (facts.Attr, facts.Subscript)):
        e = e.value
    return e.id if isinstance(e, facts.Name) else ""


def _collect(node: Any, last: float, found: list[Change]) -> None:
    if isinstance(node, tuple):
        for item in node:
            _collect(item, last, found)
        return
    if isinstance(node, (facts.Define, facts.Lambda)) or not hasattr(node, "__struct_fields__"):
        return
    last = max(last, getattr(node, "line", 0))
    if isinstance(node, (facts.For, facts.While)):
        last = inf
    found += _made_by(node, last)
    for field in node.__struct_fields__:
        _collect(getattr(node, field), last, found)


def _made_by(node: Any, last: float) -> list[Change]:
    if isinstance(node, facts.Scope):
        kind = "global" if node.is_global else "nonlocal"
        return [Change(kind, None, name, inf) for name in node.names]
    if isinstance(node, facts.Call):
        made = [Change("call", node, "", last)]
        if isinstance(node.func, facts.Attr) and node.func.attr in _ADDING | _TAKING:
            key = _key(node.args[0]) if node.args and node.func.attr in _KEYED else ""
            kind = "entry" if key else "addition" if node.func.attr in _ADDING else "removal"
            made.append(Change(kind, node.func.value, key, last))
        return made
    found = []
    for target in _targets(node):
        if isinstance(target, facts.Attr):
            found.append(Change("attribute", target.value, target.attr, last))
        elif isinstance(target, facts.Subscript):
            key = _key(target.index)
            found.append(Change("entry" if key else "addition", target.value, key, last))
        elif isinstance(target, facts.Name) and isinstance(node, facts.Augment):
            found.append(Change("addition", target, "", last))
    return found


def _key(e: Any) -> str:
    return e.value if isinstance(e, facts.Const) and isinstance(e.value, str) else ""


def _targets(node: Any) -> tuple[Any, ...]:
    if isinstance(node, (facts.Assign, facts.Delete)):
        return node.targets
    if isinstance(node, (facts.Augment, facts.Annotate, facts.For)):
        return (node.target,)
    return ()
