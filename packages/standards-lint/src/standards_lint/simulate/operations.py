"""Operators, truth and containers over values of which some are unknown."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from standards_lint.simulate import special
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
    Raised,
    Unknown,
    Value,
    Version,
    failure,
    is_subclass,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

_PLAIN = (str, int, float, bool, type(None), bytes)
_SOLID = (Module, FunctionValue, ClassValue, Bound, Native, GeneratorValue, ExceptionValue, type)
_LARGEST_RESULT = 10_000

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
    if isinstance(value, (bool, str, int, float, type(None), tuple, bytes)):
        return bool(value)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, (List, Dict, set, frozenset)):
        return bool(value) or (
            Unknown("whether a container is empty") if getattr(value, "loose", False) else False
        )
    if isinstance(value, Fallback):
        return False
    if isinstance(value, Version):
        return True
    if isinstance(value, External):
        return True if value.is_definite() else Unknown(value.name)
    if isinstance(value, Instance):
        for method in ("__bool__", "__len__"):
            found = value.cls.find(method)
            if isinstance(found, FunctionValue):
                result = m.call(frame, Bound(found, value))
                return bool(result) if is_plain(result) else doubt(result)
    return True


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
    if isinstance(left, tuple) and isinstance(right, tuple):
        if len(left) != len(right):
            return False
        results = [equal(a, b) for a, b in zip(left, right, strict=True)]
        if False in results:
            return False
        return True if all(result is True for result in results) else doubt(*left, *right)
    return doubt(left, right)


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
        m.process.assumes.add(f"{left.of} is recent enough")
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
    return doubt(left, right)


def contains(m: Machine, frame: Frame, container: Value, item: Value) -> bool | Unknown:
    """Whether `item in container`."""
    if isinstance(container, External) and container.name == "sys.modules":
        return _is_loaded(m, item)
    defined = special.call(m, frame, container, "contains", item)
    if defined is not ABSENT:
        return truth(m, frame, defined)
    if isinstance(container, str):
        return item in container if isinstance(item, str) else doubt(item)
    if isinstance(container, dict):
        if is_plain(item):
            try:
                found = item in container
            except TypeError:
                return Unknown("a membership")
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


def _is_loaded(m: Machine, name: Value) -> bool | Unknown:
    if not isinstance(name, str):
        return doubt(name)
    if name in m.process.modules:
        return m.process.modules[name] is not None or True
    if m.code.find(name) is not None or m.lookup(name).state == "absent":
        return False
    return Unknown(f"whether {name} is loaded")


def binary(m: Machine, frame: Frame, op: str, left: Value, right: Value) -> Value:
    """The result of a binary operator.

    Raises:
        Raised: TypeError for `None | X` where None stands in for a missing import.
    """
    defined = special.operator(m, frame, op, left, right)
    if defined is not ABSENT:
        return defined
    if isinstance(left, Fallback) and op == "|" and isinstance(right, (Fallback, type(None))):
        text = "unsupported operand for |: None"
        raise m.attributes.after_fallback(frame, TypeError, text, left)
    if op == "+" and isinstance(left, (List, tuple)) and isinstance(right, (List, tuple)):
        return _concatenated(left, right)
    if op == "|" and isinstance(left, Dict) and isinstance(right, Dict):
        joined = Dict({**left, **right})
        joined.loose = left.loose or right.loose
        return joined
    if is_plain(left) and is_plain(right) and op in _BINARY:
        small = op not in ("*", "**") or _size(left) * _size(right) <= _LARGEST_RESULT
        try:
            if small and not (op == "<<" and int(right) > 64):
                return wrap(_BINARY[op](as_set(left), as_set(right)))
        except (TypeError, ValueError, ArithmeticError):
            pass
    return doubt(left, right)


def _size(value: Value) -> int:
    return len(value) if isinstance(value, (str, list, tuple)) else abs(int(value or 0))


def _concatenated(left: Sequence[Value], right: Sequence[Value]) -> Value:
    if isinstance(left, tuple) and isinstance(right, tuple):
        return left + right
    joined = List([*left, *right])
    joined.loose = getattr(left, "loose", False) or getattr(right, "loose", False)
    return joined


def augment(m: Machine, frame: Frame, op: str, left: Value, right: Value) -> Value:
    """The result of `left op= right`; lists and dicts change in place."""
    if isinstance(left, List) and op == ("|" if left.is_set else "+"):
        parts = elements(m, frame, right)
        left.extend(parts or ())
        left.loose = left.loose or parts is None
        return left
    if isinstance(left, Dict) and op == "|":
        update(left, right)
        return left
    return binary(m, frame, op, left, right)


def wrap(value: Any) -> Value:
    """A result of Python's own as a value of the machine."""
    if isinstance(value, (List, Dict)):
        return value
    if isinstance(value, dict):
        return Dict(value)
    if isinstance(value, (list, set, frozenset)):
        made = List(sorted(value, key=repr) if not isinstance(value, list) else value)
        made.is_set = not isinstance(value, list)
        return made
    return value


