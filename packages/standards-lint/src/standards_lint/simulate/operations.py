"""Operators, truth and containers over values of which some are unknown."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from standards_lint.simulate import containers, metaclasses, paths, special
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import (
    ABSENT,
    Bound,
    ClassValue,
    Dict,
    ExceptionValue,
    External,
    Fallback,
    FunctionValue,
    GeneratorValue,
    Instance,
    List,
    Module,
    Native,
    Perhaps,
    Unknown,
    Value,
    Version,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

_PLAIN = (str, int, float, bool, type(None), bytes)
_SOLID = (Module, FunctionValue, ClassValue, Bound, Native, GeneratorValue, ExceptionValue, type)
# What equals no text, number or None.
_HOLDERS = (List, Dict, tuple, Module, FunctionValue, Bound)
_LARGEST_RESULT = 10_000
# Whose classes, as bases, leave it to a subclass to say when an object is false.
_NEVER_FALSE = frozenset(
    "abc argparse ast contextlib importlib io json logging threading types unittest".split()
)
_PLAIN_BASES = frozenset(
    "builtins.object enum.Enum typing.Generic typing.Protocol "
    "typing_extensions.Generic typing_extensions.Protocol".split()
)

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "|": operator.or_,
    "&": operator.and_,
    "^": operator.xor,
}
_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def doubt(*values: Value) -> Unknown:
    """An unknown value that inherits the reason of the first operand that is unknown."""
    for value in values:
        if isinstance(value, Unknown):
            return value
    for value in values:
        if isinstance(value, External):
            return Unknown(value.name)
    return Unknown("a computed value")


def is_plain(value: Value) -> bool:
    """Whether a value is known to the last part."""
    if isinstance(value, _PLAIN):
        return True
    if isinstance(value, (tuple, list, set, frozenset)):
        return not getattr(value, "loose", False) and all(is_plain(item) for item in value)
    return False


def truth(m: Machine, frame: Frame, value: Value) -> bool | Unknown:
    """Whether a value is true."""
    if isinstance(value, (bool, str, int, float, type(None), tuple, bytes, range)):
        return bool(value)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Dict):
        is_filled = any(type(item) is not Perhaps for item in value.values())
        return is_filled or _perhaps_filled(is_known=containers.is_whole(value))
    if isinstance(value, (List, set, frozenset)):
        return bool(value) or _perhaps_filled(is_known=not getattr(value, "loose", False))
    if isinstance(value, Fallback):
        return False
    if isinstance(value, Version):
        return True
    if isinstance(value, External):
        return True if value.is_definite() else Unknown(value.name)
    if isinstance(value, (ClassValue, Instance)):
        call = metaclasses.call if isinstance(value, ClassValue) else special.call
        for method in ("bool", "len"):
            told = call(m, frame, value, method)
            if told is not ABSENT:
                return bool(told) if is_plain(told) else doubt(told)
    if isinstance(value, Instance):
        return all(map(_is_always_true, value.cls.mro())) or Unknown("whether an object is empty")
    return True


def _is_always_true(base: Value) -> bool:
    """Whether objects are true for all that this class of theirs has to do with it."""
    if isinstance(base, type):
        return not (hasattr(base, "__len__") or hasattr(base, "__bool__"))
    if isinstance(base, External):
        name = base.name.removesuffix("[]")
        return name in _PLAIN_BASES or name.partition(".")[0] in _NEVER_FALSE
    return isinstance(base, ClassValue)


def _perhaps_filled(*, is_known: bool) -> bool | Unknown:
    return False if is_known else Unknown("whether a container is empty")


def is_none(value: Value) -> bool | Unknown:
    """Whether a value is None."""
    if value is None or isinstance(value, Fallback):
        return True
    if isinstance(value, Unknown):
        return value
    if isinstance(value, External):
        return False if value.is_definite() else Unknown(value.name)
    return False


def as_set(value: Value) -> Any:
    """A set as Python's own, any other value as it is."""
    if not getattr(value, "is_set", False):
        return value
    try:
        return set(value)
    except TypeError:
        return value


