"""Special methods of first-party classes that operators and built-in functions call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.simulate import paths
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import (
    ABSENT,
    Bound,
    ClassValue,
    Dict,
    ExceptionValue,
    External,
    FunctionValue,
    Instance,
    Marked,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

_OPERATORS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "@": "matmul",
    "<<": "lshift",
    ">>": "rshift",
    "|": "or",
    "&": "and",
    "^": "xor",
}
_COMPARISONS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ENUM = External("enum.Enum")
_NO_MEMBERS = (ClassValue, FunctionValue, Marked)
_ENUMS = frozenset(("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))


def call(m: Machine, frame: Frame, value: Value, name: str, *args: Value) -> Value:
    """The result of a special method, ABSENT where no first-party class defines it."""
    if isinstance(value, Instance):
        method = value.cls.find(f"__{name}__")
        if isinstance(method, FunctionValue):
            return m.call(frame, Bound(method, value), args)
    return ABSENT


def operator(m: Machine, frame: Frame, op: str, left: Value, right: Value) -> Value:
    """The result of a binary operator over first-party objects, ABSENT where none defines it."""
    name = _OPERATORS.get(op, "")
    found = call(m, frame, left, name, right)
    return found if found is not ABSENT else call(m, frame, right, f"r{name}", left)


def in_place(m: Machine, frame: Frame, op: str, left: Value, right: Value) -> Value:
    """The result of `left op= right` where the class of `left` defines it, else ABSENT."""
    return call(m, frame, left, f"i{_OPERATORS.get(op, '')}", right)


def comparison(m: Machine, frame: Frame, op: str, left: Value, right: Value) -> Value:
    """The result of a comparison of first-party objects, ABSENT where none defines it."""
    if op not in _COMPARISONS:
        return ABSENT
    found = call(m, frame, left, _COMPARISONS[op], right)
    if found is ABSENT:
        found = call(m, frame, right, _COMPARISONS[_MIRRORED[op]], left)
    if found is ABSENT and op == "!=":
        same = comparison(m, frame, "==", left, right)
        found = not same if isinstance(same, bool) else same
    return found


def text(m: Machine, frame: Frame, value: Value) -> Value:
    """What `str()` gives for a path or a first-party object, ABSENT where that is not known."""
    if isinstance(value, ExceptionValue) and isinstance(value.cls, type):
        return value.message if issubclass(value.cls, ImportError) else ABSENT
    if isinstance(value, paths.Located):
        return paths.spelled(value)
    found = call(m, frame, value, "str")
    return found if found is not ABSENT else call(m, frame, value, "repr")


def formatted(m: Machine, frame: Frame, value: Value) -> Value:
    """What a path or a first-party object becomes in an f-string; any other value as it is."""
    if not isinstance(value, (Instance, ExceptionValue, paths.Located)):
        return value
    found = call(m, frame, value, "format", "")
    found = found if found is not ABSENT else text(m, frame, value)
    return found if found is not ABSENT else value


def hashed(m: Machine, frame: Frame, value: Value) -> Value:
    """The value, after a first-party object told its hash to the table that takes it."""
    call(m, frame, value, "hash")
    return value


def fetched(m: Machine, frame: Frame, found: Value, receiver: Value, owner: Value) -> Value:
    """An attribute of a class as a descriptor gives it; any other value as it is."""
    result = call(m, frame, found, "get", receiver, owner)
    return result if result is not ABSENT else found


def finish_class(m: Machine, frame: Frame, cls: ClassValue) -> None:
    """Calls what Python calls with the content of a new class."""
    for name, value in list(cls.ns.items()):
        if isinstance(name, str):
            call(m, frame, value, "set_name", cls, name)
    if _is_enum(cls):
        _make_members(m, frame, cls)


def _make_members(m: Machine, frame: Frame, cls: ClassValue) -> None:
    """What `enum` makes of the names of a class.

    Members that are numbers or texts as well stay what they are.
    """
    init = cls.find("__init__")
    is_plain = _is_plain_enum(cls)
    for name, value in list(cls.ns.items()):
        if name.startswith("_") or isinstance(value, _NO_MEMBERS):
            continue
        member = Instance(cls)
        member.attrs.update(name=name, value=value, _name_=name, _value_=value)
        if isinstance(init, FunctionValue):
            args = value if isinstance(value, tuple) else (value,)
            m.call(frame, Bound(init, member), args)
        if is_plain:
            cls.ns[name] = member


def is_member(value: Value) -> bool:
    """Whether this is a member of an enumeration, which equals nothing but itself."""
    return isinstance(value, Instance) and "_name_" in value.attrs and _is_plain_enum(value.cls)


def _is_plain_enum(cls: ClassValue) -> bool:
    bases = [base for base in cls.mro() if not isinstance(base, ClassValue)]
    return bases == [_ENUM]


def _is_enum(cls: ClassValue) -> bool:
    bases = (base.name for base in cls.mro() if isinstance(base, External))
    return any(name.startswith("enum.") and name[len("enum.") :] in _ENUMS for name in bases)


def after_init(m: Machine, frame: Frame, value: Instance, keywords: Dict) -> None:
    """What the generated `__init__` of a data class does."""
    for name, default in _factories(value.cls):
        if name not in keywords:
            value.attrs[name] = m.call(frame, default)
    call(m, frame, value, "post_init")


def _factories(cls: ClassValue) -> list[tuple[str, Value]]:
    found = [base.ns.items() for base in cls.mro() if isinstance(base, ClassValue)]
    return [
        (name, value.wraps)
        for items in found
        for name, value in items
        if isinstance(value, External) and value.name == FIELD and value.wraps is not None
    ]


FIELD = "dataclasses.field()"
