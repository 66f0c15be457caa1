"""Lists, tables and indexing over values of which some are unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standards_lint.simulate import metaclasses, modules, names, operations, special
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import (
    ABSENT,
    ClassValue,
    Dict,
    External,
    Fallback,
    GeneratorValue,
    Instance,
    List,
    Perhaps,
    Raised,
    Unknown,
    Value,
    Version,
    failure,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

# Longer ranges count as unknown.
_LONGEST_RANGE = 10_000


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


def is_whole(table: Dict) -> bool:
    """Whether a table has just the entries that are known."""
    return not table.loose and not any(type(value) is Perhaps for value in table.values())


def elements(m: Machine, frame: Frame, value: Value) -> list[Value] | None:
    """The items that iterating over a value gives, None where they are not all known."""
    if isinstance(value, Dict):
        return list(value) if is_whole(value) else None
    if isinstance(value, (list, tuple, str, set, frozenset)):
        return None if getattr(value, "loose", False) else list(value)
    if isinstance(value, range):
        return list(value) if len(value) <= _LONGEST_RANGE else None
    if isinstance(value, Instance):
        iterator = special.call(m, frame, value, "iter")
        return None if iterator is ABSENT or iterator is value else elements(m, frame, iterator)
    m.attributes.refuse_none(frame, value, "'NoneType' object is not iterable")
    if isinstance(value, GeneratorValue):
        found: list[Value] = []
        return found if m.calls.run_generator(m, frame, value, found.append) else None
    return None


def update(m: Machine, table: Dict, other: Value) -> None:
    """`table.update(other)`."""
    if isinstance(other, dict):
        m.process.changes(table)
        table.update(other)
        table.loose = table.loose or getattr(other, "loose", False)
    elif isinstance(other, (list, tuple)) and all(
        isinstance(item, tuple) and len(item) == 2 for item in other
    ):
        for key, value in other:
            put(m, table, key, value)
    else:
        loosen(m, table)


def extend(m: Machine, items: List, other: Value) -> None:
    """`items.extend(other)`, where None stands for what is not known."""
    m.process.changes(items)
    items.extend(other or ())
    items.loose = items.loose or other is None


def loosen(m: Machine, container: Any) -> None:
    """Makes unknown what else a container may hold."""
    if not container.loose:
        m.process.changes(container)
        container.loose = True


def put(m: Machine, table: Dict, key: Value, value: Value) -> None:
    """`table[key] = value`."""
    if isinstance(key, Unknown) or (isinstance(key, External) and key.is_result):
        loosen(m, table)
        return
    try:
        names.put(m, table, key, value, "entry")
    except TypeError:
        loosen(m, table)


def get_item(m: Machine, frame: Frame, container: Value, key: Value) -> Value:
    """`container[key]`."""
    if isinstance(container, External):
        if container.name == "sys.modules" and isinstance(key, str):
            return _from_modules(m, frame, key)
        return External(f"{container.name}[]", is_result=container.is_result)
    if isinstance(container, Fallback):
        text = "'NoneType' object is not subscriptable"
        raise m.attributes.after_fallback(frame, TypeError, text, container)
    if isinstance(container, dict):
        return _from_table(m, frame, container, key)
    if isinstance(container, Version):
        return container
    if isinstance(container, (list, tuple, str)) and isinstance(key, (int, slice)):
        try:
            return (
                wrap(container[key])
                if not getattr(container, "loose", False)
                else operations.doubt(key)
            )
        except (IndexError, TypeError, ValueError):
            return Unknown("an index")
    if isinstance(container, Instance):
        found = special.call(m, frame, container, "getitem", key)
        return found if found is not ABSENT else _missing(m, frame, container, key)
    if isinstance(container, ClassValue):
        return metaclasses.subscript(m, frame, container, key)
    if isinstance(container, type):
        return container
    return operations.doubt(container, key)


def _from_modules(m: Machine, frame: Frame, name: str) -> Value:
    loaded = operations.is_loaded(m, name)
    if loaded is True:
        return m.process.modules[name]
    if loaded is False:
        raise failure(KeyError, repr(name), None, "", (frame.step(),))
    return loaded


def _missing(m: Machine, frame: Frame, container: Instance, key: Value) -> Value:
    """An entry of an object that is a table, whose content is not followed."""
    if dict in container.cls.mro():
        try:
            special.call(m, frame, container, "missing", key)
        except Raised as raised:
            m.postpone(frame, raised, Unknown("whether a table has a key"))
    return operations.doubt(container, key)


def _from_table(m: Machine, frame: Frame, table: dict[Value, Value], key: Value) -> Value:
    try:
        if key in table:
            found = table[key]
            return found.value if type(found) is Perhaps else found
    except TypeError:
        return Unknown("a key")
    if getattr(table, "loose", False) or not operations.is_plain(key):
        return Unknown("an entry of a table")
    factory = getattr(table, "factory", None)
    if factory is not None:
        made = m.call(frame, factory)
        put(m, table, key, made)
        return made
    raise failure(KeyError, repr(key), None, "", (frame.step(),))


def set_item(m: Machine, frame: Frame, container: Value, key: Value, value: Value) -> None:
    """`container[key] = value`; writes to `sys.modules` count."""
    text = "'NoneType' object does not support item assignment"
    m.attributes.refuse_none(frame, container, text)
    if isinstance(container, External) and container.name == "sys.modules":
        if isinstance(key, str):
            modules.enter(m, key, value)
    elif isinstance(container, Instance):
        special.call(m, frame, container, "setitem", key, value)
    elif isinstance(container, Dict):
        put(m, container, key, value)
    elif isinstance(container, List):
        if isinstance(key, slice):
            _set_slice(m, container, key, elements(m, frame, value))
        elif isinstance(key, int) and -len(container) <= key < len(container):
            m.process.changes(container)
            container[key] = value
        else:
            loosen(m, container)


def _set_slice(m: Machine, items: List, key: slice, parts: list[Value] | None) -> None:
    """`items[key] = parts`, which are None where they are not known."""
    m.process.changes(items)
    is_known = all(end is None or isinstance(end, int) for end in (key.start, key.stop))
    if parts is None or items.loose or key.step is not None or not is_known:
        items.extend(parts or ())
        items.loose = True
    else:
        items[key] = parts


def delete_item(m: Machine, frame: Frame, container: Value, key: Value) -> None:
    """`del container[key]`."""
    if isinstance(container, Instance):
        special.call(m, frame, container, "delitem", key)
    elif isinstance(container, External) and container.name == "sys.modules":
        if isinstance(key, str):
            m.process.modules.pop(key, None)
    elif isinstance(container, Dict):
        put(m, container, key, ABSENT)
    elif isinstance(container, List):
        _delete(m, container, key)


def _delete(m: Machine, items: List, key: Value) -> None:
    m.process.changes(items)
    ends = (key.start, key.stop, key.step) if isinstance(key, slice) else (key,)
    if items.loose or not all(end is None or isinstance(end, int) for end in ends):
        lose_items(m, items)
    elif isinstance(key, slice) or (key is not None and -len(items) <= key < len(items)):
        del items[key]


def lose_items(m: Machine, items: Any) -> None:
    """Makes unknown which items, or entries, are left of those that were there."""
    loosen(m, items)
    if items:
        m.process.changes(items)
        items.clear()