def equal(left: Value, right: Value) -> bool | Unknown:
    """Whether two values are equal, as far as that can be told."""
    if is_plain(left) and is_plain(right) and as_set(left) is not left:
        return bool(as_set(left) == as_set(right))
    if is_plain(left) and is_plain(right):
        return bool(left == right)
    if (isinstance(left, Fallback) or left is None) and isinstance(right, (Fallback, type(None))):
        return True
    if isinstance(left, Fallback) or isinstance(right, Fallback):
        return False if is_plain(left) or is_plain(right) else doubt(left, right)
    if left is right and not isinstance(left, Unknown):
        return True
    if _surely_differ(left, right) or _surely_differ(right, left):
        return False
    if isinstance(left, tuple) and isinstance(right, tuple):
        if len(left) != len(right):
            return False
        results = [equal(a, b) for a, b in zip(left, right, strict=True)]
        if False in results:
            return False
        return True if all(result is True for result in results) else doubt(*left, *right)
    return doubt(left, right)


def _surely_differ(left: Value, right: Value) -> bool:
    if special.is_member(left):
        return is_plain(right) or special.is_member(right)
    return isinstance(left, _HOLDERS) and isinstance(right, _PLAIN)


def compare(m: Machine, frame: Frame, op: str, left: Value, right: Value) -> Value:
    """The result of one comparison."""
    defined = special.comparison(m, frame, op, left, right)
    if defined is not ABSENT:
        return defined
    if op in ("is", "is not"):
        result = _identical(left, right)
    elif op in ("in", "not in"):
        result = contains(m, frame, right, left)
    elif op in ("==", "!="):
        result = equal(left, right)
    elif isinstance(left, Fallback):
        text = f"'{op}' is not supported by None"
        raise m.attributes.after_fallback(frame, TypeError, text, left)
    elif isinstance(left, Version):
        if m.process.doubts_versions:
            return Unknown(f"the version of {left.of}")
        m.process.assumes.add(f"{left.of} is recent enough")
        m.process.versions += 1
        return op in (">", ">=")
    elif (is_plain(left) and is_plain(right)) or _are_versions(left, right):
        try:
            return bool(_ORDER[op](as_set(left), as_set(right)))
        except TypeError:
            return Unknown("a comparison")
    else:
        return doubt(left, right)
    if isinstance(result, bool):
        return not result if op in ("is not", "not in", "!=") else result
    return result


def _are_versions(left: Value, right: Value) -> bool:
    return type(left).__name__ == type(right).__name__ == "Version" and hasattr(left, "release")


def _identical(left: Value, right: Value) -> bool | Unknown:
    if right is None:
        return is_none(left)
    if left is None:
        return is_none(right)
    if isinstance(left, (bool, type)) and isinstance(right, (bool, type)):
        return left is right
    if left is right and not isinstance(left, Unknown):
        return True
    if isinstance(left, _SOLID) and isinstance(right, _SOLID):
        return left is right
    if special.is_member(left) and special.is_member(right):
        return False
    return doubt(left, right)


def contains(m: Machine, frame: Frame, container: Value, item: Value) -> bool | Unknown:
    """Whether `item in container`."""
    if isinstance(container, External) and container.name == "sys.modules":
        return is_loaded(m, item)
    if container is m.search and isinstance(item, str):
        # Whoever asks does so in order not to add a folder twice.
        return item in m.search
    if isinstance(container, External) and container.name == "builtins.__dict__":
        return m.around.has_name("builtins", item) if isinstance(item, str) else doubt(item)
    defined = special.call(m, frame, container, "contains", item)
    if defined is not ABSENT:
        return truth(m, frame, defined)
    if isinstance(container, str):
        return item in container if isinstance(item, str) else doubt(item)
    if isinstance(container, dict):
        if is_plain(item) or isinstance(item, _SOLID):
            try:
                found = item in container
            except TypeError:
                return Unknown("a membership")
            if found and type(container[item]) is Perhaps:
                return container[item]
            return found or (Unknown("a table") if getattr(container, "loose", False) else False)
        return doubt(item)
    if isinstance(container, (list, tuple, set, frozenset)):
        results = [equal(item, other) for other in container]
        if True in results:
            return True
        if getattr(container, "loose", False):
            return Unknown("a list")
        return False if all(result is False for result in results) else doubt(item, *container)
    return doubt(container, item)


