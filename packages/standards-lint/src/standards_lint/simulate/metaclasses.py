"""What a first-party metaclass, or a class itself, does where its classes are used as objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import (
    ABSENT,
    Bound,
    ClassValue,
    FunctionValue,
    Marked,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine


def metaclass_of(cls: ClassValue) -> ClassValue | None:
    """The first-party metaclass of a class, its own or inherited."""
    for item in cls.mro():
        if isinstance(item, ClassValue):
            found = item.keywords.get("metaclass")
            if isinstance(found, ClassValue):
                return found
    return None


def call(m: Machine, frame: Frame, cls: Value, name: str, *args: Value) -> Value:
    """The result of a special method of the metaclass, ABSENT where it defines none."""
    method = find(cls, f"__{name}__") if isinstance(cls, ClassValue) else ABSENT
    return m.call(frame, Bound(method, cls), args) if isinstance(method, FunctionValue) else ABSENT


def find(cls: ClassValue, name: str) -> Value:
    """What the metaclass of a class holds under a name, ABSENT where it has no such name."""
    metaclass = metaclass_of(cls)
    return metaclass.find(name) if metaclass is not None else ABSENT


def subscript(m: Machine, frame: Frame, cls: ClassValue, key: Value) -> Value:
    """`cls[key]`: what the metaclass or `__class_getitem__` (PEP 560) gives, else the class."""
    found = call(m, frame, cls, "getitem", key)
    if found is not ABSENT:
        return found
    hook = cls.find("__class_getitem__")
    function = hook.function if isinstance(hook, Marked) else hook
    if isinstance(function, FunctionValue):
        return m.call(frame, Bound(function, cls), [key])
    return cls


def prepared(m: Machine, frame: Frame, metaclass: Value, name: str, bases: Value) -> None:
    """Calls `__prepare__`; what it returns is taken to be an ordinary namespace."""
    if isinstance(metaclass, ClassValue):
        hook = metaclass.find("__prepare__")
        function = hook.function if isinstance(hook, Marked) else hook
        if isinstance(function, FunctionValue):
            m.call(frame, Bound(function, metaclass), [name, bases])