def elements(m: Machine, frame: Frame, value: Value) -> list[Value] | None:
    """The items that iterating over a value gives, None where they are not all known."""
    if isinstance(value, dict):
        return None if getattr(value, "loose", False) else list(value)
    if isinstance(value, (list, tuple, str, set, frozenset)):
        return None if getattr(value, "loose", False) else list(value)
    if isinstance(value, range):
        return list(value) if len(value) <= _LARGEST_RESULT else None
    if isinstance(value, Instance):
        iterator = special.call(m, frame, value, "iter")
        return None if iterator is ABSENT or iterator is value else elements(m, frame, iterator)
    if isinstance(value, GeneratorValue):
        found: list[Value] = []
        m.calls.run_generator(m, frame, value, lambda item: found.append(item))
        return found
    return None


def update(table: Dict, other: Value) -> None:
    """`table.update(other)`"""
    if isinstance(other, dict):
        dict.update(table, other)
        table.loose = table.loose or getattr(other, "loose", False)
    elif isinstance(other, (list, tuple)) and all(
        isinstance(item, tuple) and len(item) == 2 for item in other
    ):
        for key, value in other:
            put(table, key, value)
    else:
        table.loose = True


def put(table: Dict, key: Value, value: Value) -> None:
    """`table[key] = value`"""
    if isinstance(key, Unknown) or (isinstance(key, External) and key.is_result):
        table.loose = True
        return
    try:
        table[key] = value
    except TypeError:
        table.loose = True


def get_item(m: Machine, frame: Frame, container: Value, key: Value) -> Value:
    """`container[key]`"""
    if isinstance(container, External):
        if container.name == "sys.modules" and isinstance(key, str):
            found = m.process.modules.get(key, ABSENT)
            return found if found is not ABSENT else Unknown(f"sys.modules[{key!r}]")
        return External(f"{container.name}[]", is_result=container.is_result)
    if isinstance(container, Fallback):
        text = "'NoneType' object is not subscriptable"
        raise m.attributes.after_fallback(frame, TypeError, text, container)
    if isinstance(container, dict):
        return _from_table(frame, container, key)
    if isinstance(container, (list, tuple, str)) and isinstance(key, (int, slice)):
        try:
            return wrap(container[key]) if not getattr(container, "loose", False) else doubt(key)
        except (IndexError, TypeError, ValueError):
            return Unknown("an index")
    if isinstance(container, Instance):
        method = container.cls.find("__getitem__")
        if isinstance(method, FunctionValue):
            return m.call(frame, Bound(method, container), [key])
    if isinstance(container, (ClassValue, type)):
        return container
    return doubt(container, key)


def _from_table(frame: Frame, table: dict[Value, Value], key: Value) -> Value:
    try:
        if key in table:
            return table[key]
    except TypeError:
        return Unknown("a key")
    if getattr(table, "loose", False) or not is_plain(key):
        return Unknown("an entry of a table")
    raise failure(KeyError, repr(key), None, "", (frame.step(),))


def set_item(m: Machine, frame: Frame, container: Value, key: Value, value: Value) -> None:
    """`container[key] = value`; writes to `sys.modules` count."""
    if isinstance(container, External) and container.name == "sys.modules":
        if isinstance(key, str):
            m.process.modules[key] = value
    elif isinstance(container, Instance):
        special.call(m, frame, container, "setitem", key, value)
    elif isinstance(container, Dict):
        put(container, key, value)
    elif isinstance(container, List):
        if isinstance(key, int) and -len(container) <= key < len(container):
            container[key] = value
        else:
            container.loose = True


def delete_item(m: Machine, container: Value, key: Value) -> None:
    """`del container[key]`"""
    if isinstance(container, External) and container.name == "sys.modules":
        if isinstance(key, str):
            m.process.modules.pop(key, None)
    elif isinstance(container, dict):
        try:
            container.pop(key, None)
        except TypeError:
            container.loose = True  # type: ignore[attr-defined]
    elif isinstance(container, List):
        container.loose = True


def judge(m: Machine, frame: Frame, raised: Raised) -> None:
    """Decides whether an explicit `raise` follows from something the environment lacks.

    It does when it happens while such a failure is handled, when it is an ImportError, or when
    this module met something missing before. AttributeError and KeyError are how lookups say no.
    """
    if is_subclass(raised.value.cls, (AttributeError, KeyError, StopIteration)):
        return
    handling = next((item for item in reversed(m.process.handling) if item.judged), None)
    if handling is not None:
        raised.kind, raised.missing = handling.kind, handling.missing
        return
    process = m.process
    evidence = process.stack[-1].evidence if process.stack else []
    if evidence and not process.undecided:
        raised.kind, raised.missing = evidence[-1]
    elif is_subclass(raised.value.cls, ImportError):
        raised.kind, raised.missing = "name", ""
