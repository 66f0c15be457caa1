"""What names and attributes of a function stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint import facts
from standards_lint.reach.missing import Unbound
from standards_lint.reach.state import Found, Nested, Own, State, stop
from standards_lint.simulate import foreign
from standards_lint.simulate.lazy import Deferred, LazyModule
from standards_lint.simulate.values import (
    ABSENT,
    Bound,
    ClassValue,
    External,
    Fallback,
    FunctionValue,
    Instance,
    Marked,
    Module,
    Raised,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.reach.walk import Walk

_UNSEEN = (Deferred, LazyModule)


def name(w: Walk, s: State, e: facts.Name) -> Value:
    """The value of a name.

    Raises:
        Stopped: nothing bound it, for what it stands for is missing.
    """
    found = s.names.get(e.id, ABSENT)
    if found is ABSENT:
        found = Unknown(e.id) if e.id in w.local_names else _of_module(w, e.id)
    if isinstance(found, Unbound):
        cls = UnboundLocalError if e.id in w.local_names else NameError
        raise stop(s, cls, Found("unbound", e.id, w.line, found.cause))
    _mention(w, s, found)
    return found


def _of_module(w: Walk, name: str) -> Value:
    scope = w.scope
    if name in scope.shared:
        return Unknown(name)
    if name in scope.missing:
        return scope.missing[name]
    found = scope.module.ns.get(name, ABSENT)
    if found is ABSENT:
        try:
            return scope.m.attributes.load_name(scope.m, scope.frame, name)
        except Raised:
            return Unknown(name)
    return Unknown(name) if isinstance(found, _UNSEEN) else found


def _mention(w: Walk, s: State, found: Value) -> None:
    """A function that is named where the way is certain may be called from there."""
    if s.is_doubtful:
        return
    if isinstance(found, Nested):
        w.inner.append(found)
    elif isinstance(found, Bound):
        _mention(w, s, found.function)
    elif isinstance(found, FunctionValue):
        w.mentioned.add(id(found.fact))
        w.mentioned_names.add(found.fact.name)


def attribute(w: Walk, s: State, owner: Value, name: str) -> Value:
    """An attribute of a value that is not None."""
    if isinstance(owner, Own):
        found = _of_own(w, owner, name)
    elif isinstance(owner, Module):
        found = _of_other_module(w, owner, name)
    elif isinstance(owner, External):
        found = foreign.attribute(w.scope.m, owner, name)
    elif isinstance(owner, ClassValue):
        found = _function(owner.find(name), owner)
    elif isinstance(owner, Instance):
        found = _of_instance(w, owner, name)
    else:
        if not s.is_doubtful:
            w.mentioned_names.add(name)
        return Unknown(f"attribute {name}")
    _mention(w, s, found)
    return found


def _of_own(w: Walk, owner: Own, name: str) -> Value:
    """A method of `self`; what else an object has is unknown."""
    found = owner.owner.find(name, owner.owner if owner.is_super else None)
    unknown = Unknown("self")
    if isinstance(found, FunctionValue):
        return Bound(found, unknown)
    if isinstance(found, Marked) and isinstance(found.function, FunctionValue):
        if found.kind == "property":
            return w.scope.call(found.function, [unknown], {})
        return Bound(found.function, unknown) if found.kind == "classmethod" else found.function
    return Unknown(f"self.{name}")


def _function(found: Value, receiver: Value) -> Value:
    if isinstance(found, Marked) and isinstance(found.function, FunctionValue):
        if found.kind == "classmethod":
            return Bound(found.function, receiver)
        return found.function if found.kind == "staticmethod" else Unknown("a property")
    return found if isinstance(found, FunctionValue) else Unknown("an attribute of a class")


def _of_other_module(w: Walk, module: Module, name: str) -> Value:
    found = module.ns.get(name, ABSENT)
    if found is ABSENT:
        found = w.scope.m.process.modules.get(f"{module.name}.{name}", ABSENT)
    if found is ABSENT or isinstance(found, _UNSEEN):
        return Unknown(f"{module.name}.{name}")
    is_loose = isinstance(found, Fallback) and w.is_shared(module, name)
    return Unknown(name) if is_loose else found


def _of_instance(w: Walk, owner: Instance, name: str) -> Value:
    try:
        found = w.scope.m.attributes.find(w.scope.m, w.scope.frame, owner, name)
    except (Raised, RecursionError):
        return Unknown(f"attribute {name}")
    return Unknown(f"attribute {name}") if found is ABSENT else found
