"""What the machine knows of built-in functions."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from standards_lint.simulate import (
    callbacks,
    classes,
    containers,
    executed,
    metaclasses,
    operations,
    special,
)
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.judging import is_subclass
from standards_lint.simulate.names import loosen
from standards_lint.simulate.paths import Located
from standards_lint.simulate.values import (
    ABSENT,
    Bound,
    ClassValue,
    Dict,
    ExceptionValue,
    External,
    FunctionValue,
    Instance,
    List,
    Marked,
    Module,
    Raised,
    Super,
    Unknown,
    Value,
    Version,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

_DATA = (str, int, float, bool, bytes, tuple, list, dict)
Handler = Callable[["Machine", Frame, list[Value], dict[str, Value]], Value]


def _hasattr(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    target, name = (*args, None, None)[:2]
    if not isinstance(name, str):
        return Unknown("hasattr")
    try:
        with m.process.guarding():
            found = m.attributes.find(m, frame, target, name)
    except Raised as raised:
        if is_subclass(raised.value.cls, AttributeError):
            return False
        raise
    if found is ABSENT:
        is_loose = isinstance(target, Module) and target.ns.loose
        return Unknown(f"hasattr {name}") if is_loose else False
    if isinstance(found, Unknown):
        return found
    if isinstance(target, External) and isinstance(found, External):
        return Unknown(f"whether {target.name} has {name}")
    return True


def _getattr(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    target, name = (*args, None, None)[:2]
    if not isinstance(name, str):
        return Unknown("getattr")
    try:
        with m.process.guarding():
            found = m.attributes.find(m, frame, target, name)
    except Raised as raised:
        if len(args) > 2 and is_subclass(raised.value.cls, AttributeError):
            return args[2]
        raise
    if found is ABSENT:
        if len(args) > 2:
            return args[2]
        return m.attributes.get(m, frame, target, name)
    if len(args) > 2 and isinstance(target, External) and isinstance(found, External):
        return Unknown(found.name)
    return found


def _setattr(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if len(args) == 3:
        target, name, value = args
        if isinstance(name, str):
            m.attributes.assign(m, frame, target, name, value)
        elif isinstance(target, (Module, ClassValue)):
            loosen(target.ns)
    return None


def _isinstance(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    value, cls = (*args, None, None)[:2]
    wanted = cls if isinstance(cls, tuple) else (cls,)
    if not wanted:
        return False
    m.attributes.refuse_none(frame, wanted[0], "isinstance() arg 2 must be a type")
    for item in wanted:
        told = metaclasses.call(m, frame, item, "instancecheck", value)
        if told is not ABSENT:
            return operations.truth(m, frame, told)
    if isinstance(value, ExceptionValue):
        return is_subclass(value.cls, wanted)
    if isinstance(value, Instance) and any(isinstance(item, ClassValue) for item in wanted):
        found = any(item in value.cls.mro() for item in wanted)
        return found or (Unknown("isinstance") if value.cls.is_open() else False)
    if getattr(value, "is_set", False):
        return any(item in (set, frozenset) for item in wanted)
    if value is None and not any(_may_hold_none(item) for item in wanted):
        return False
    if isinstance(value, _DATA) and all(isinstance(item, type) for item in wanted):
        return isinstance(value, wanted)
    if _is_no_data(value) and all(item in _DATA for item in wanted):
        return False
    return operations.doubt(value)


def _is_no_data(value: Value) -> bool:
    """Whether a value is surely none of the built-in types that hold data."""
    if isinstance(value, External):
        return value.is_module or isinstance(value, Located)
    return isinstance(value, (Module, FunctionValue, Bound))


def _may_hold_none(cls: Value) -> bool:
    """Whether None may be an instance of a class."""
    if isinstance(cls, type):
        return isinstance(None, cls)
    if isinstance(cls, ClassValue):
        return cls.is_open()
    is_abstract = isinstance(cls, External) and cls.name.startswith(("collections.abc.", "typing."))
    return not is_abstract or cls.name.endswith((".Hashable", ".Any", "]", "()"))


def _issubclass(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    for item in args:
        m.attributes.refuse_none(frame, item, "issubclass() takes classes")
    told = metaclasses.call(m, frame, args[1], "subclasscheck", args[0]) if args[1:] else ABSENT
    if told is not ABSENT:
        return operations.truth(m, frame, told)
    if len(args) == 2 and all(isinstance(item, (ClassValue, type)) for item in args):
        return is_subclass(*args)
    return Unknown("issubclass")


def _len(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if args:
        m.attributes.refuse_none(frame, args[0], "object of type 'NoneType' has no len()")
    if args and (found := special.call(m, frame, args[0], "len")) is not ABSENT:
        return found
    items = containers.elements(m, frame, args[0]) if args else None
    return len(items) if items is not None else Unknown("a length")


def _quantified(wanted: bool) -> Handler:
    def run(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        items = containers.elements(m, frame, args[0]) if args else None
        if items is None:
            if args and isinstance(args[0], list):
                truths = [operations.truth(m, frame, item) for item in args[0]]
                if wanted in truths:
                    return wanted
            return Unknown("any" if wanted else "all")
        truths = [operations.truth(m, frame, item) for item in items]
        if wanted in truths:
            return wanted
        unknown = next((item for item in truths if isinstance(item, Unknown)), None)
        return unknown if unknown is not None else not wanted

    return run


def _iter(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if len(args) == 2:
        m.call(frame, args[0])
        return Unknown("what a function returns until it is told to stop")
    return _listing(m, frame, args, keywords)


def _text(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    """`repr()`, `ascii()` and `format()`."""
    found = special.formatted(m, frame, args[0]) if args else ""
    return found if isinstance(found, str) else operations.doubt(found)


def _hash(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    found = special.call(m, frame, args[0], "hash") if args else ABSENT
    return found if found is not ABSENT else Unknown("a hash")


def _compile(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    """Code stands for its own source, which is what `exec` and `eval` need."""
    source = args[0] if args else keywords.get("source")
    return source if isinstance(source, str) else Unknown("compiled code")


def _listing(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    items = containers.elements(m, frame, args[0]) if args else []
    if items is None:
        loose = List(args[0]) if isinstance(args[0], list) else List()
        loose.loose = True
        return loose
    return List(items)


def _sorted(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    found = _listing(m, frame, args[:1], {})
    callbacks.by_key(m, frame, found, keywords)
    is_reversed = keywords.get("reverse", False)
    is_plain = keywords.keys() <= {"reverse"} and isinstance(is_reversed, bool)
    if not found.loose and is_plain and operations.is_plain(found):
        with suppress(TypeError):
            return List(sorted(found, reverse=is_reversed))
    return found


def _enumerate(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    found = _listing(m, frame, args[:1], {})
    numbered = List(enumerate(found))
    numbered.loose = found.loose
    return numbered


def _zip(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    parts = [containers.elements(m, frame, arg) for arg in args]
    if any(part is None for part in parts):
        loose = List()
        loose.loose = True
        return loose
    return List(zip(*parts, strict=False))


def _map(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if len(args) == 2 and isinstance(args[1], Version):
        return args[1]
    items = containers.elements(m, frame, args[1]) if len(args) == 2 else None
    if items is None:
        return operations.doubt(*args)
    return List([m.call(frame, args[0], [item]) for item in items])


def _range(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if args and all(isinstance(arg, int) for arg in args):
        try:
            return range(*args)
        except (TypeError, ValueError):
            return Unknown("range")
    return operations.doubt(*args)


def _globals(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    m.sight.exposed.add(frame.module.name)
    return m.journal.as_table(frame.globals_)


def _locals(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if frame.ns is frame.globals_:
        m.sight.exposed.add(frame.module.name)
    return m.journal.as_table(frame.ns)


def _vars(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if not args:
        return _locals(m, frame, args, keywords)
    if isinstance(args[0], Module):
        m.sight.exposed.add(args[0].name)
    if isinstance(args[0], (Module, ClassValue)):
        return m.journal.as_table(args[0].ns)
    return args[0].attrs if isinstance(args[0], Instance) else Unknown("vars")


def _dir(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if not args:
        return List(sorted(_locals(m, frame, args, keywords).listed()))
    if isinstance(args[0], Module) and not args[0].ns.loose:
        m.sight.exposed.add(args[0].name)
        return List(sorted(args[0].ns.listed()))
    return Unknown("dir")


def _callable(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if args and isinstance(args[0], (FunctionValue, ClassValue, type)):
        return True
    return operations.doubt(*args)


def _super(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    owner = frame.function.owner if frame.function is not None else None
    receiver = next(iter(frame.ns.values()), None)
    return Super(owner, receiver) if owner is not None else Unknown("super()")


def _type(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    if len(args) == 1 and isinstance(args[0], Instance):
        return args[0].cls
    if len(args) == 3 and isinstance(args[0], str) and isinstance(args[1], tuple):
        namespace = args[2] if isinstance(args[2], Dict) else Dict()
        cls = ClassValue(args[0], frame.module, args[1], namespace)
        cls.keywords = dict(keywords)
        return classes.complete(m, frame, cls)
    return operations.doubt(*args)


def _next(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    items = containers.elements(m, frame, args[0]) if args else None
    if items:
        return items[0]
    return args[1] if items is not None and len(args) > 1 else Unknown("next()")


def _marked(kind: str) -> Handler:
    def run(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        return Marked(kind, args[0]) if args else Unknown(kind)

    return run


TABLE: dict[str, Handler] = {
    "builtins.hasattr": _hasattr,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.isinstance": _isinstance,
    "builtins.issubclass": _issubclass,
    "builtins.len": _len,
    "builtins.any": _quantified(True),
    "builtins.all": _quantified(False),
    "builtins.sorted": _sorted,
    "builtins.reversed": lambda m, f, a, k: List(reversed(_listing(m, f, a[:1], {}))),
    "builtins.iter": _iter,
    "builtins.repr": _text,
    "builtins.ascii": _text,
    "builtins.format": _text,
    "builtins.hash": _hash,
    "builtins.compile": _compile,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.map": _map,
    "builtins.range": _range,
    "builtins.globals": _globals,
    "builtins.locals": _locals,
    "builtins.vars": _vars,
    "builtins.dir": _dir,
    "builtins.callable": _callable,
    "builtins.super": _super,
    "builtins.type": _type,
    "builtins.exec": executed.execute,
    "builtins.eval": executed.evaluate,
    "builtins.next": _next,
    "builtins.property": _marked("property"),
    "builtins.staticmethod": _marked("staticmethod"),
    "builtins.classmethod": _marked("classmethod"),
}
