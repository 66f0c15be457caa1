"""Constructors and methods of plain values and containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standards_lint.simulate import containers, modules, operations, special
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import (
    ABSENT,
    Dict,
    ExceptionValue,
    External,
    List,
    Method,
    Perhaps,
    Unknown,
    Value,
    Version,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

_CHANGING = frozenset(
    "append extend insert remove pop clear add discard update setdefault sort reverse "
    "difference_update intersection_update popitem".split()
)
_ON_ANY_CONTENT = frozenset(
    "append add insert pop copy keys values items get setdefault clear discard remove".split()
)


def construct(
    m: Machine, frame: Frame, cls: type, args: list[Value], keywords: dict[str, Value]
) -> Value:
    """An object of a built-in type."""
    if issubclass(cls, BaseException):
        return ExceptionValue(cls, args[0] if args else None)
    if args and isinstance(args[0], Version) and cls is not bool:
        return args[0]
    if cls is dict:
        table = m.process.made(Dict())
        if args:
            containers.update(m, table, args[0])
        table.update(keywords)
        return table
    if cls in (list, set, tuple, frozenset):
        return _collection(m, frame, cls, args)
    if cls is str and args and (found := special.text(m, frame, args[0])) is not ABSENT:
        return found
    if cls is bool:
        return operations.truth(m, frame, args[0]) if args else False
    if len(args) <= 1 and not keywords and all(operations.is_plain(arg) for arg in args):
        try:
            return containers.wrap(cls(*args))
        except (TypeError, ValueError, OverflowError):
            return Unknown(f"{cls.__name__}()")
    return operations.doubt(*args)


def _collection(m: Machine, frame: Frame, cls: type, args: list[Value]) -> Value:
    items = containers.elements(m, frame, args[0]) if args else []
    if items is None:
        found = List(args[0]) if isinstance(args[0], (list, dict)) else List()
        found.loose = True
        found.is_set = cls in (set, frozenset)
        return found
    if cls is tuple:
        return tuple(items)
    made = m.process.made(List(items))
    made.is_set = cls in (set, frozenset)
    return made


def call(
    m: Machine, frame: Frame, method: Method, args: list[Value], keywords: dict[str, Value]
) -> Value:
    """The result of a method of a string, number, tuple or container."""
    receiver, name = method.receiver, method.name
    if isinstance(receiver, Dict):
        return _of_dict(m, frame, receiver, name, args, keywords)
    if isinstance(receiver, List):
        return _of_list(m, frame, receiver, name, args)
    if isinstance(receiver, str) and name == "format":
        args = [special.formatted(m, frame, arg) for arg in args]
    if operations.is_plain(receiver) and all(operations.is_plain(arg) for arg in args):
        return _plain(receiver, name, args, keywords)
    return operations.doubt(*args, receiver)


def _plain(receiver: Any, name: str, args: list[Value], keywords: dict[str, Value]) -> Value:
    function = getattr(receiver, name, None)
    if not callable(function) or not all(map(operations.is_plain, keywords.values())):
        return Unknown(f"method {name}")
    try:
        return containers.wrap(function(*args, **keywords))
    except (TypeError, ValueError, LookupError, OverflowError, AttributeError):
        return Unknown(f"method {name}")


def _of_dict(
    m: Machine,
    frame: Frame,
    table: Dict,
    name: str,
    args: list[Value],
    keywords: dict[str, Value],
) -> Value:
    if name == "update":
        for arg in (*args, {key: value for key, value in keywords.items() if key != "*"}):
            containers.update(m, table, arg)
        return None
    if name in ("keys", "values", "items"):
        view = List(getattr(table, name)())
        view.loose = not containers.is_whole(table)
        return view
    if name == "copy":
        copy = Dict(table)
        copy.loose = table.loose
        return copy
    if name in ("get", "pop", "setdefault") and args:
        return _entry(m, table, name, args)
    if name == "clear":
        m.process.changes(table)
        table.clear()
        return None
    return Unknown(f"dict.{name}")


def _entry(m: Machine, table: Dict, name: str, args: list[Value]) -> Value:
    key, default = args[0], args[1] if len(args) > 1 else None
    try:
        if key in table:
            value = table[key]
            if name == "pop":
                containers.put(m, table, key, ABSENT)
            return Unknown(value.why) if type(value) is Perhaps else value
    except TypeError:
        return Unknown("a key")
    if table.loose or not operations.is_plain(key):
        return Unknown("an entry of a table")
    if name == "setdefault":
        containers.put(m, table, key, default)
    return default


def _of_list(m: Machine, frame: Frame, items: List, name: str, args: list[Value]) -> Value:
    if name in _CHANGING:
        m.process.changes(items)
    if name in ("extend", "update"):
        for arg in args:
            containers.extend(m, items, containers.elements(m, frame, arg))
        return None
    if name in ("append", "add") and args:
        if not (items.is_set and operations.is_plain(args[0]) and args[0] in items):
            items.append(args[0])
        return None
    if name == "insert" and len(args) > 1:
        items.insert(args[0] if isinstance(args[0], int) else len(items), args[1])
        items.loose = items.loose or not isinstance(args[0], int)
        return None
    is_known = bool(args) and operations.is_plain(args[0]) and not items.loose
    if name in ("remove", "discard") and is_known:
        if args[0] in items:
            items.remove(args[0])
            return None
        if not any(isinstance(item, Unknown) for item in items):
            return None
    if name == "copy":
        copy = List(items)
        copy.loose, copy.is_set = items.loose, items.is_set
        return copy
    if name in _CHANGING:
        return _shortened(m, items, name, args)
    if name in ("union", "difference", "intersection"):
        joined = List(items if name == "union" else ())
        joined.loose = joined.is_set = True
        return joined
    return Unknown(f"list.{name}")


def _shortened(m: Machine, items: List, name: str, args: list[Value]) -> Value:
    """A method that takes out items, or changes their order."""
    at = args[0] if args else -1
    is_known = isinstance(at, int) and not items.loose and not items.is_set
    if name == "pop" and is_known and -len(items) <= at < len(items):
        return items.pop(at)
    if name == "clear":
        items.clear()
        return None
    if name not in ("sort", "reverse"):
        containers.lose_items(m, items)
    return Unknown(f"list.{name}")


def of_modules(
    m: Machine, frame: Frame, name: str, args: list[Value], keywords: dict[str, Value]
) -> Value:
    """A method of `sys.modules`."""
    key = args[0] if args else None
    if name == "get" and isinstance(key, str):
        found = operations.contains(m, frame, External("sys.modules"), key)
        if found is True:
            return m.process.modules[key]
        return (args[1] if len(args) > 1 else None) if found is False else found
    if name == "pop" and isinstance(key, str):
        return m.process.modules.pop(key, args[1] if len(args) > 1 else None)
    if name == "setdefault" and isinstance(key, str) and len(args) > 1:
        if operations.is_loaded(m, key) is not True:
            modules.enter(m, key, args[1])
        return m.process.modules.get(key, args[1])
    if name == "update" and args and isinstance(args[0], dict):
        for entry, value in args[0].items():
            if isinstance(entry, str):
                modules.enter(m, entry, value)
    return Unknown(f"sys.modules.{name}()")
