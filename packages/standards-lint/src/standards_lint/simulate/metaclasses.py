"""What a first-party metaclass, or a class itself, does where its classes are used as objects."""

from __future__ import annotations

from abc import ABC
from typing import TYPE_CHECKING, Generic, Protocol

from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import (
    ABSENT,
    Bound,
    ClassValue,
    External,
    FunctionValue,
    Marked,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

# Foreign bases and a foreign metaclass that bring few attributes.
_BARE = {"typing.Generic": Generic, "typing.Protocol": Protocol, "abc.ABC": ABC}
_ABC_META = External("abc.ABCMeta")
_PLAIN = (type, object, External("builtins.type"), _ABC_META)


def metaclass_of(cls: ClassValue) -> ClassValue | None:
    """The first-party metaclass of a class, its own or inherited."""
    for item in cls.mro():
        if isinstance(item, ClassValue):
            found = item.keywords.get("metaclass")
            if isinstance(found, ClassValue):
                return found
    return None


def surely_lacks(cls: ClassValue, name: str) -> bool:
    """Whether a class has no attribute of a private name that none of its own classes defines.

    Others than first-party code may give it names that are public or special.
    """
    is_private = name.startswith("_") and not name.startswith(("__", "_abc_"))
    return is_private and all(_lacks(item, name) for item in cls.mro())


def _lacks(base: Value, name: str) -> bool:
    if isinstance(base, ClassValue):
        metaclass = base.keywords.get("metaclass")
        is_plain = metaclass is None or metaclass == _ABC_META or _is_own(metaclass)
        return is_plain and not base.ns.loose and "__slots__" not in base.ns
    known = base if isinstance(base, type) else None
    if isinstance(base, External):
        known = _BARE.get(base.name.removesuffix("[]"))
    return known is not None and not hasattr(known, name)


def _is_own(metaclass: Value) -> bool:
    """Whether nothing but `type` lies behind a first-party metaclass."""
    return isinstance(metaclass, ClassValue) and all(
        isinstance(item, ClassValue) or item in _PLAIN for item in metaclass.mro()
    )


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
