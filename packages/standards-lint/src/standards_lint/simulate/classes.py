"""Class statements: bases, body, metaclass, `__init_subclass__`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint import facts
from standards_lint.simulate import metaclasses, special
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
    bases = _resolved(m, frame, bases)
    keywords = {name: m.value(frame, value) for name, value in s.keywords}
    if isinstance(keywords.get("metaclass"), Fallback):
        m.call(frame, keywords["metaclass"])
    metaclasses.prepared(m, frame, keywords.get("metaclass"), s.name, tuple(bases))
    inner = Frame(frame.module, Dict(), frame)
    inner.line = s.line
    inner.ns["__qualname__"] = s.name
    inner.ns["__module__"] = frame.module.name
    m.run(inner, s.body)
    cls = ClassValue(s.name, frame.module, tuple(bases), inner.ns)
    cls.keywords = keywords
    return complete(m, frame, cls)


def _resolved(m: Machine, frame: Frame, bases: list[Value]) -> list[Value]:
    """The bases, those that are no classes replaced by what `__mro_entries__` says (PEP 560)."""
    found: list[Value] = []
    for base in bases:
        entries = special.call(m, frame, base, "mro_entries", tuple(bases))
        found += entries if isinstance(entries, tuple) else [base]
    return found


def complete(m: Machine, frame: Frame, cls: ClassValue) -> ClassValue:
    """Does with a class that has its namespace what Python does then, and returns it."""
    for value in cls.ns.values():
        function = value.function if isinstance(value, Marked) else value
        if isinstance(function, FunctionValue) and function.owner is None:
            function.owner = cls
    special.finish_class(m, frame, cls)
    _run_hooks(m, frame, cls)
    return cls


def _run_hooks(m: Machine, frame: Frame, cls: ClassValue) -> None:
    keywords = {name: value for name, value in cls.keywords.items() if name != "metaclass"}
    metaclass = metaclasses.metaclass_of(cls)
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
