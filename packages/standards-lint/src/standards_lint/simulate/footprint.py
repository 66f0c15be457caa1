"""What the statements of a body may change that lies outside the scope they run in."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from standards_lint import facts

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

_ADDING = frozenset("append extend insert add setdefault update".split())
_TAKING = frozenset(
    "remove pop clear discard popitem difference_update intersection_update".split()
)
_KEYED = ("setdefault", "pop")


class Change(NamedTuple):
    """What one statement does to what lies outside the scope it runs in, and calls that may.

    `target` is the container, the object or what is called. `last` is the last line at which it
    may still be about to happen.
    """

    kind: str
    target: Any
    name: str
    last: float


def changes(m: Machine, body: facts.Body) -> tuple[Change, ...]:
    """All that a body may do, in order."""
    known = m.changes.get(id(body))
    if known is None:
        found: list[Change] = []
        _collect(body.statements, 0, found)
        known = m.changes[id(body)] = _distinct(found)
    return known


def _distinct(found: Iterable[Change]) -> tuple[Change, ...]:
    """Each once, with the last line at which it may happen; equal targets are one object."""
    targets: dict[Any, Any] = {}
    last: dict[Any, Change] = {}
    for change in found:
        target = targets.setdefault(change.target, change.target)
        key = (change.kind, target, change.name)
        known = last.get(key, change)
        last[key] = Change(change.kind, target, change.name, max(known.last, change.last))
    return tuple(last.values())


def outward(m: Machine, body: facts.Body) -> tuple[Change, ...]:
    """Those of a call that has not begun: what its own names will stand for is not known."""
    known = m.outward.get(id(body))
    if known is None:
        unknown = body.local_names.difference(param.name for param in body.params)
        known = tuple(item for item in changes(m, body) if root(item) not in unknown)
        m.outward[id(body)] = known
    return known


def root(change: Change) -> str:
    """The name that leads to what is changed or called, if one does."""
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