def is_loaded(m: Machine, name: Value) -> bool | Unknown:
    """Whether `sys.modules` has an entry."""
    if not isinstance(name, str):
        return doubt(name)
    if name in m.process.modules:
        if name in m.process.sequences:
            m.process.touch_presence(name)
        return True
    if m.code.find(name) is not None or m.lookup(name).state == "absent":
        m.process.miss(name)
        return False
    return Unknown(f"whether {name} is loaded")


def binary(m: Machine, frame: Frame, op: str, left: Value, right: Value) -> Value:
    """The result of a binary operator.

    Raises:
        Raised: TypeError for `None | X` where None stands in for a missing import.
    """
    defined = special.operator(m, frame, op, left, right)
    if defined is ABSENT:
        defined = paths.divided(op, left, right)
    if defined is not ABSENT:
        return defined
    if isinstance(left, str) and op == "%":
        for part in right if isinstance(right, tuple) else (right,):
            special.text(m, frame, part)
    for value, other in ((left, right), (right, left)):
        if isinstance(value, Fallback) and _adds_nothing(op, other):
            text = f"unsupported operand for {op}: 'NoneType'"
            raise m.attributes.after_fallback(frame, TypeError, text, value)
    if op == "+" and isinstance(left, (List, tuple)) and isinstance(right, (List, tuple)):
        return _concatenated(left, right)
    if op == "|" and isinstance(left, Dict) and isinstance(right, Dict):
        joined = Dict({**left, **right})
        joined.loose = left.loose or right.loose
        return joined
    if is_plain(left) and is_plain(right) and op in _BINARY:
        try:
            small = op not in ("*", "**") or _size(left) * _size(right) <= _LARGEST_RESULT
            if small and not (op == "<<" and int(right) > 64):
                return containers.wrap(_BINARY[op](as_set(left), as_set(right)))
        except (TypeError, ValueError, ArithmeticError):
            pass
    return doubt(left, right)


def _adds_nothing(op: str, other: Value) -> bool:
    """Whether a value has no operator of its own that takes None; `|` makes unions of types."""
    if op == "|":
        return isinstance(other, (Fallback, type(None)))
    return isinstance(other, (*_PLAIN, tuple, list, dict, Fallback)) and not (
        op == "%" and isinstance(other, str)
    )


def _size(value: Value) -> int:
    return len(value) if isinstance(value, (str, bytes, list, tuple)) else abs(int(value or 0))


def _concatenated(left: Sequence[Value], right: Sequence[Value]) -> Value:
    if isinstance(left, tuple) and isinstance(right, tuple):
        return left + right
    joined = List([*left, *right])
    joined.loose = getattr(left, "loose", False) or getattr(right, "loose", False)
    return joined


def augment(m: Machine, frame: Frame, op: str, left: Value, right: Value) -> Value:
    """The result of `left op= right`; lists and dicts change in place."""
    if isinstance(left, List) and op == ("|" if left.is_set else "+"):
        containers.extend(m, left, containers.elements(m, frame, right))
        return left
    if isinstance(left, Dict) and op == "|":
        containers.update(m, left, right)
        return left
    changed = special.in_place(m, frame, op, left, right)
    return changed if changed is not ABSENT else binary(m, frame, op, left, right)
