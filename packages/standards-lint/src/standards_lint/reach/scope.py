"""What a function sees of its module, and the calls that decide where it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from standards_lint.reach.missing import Missing, missing_names
from standards_lint.reach.state import Nested, Own, Stopped
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.machine import STEPS, GiveUp
from standards_lint.simulate.values import (
    Bound,
    FunctionValue,
    Module,
    Raised,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

# How much of a call is followed before its result counts as unknown.
_BUDGET = 1500
_GLOBAL = re.compile(r"^[ \t]+global[ \t]+([\w, \t]+)", re.MULTILINE)
_PLAIN = (str, int, float, bool, type(None))


class Scope:
    """One module that has run in an environment.

    `words` are lower-case names of what is missing there.
    """

    def __init__(self, m: Machine, module: Module, lines: Sequence[str]) -> None:
        self.m = m
        self.module = module
        self.lines = lines
        self.missing: dict[str, Missing] = missing_names(m, module)
        self.frame = Frame(module, module.ns)
        self.shared = shared_names(lines)
        self.words = frozenset(_words(self.missing))
        # With the arguments, which keep their identity as long as they live.
        self._results: dict[Any, tuple[Value, Stopped | None, object]] = {}

    def call(self, function: Value, args: list[Value], keywords: dict[str, Value]) -> Value:
        """The result of a call.

        Raises:
            Stopped: it ends in an exception, whatever the arguments that are unknown.
        """
        args = [_known(arg) for arg in args]
        keywords = {name: _known(value) for name, value in keywords.items()}
        named = [(name, _identity(keywords[name])) for name in sorted(keywords)]
        key = (_identity(function), *map(_identity, args), *named)
        if key not in self._results:
            self._results[key] = (*self._call(function, args, keywords), (function, args, keywords))
        value, stopped, _ = self._results[key]
        if stopped is not None:
            raise Stopped(stopped.cls)
        return value

    def _call(
        self, function: Value, args: list[Value], keywords: dict[str, Value]
    ) -> tuple[Value, Stopped | None]:
        process = self.m.process
        namespace = _namespace(function)
        before = dict(namespace) if namespace is not None else {}
        pending, undecided = len(process.pending), process.undecided
        steps, process.steps = process.steps, STEPS - _BUDGET
        try:
            return self.m.call(self.frame, function, args, keywords), None
        except Raised as raised:
            return None, Stopped(raised.value.cls)
        except (GiveUp, RecursionError):
            return Unknown("a call that is not followed"), None
        finally:
            process.steps, process.undecided = steps, undecided
            del process.pending[pending:]
            process.active.clear()
            process.handling.clear()
            if namespace is not None:
                namespace.clear()
                namespace.update(before)


def _known(value: Value) -> Value:
    return Unknown("an object") if isinstance(value, (Own, Nested)) else value


def _identity(value: Value) -> Any:
    if isinstance(value, _PLAIN):
        return (type(value), value)
    if isinstance(value, Unknown):
        return Unknown
    if isinstance(value, Bound):
        return (id(value.function), _identity(value.receiver))
    return id(value)


def _namespace(function: Value) -> dict[str, Value] | None:
    """The module namespace that a function may change."""
    while isinstance(function, Bound):
        function = function.function
    return function.module.ns if isinstance(function, FunctionValue) else None


def shared_names(lines: Sequence[str]) -> frozenset[str]:
    """The names of a module that its functions set."""
    found: set[str] = set()
    for names in _GLOBAL.findall("\n".join(lines)):
        found.update(name.strip() for name in names.split(","))
    return frozenset(found)


def _words(missing: dict[str, Missing]) -> set[str]:
    found = {name.lower() for name in missing}
    found.update(value.cause.missing.partition(".")[0].lower() for value in missing.values())
    return found
