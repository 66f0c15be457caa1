"""Class statements: bases, body, metaclass, `__init_subclass__`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint import facts
from standards_lint.simulate import special
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import (
    ABSENT,
    ClassValue,
    Dict,
    Fallback,
    FunctionValue,
    Marked,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine


def define_class(m: Machine, frame: Frame, s: facts.Class) -> ClassValue:
    """Runs a class statement, without its decorators."""
    bases: list[Value] = []
    for base in s.bases:
        value = m.value(frame, base)
        if isinstance(value, Fallback):
            text = f"class {s.name} has None as a base"
            raise m.attributes.after_fallback(frame, TypeError, text, value)
        if value is None:
            m.attributes.after_none(m, frame, TypeError, f"class {s.name} has None as a base")
        bases.append(value)
    keywords = {name: m.value(frame, value) for name, value in s.keywords}
    if isinstance(keywords.get("metaclass"), Fallback):
        m.call(frame, keywords["metaclass"])
    inner = Frame(frame.module, Dict(), frame)
    inner.line = s.line
    inner.ns["__qualname__"] = s.name
    inner.ns["__module__"] = frame.module.name
    m.run(inner, s.body)
    cls = ClassValue(s.name, frame.module, tuple(bases), inner.ns)
    cls.keywords = keywords
    for value in inner.ns.values():
        function = value.function if isinstance(value, Marked) else value
        if isinstance(function, FunctionValue) and function.owner is None:
            function.owner = cls
    special.finish_class(m, frame, cls)
    _run_hooks(m, frame, cls)
    return cls


def _run_hooks(m: Machine, frame: Frame, cls: ClassValue) -> None:
    keywords = {name: value for name, value in cls.keywords.items() if name != "metaclass"}
    metaclass = metaclass_of(cls)
    if metaclass is not None:
        for hook in ("__new__", "__init__"):
            function = metaclass.find(hook)
            if isinstance(function, FunctionValue):
                first = metaclass if hook == "__new__" else cls
                m.call(frame, function, [first, cls.name, cls.bases, cls.ns], dict(keywords))
    hook = ABSENT
    for base in cls.bases:
        if isinstance(base, ClassValue):
            hook = base.find("__init_subclass__")
            if hook is not ABSENT:
                break
    function = hook.function if isinstance(hook, Marked) else hook
    if isinstance(function, FunctionValue):
        m.call(frame, function, [cls], keywords)


def metaclass_of(cls: ClassValue) -> ClassValue | None:
    """The first-party metaclass of a class, its own or inherited."""
    for item in cls.mro():
        if isinstance(item, ClassValue):
            found = item.keywords.get("metaclass")
            if isinstance(found, ClassValue):
                return found
    return None
