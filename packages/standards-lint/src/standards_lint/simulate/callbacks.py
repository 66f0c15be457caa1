"""Standard-library functions that call, now or later, a function they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.simulate import containers, operations, special
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import (
    Bound,
    ClassValue,
    Dict,
    External,
    FunctionValue,
    Instance,
    List,
    Marked,
    Module,
    Native,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

_CALLED = (FunctionValue, Bound, ClassValue, Native)


def _partial(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if not args:
        return Unknown("functools.partial")
    function, *first = args

    def run(m: Machine, frame: Frame, args: list[Value], more: dict[str, Value]) -> Value:
        return m.call(frame, function, [*first, *args], {**keywords, **more})

    return Native("functools.partial", run, *args, *keywords.values())


def _partial_method(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> Value:
    if not args:
        return Unknown("functools.partialmethod")
    function, *first = args

    def run(m: Machine, frame: Frame, args: list[Value], more: dict[str, Value]) -> Value:
        receiver, *rest = args
        return m.call(frame, function, [receiver, *first, *rest], {**keywords, **more})

    return Marked("partialmethod", Native("functools.partialmethod", run, *args))


def _method_caller(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> Value:
    name, *rest = args or [None]

    def run(m: Machine, frame: Frame, args: list[Value], _: dict[str, Value]) -> Value:
        if not (isinstance(name, str) and args):
            return Unknown("operator.methodcaller")
        return m.call(frame, m.attribute(frame, args[0], name), rest, dict(keywords))

    return Native("operator.methodcaller", run)


def _attribute_getter(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> Value:
    paths = args

    def run(m: Machine, frame: Frame, args: list[Value], _: dict[str, Value]) -> Value:
        found = []
        for path in paths:
            value = args[0] if args else Unknown("operator.attrgetter")
            for name in path.split(".") if isinstance(path, str) else ():
                value = m.attribute(frame, value, name)
            found.append(value)
        return found[0] if len(found) == 1 else tuple(found)

    return Native("operator.attrgetter", run)


def _default_table(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> Value:
    table = m.process.made(Dict())
    for other in (*args[1:], keywords):
        containers.update(m, table, other)
    table.factory = args[0] if args else None
    return table


def _simple_namespace(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> Value:
    base = External("types.SimpleNamespace")
    made = Instance(ClassValue("SimpleNamespace", frame.module, (base,), Dict()))
    made.attrs.update(keywords)
    return made


def _module_type(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    """A module made by hand, as stand-ins in `sys.modules` are."""
    name = args[0] if args else keywords.get("name")
    if not isinstance(name, str):
        return External("types.ModuleType()", is_result=True)
    made = Module(name, frame.module.path, is_package=False, sequence=-1)
    made.running = False
    return made


def _reduce(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    function, items, *initial = (*args, None, None)[: max(len(args), 2)]
    parts = containers.elements(m, frame, items)
    if parts is None or not parts:
        return initial[0] if initial and parts is not None else Unknown("functools.reduce")
    total, *rest = [*initial, *parts]
    for item in rest:
        total = m.call(frame, function, [total, item])
    return total


def _filter(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    items = containers.elements(m, frame, args[1]) if len(args) > 1 else None
    if items is None:
        return operations.doubt(*args)
    kept = List()
    for item in items:
        wanted = item if args[0] is None else m.call(frame, args[0], [item])
        truth = operations.truth(m, frame, wanted)
        if truth is True:
            kept.append(item)
        elif truth is not False:
            kept.loose = True
    return kept


def by_key(m: Machine, frame: Frame, items: list[Value], keywords: dict[str, Value]) -> None:
    """Calls the `key` of `sorted`, `min` and the like with every item."""
    key = keywords.get("key")
    if isinstance(key, _CALLED):
        for item in items:
            m.call(frame, key, [item])


def _extreme(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    items = containers.elements(m, frame, args[0]) if len(args) == 1 else args
    by_key(m, frame, items or [], keywords)
    return Unknown("an extreme")


def _field(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    factory = keywords.get("default_factory")
    wraps = factory if isinstance(factory, _CALLED) else None
    return External(special.FIELD, is_result=True, wraps=wraps)


TABLE = {
    "functools.partial": _partial,
    "functools.partialmethod": _partial_method,
    "functools.reduce": _reduce,
    "operator.methodcaller": _method_caller,
    "operator.attrgetter": _attribute_getter,
    "collections.defaultdict": _default_table,
    "types.ModuleType": _module_type,
    "types.SimpleNamespace": _simple_namespace,
    "builtins.filter": _filter,
    "builtins.min": _extreme,
    "builtins.max": _extreme,
    "dataclasses.field": _field,
}
