"""Functions, properties and other descriptors as attributes of objects (Python's descriptors)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.simulate import special
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.names import put
from standards_lint.simulate.values import (
    ABSENT,
    Bound,
    ClassValue,
    FunctionValue,
    Instance,
    Marked,
    Native,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

_ACCESSORS = frozenset(("getter", "setter", "deleter"))


def bound(m: Machine, frame: Frame, found: Value, receiver: Value) -> Value:
    """An attribute of a class as its object gives it."""
    if isinstance(found, FunctionValue):
        return Bound(found, receiver)
    if isinstance(found, Marked):
        if found.kind == "property":
            return m.call(frame, found.function, [receiver])
        if found.kind == "partialmethod":
            return Bound(found.function, receiver)
        if found.kind == "classmethod":
            owner = receiver.cls if isinstance(receiver, Instance) else receiver
            return Bound(found.function, owner)
        return found.function
    return found


def of_marked(m: Machine, frame: Frame, value: Marked, name: str) -> Value:
    """An attribute of a property or method object; `setter` and its like make a new property."""
    if value.kind != "property" or name not in _ACCESSORS:
        return Unknown(f"attribute {name} of a {value.kind}")

    def run(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        function = args[0] if args and name == "getter" else value.function
        made = Marked("property", function)
        made.accessors = {**value.accessors, **({name: args[0]} if args else {})}
        return made

    return Native(f"property.{name}", run)


def assign(m: Machine, frame: Frame, target: Instance, name: str, value: Value) -> None:
    """`target.name = value` for a first-party object."""
    hook = target.cls.find("__setattr__")
    if isinstance(hook, FunctionValue):
        m.call(frame, Bound(hook, target), [name, value])
        target.attrs.setdefault(name, value)
        return
    found = target.cls.find(name)
    if isinstance(found, Marked) and "setter" in found.accessors:
        m.call(frame, found.accessors["setter"], [target, value])
    elif special.call(m, frame, found, "set", target, value) is ABSENT:
        put(m, target.attrs, name, value, "attribute")


def delete(m: Machine, frame: Frame, target: Instance, name: str) -> None:
    """`del target.name` for a first-party object."""
    found = target.cls.find(name)
    if isinstance(found, Marked) and "deleter" in found.accessors:
        m.call(frame, found.accessors["deleter"], [target])
    elif special.call(m, frame, target, "delattr", name) is ABSENT:
        special.call(m, frame, found, "delete", target)
        put(m, target.attrs, name, ABSENT, "attribute")


def whole_lookup(m: Machine, frame: Frame, target: Instance, name: str) -> Value:
    """What `__getattribute__` of a first-party class gives, ABSENT where there is none."""
    hook = target.cls.find("__getattribute__")
    if not isinstance(hook, FunctionValue) or hook in m.process.active:
        return ABSENT
    return m.call(frame, Bound(hook, target), [name])


def instantiate_below(m: Machine, cls: ClassValue) -> Native:
    """`super().__call__` in a metaclass: makes an object as `type` does."""

    def run(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        return m.calls.instantiate(m, frame, cls, args, keywords)

    return Native("type.__call__", run)
