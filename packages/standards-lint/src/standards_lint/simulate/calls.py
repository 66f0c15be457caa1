"""Calls: first-party functions and classes run, foreign ones give an unknown result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from standards_lint.simulate import (
    effects,
    exits,
    library,
    losing,
    metaclasses,
    methods,
    names,
    special,
)
from standards_lint.simulate.checkpoints import join
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.machine import DEPTH, RECURSION, GiveUp
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
    Marked,
    Method,
    Native,
    Raised,
    Unknown,
    Value,
    Version,
)

if TYPE_CHECKING:
    from standards_lint.facts import Body
    from standards_lint.simulate.machine import Machine

_TRANSPARENT = frozenset(
    (
        "abc.abstractmethod",
        "typing.final",
        "typing.overload",
        "typing.no_type_check",
        "typing.runtime_checkable",
        "typing_extensions.final",
        "typing_extensions.overload",
        "typing_extensions.runtime_checkable",
        "functools.total_ordering",
        "enum.unique",
        "dataclasses.dataclass",
    )
)
_MODULE_TYPE = External("types.ModuleType")
# After this many results out of sight, an inert function is no longer followed.
_SURPRISES = 3
_MARKS = frozenset(("property", "staticmethod", "classmethod"))


def new_list(items: Iterable[Value]) -> List:
    """A list value."""
    return List(items)


def call(
    m: Machine, frame: Frame, function: Value, args: list[Value], keywords: dict[str, Value]
) -> Value:
    """The result of a call.

    Raises:
        Raised: what the called code raises, led by the calling statement.
    """
    kind = type(function)
    if kind is Bound:
        return call(m, frame, function.function, [function.receiver, *args], keywords)
    if kind is FunctionValue:
        return _call_function(m, frame, function, args, keywords)
    if kind is Native:
        return function.run(m, frame, args, keywords)
    if kind is Method:
        return methods.call(m, frame, function, args, keywords)
    if kind is ClassValue:
        return _instantiate(m, frame, function, args, keywords)
    if kind is External:
        return _call_external(m, frame, function, args, keywords)
    if kind is Marked:
        return call(m, frame, function.function, args, keywords)
    if kind is Fallback:
        text = "'NoneType' object is not callable"
        raise m.attributes.after_fallback(frame, TypeError, text, function)
    if kind is Instance:
        method = function.cls.find("__call__")
        if isinstance(method, FunctionValue):
            return _call_function(m, frame, method, [function, *args], keywords)
    if kind is Version:
        return function
    if isinstance(function, type):
        return methods.construct(m, frame, function, args, keywords)
    return function if kind is Unknown else Unknown("the result of a call")


def _call_external(
    m: Machine, frame: Frame, function: External, args: list[Value], keywords: dict[str, Value]
) -> Value:
    modelled = library.TABLE.get(function.name)
    if modelled is not None:
        return modelled(m, frame, args, keywords)
    if function.wraps is not None:
        return call(m, frame, function.wraps, args, keywords)
    # Foreign code may set any name in a namespace it is handed: generated protobuf modules do.
    if any(value is frame.globals_ for value in (*args, *keywords.values())):
        names.loosen(frame.globals_)
    return External(f"{function.name}()", is_result=True)


def decorate(m: Machine, frame: Frame, decorator: Value, value: Value) -> Value:
    """The result of applying a decorator.

    A foreign decorator is taken to return the class it gets, or a function that runs the one it
    gets.
    """
    if not isinstance(decorator, External):
        return call(m, frame, decorator, [value], {})
    name = decorator.name.removeprefix("builtins.").removesuffix("()")
    if name in _MARKS:
        return Marked(name, value)
    if name in ("functools.cached_property", "abc.abstractproperty"):
        return Marked("property", value)
    if name in _TRANSPARENT or isinstance(value, ClassValue):
        return value
    if isinstance(value, FunctionValue):
        if name in ("functools.lru_cache", "functools.cache"):
            value.cached = True
            return value
        if name in ("contextlib.contextmanager", "functools.wraps"):
            return value
    if isinstance(value, Marked):
        return value
    return External(f"{decorator.name}()", is_result=True, wraps=value)


def _call_function(
    m: Machine,
    frame: Frame,
    function: FunctionValue,
    args: list[Value],
    keywords: dict[str, Value],
) -> Value:
    key = _cache_key(args, keywords) if function.cached else None
    results = m.process.results
    if key is not None and (function, key) in results:
        return results[function, key]
    active = m.process.active
    deepest = RECURSION if m.process.undecided else DEPTH
    if len(active) >= DEPTH or active.count(function) >= deepest:
        return Unknown(f"a call of {function.fact.name} that goes too deep")
    body = m.body(function)
    if body is None:
        return Unknown(f"the body of {function.fact.name}", outside=False)
    inner = _enter(m, frame, function, body, args, keywords)
    if body.is_generator or function.fact.is_async:
        return GeneratorValue(function, inner)
    if function.surprises >= _SURPRISES or m.is_exhausted():
        losing.lose(m, inner, body, Unknown(f"what {function.fact.name} left"))
        return External(f"{function.fact.name}()", is_result=True)
    active.append(function)
    try:
        result = _finish(m, inner, body)
    except GiveUp as end:
        result = _given_up(m, inner, body, end)
    except Raised as raised:
        raise raised.below(frame.step()) from None
    finally:
        active.pop()
    if isinstance(result, (External, Unknown)) and _matters_by_result(m, function):
        function.surprises += 1
    if key is not None:
        results[function, key] = result
    return result


def _matters_by_result(m: Machine, function: FunctionValue) -> bool:
    """Whether a call can be passed over; what a lazy getter refuses counts, each time."""
    return function.fact.name != "__getattr__" and effects.is_inert(m, function)


def _given_up(m: Machine, inner: Frame, body: Body, end: GiveUp) -> Value:
    """What a call that is not followed to its end leaves."""
    if end.frame is None or end.frame.function is not inner.function:
        raise end
    losing.lose(m, inner, body, Unknown(end.why.why), inner.line)
    return Unknown(end.why.why)


def _finish(m: Machine, inner: Frame, body: Body) -> Value:
    signal, possible = exits.run(m, inner, body.statements, ("return",))
    result = signal.value if signal is not None else None
    why = Unknown("which value is returned")
    for other in possible:
        result = join(result, other.value, why)
    return result


def _cache_key(args: list[Value], keywords: dict[str, Value]) -> tuple | None:
    key = (tuple(args), tuple(sorted(keywords.items(), key=lambda item: item[0])))
    try:
        hash(key)
    except TypeError:
        return None
    return key


def _enter(
    m: Machine,
    frame: Frame,
    function: FunctionValue,
    body: Body,
    args: list[Value],
    keywords: dict[str, Value],
) -> Frame:
    """The frame of a call, its parameters bound; what is not given counts as unknown."""
    inner = Frame(function.module, m.process.made(Dict()), function.closure)
    inner.function = function
    inner.met = len(m.process.stack[-1].evidence) if m.process.stack else 0
    inner.local_names = body.local_names
    inner.line = function.fact.span[0] if function.fact.span else frame.line
    unpacked = keywords.pop("*", None)
    rest = list(args)
    named = dict(keywords)
    for param in body.params:
        name = param.name
        if param.kind == "positional" and rest:
            inner.ns[name] = rest.pop(0)
        elif param.kind in ("positional", "keyword") and name in named:
            inner.ns[name] = named.pop(name)
        elif param.kind == "variadic":
            inner.ns[name] = tuple(rest) if unpacked is None else unpacked
            rest = []
        elif param.kind == "keywords":
            inner.ns[name] = Dict(named)
        elif unpacked is not None or param.default is None:
            inner.ns[name] = Unknown(f"argument {name}")
        else:
            inner.ns[name] = _default(m, function, param.default)
    return inner


def _default(m: Machine, function: FunctionValue, default: object) -> Value:
    scope = function.closure or Frame(function.module, function.module.ns)
    try:
        return m.value(scope, default)
    except Raised:
        return Unknown("a default")


def run_generator(
    m: Machine, frame: Frame, generator: GeneratorValue, receive: Callable[[Value], Value]
) -> bool:
    """Runs a generator, giving what it yields to `receive`; tells whether it came to its end."""
    function = generator.function
    body = m.body(function)
    active = m.process.active
    if body is None or active.count(function) >= RECURSION:
        return False
    inner = generator.frame
    inner.on_yield = receive
    active.append(function)
    try:
        exits.run(m, inner, body.statements, ("return",))
    except GiveUp as end:
        _given_up(m, inner, body, end)
        return False
    except Raised as raised:
        raise raised.below(frame.step()) from None
    finally:
        active.pop()
    return True


def _instantiate(
    m: Machine, frame: Frame, cls: ClassValue, args: list[Value], keywords: dict[str, Value]
) -> Value:
    hook = metaclasses.find(cls, "__call__")
    if isinstance(hook, FunctionValue):
        return _call_function(m, frame, hook, [cls, *args], keywords)
    return instantiate(m, frame, cls, args, keywords)


def instantiate(
    m: Machine, frame: Frame, cls: ClassValue, args: list[Value], keywords: dict[str, Value]
) -> Value:
    """A new object of a first-party class, as `type.__call__` makes it."""
    is_exception = any(
        isinstance(item, type) and issubclass(item, BaseException) for item in cls.mro()
    )
    text = args[0] if args and isinstance(args[0], str) else ""
    value: Value = ExceptionValue(cls, text) if is_exception else Instance(cls)
    if not is_exception:
        m.process.made(value.attrs)
    if args and _MODULE_TYPE in cls.mro():
        value.attrs["__name__"] = args[0]
    for name in ("__new__", "__init__"):
        hook = cls.find(name)
        if isinstance(hook, Marked):
            hook = hook.function
        if isinstance(hook, FunctionValue):
            first = cls if name == "__new__" else value
            made = _call_function(m, frame, hook, [first, *args], dict(keywords))
            if name == "__new__" and isinstance(made, Instance):
                value = made
        elif name == "__init__" and hook is ABSENT and isinstance(value, Instance):
            if args:
                value.attrs.update(dict.fromkeys(_defaults(cls), Unknown("an argument")))
            value.attrs.update({key: item for key, item in keywords.items() if key != "*"})
            special.after_init(m, frame, value, value.attrs)
    return value


def _defaults(cls: ClassValue) -> Iterator[str]:
    """The names of a class that a generated `__init__` may set on objects."""
    for item in cls.mro():
        for name, value in item.ns.items() if isinstance(item, ClassValue) else ():
            if not (name.startswith("__") or isinstance(value, (FunctionValue, Marked))):
                yield name
