"""Calls: those that tell whether something is there, and those that end a way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint import facts
from standards_lint.reach.state import Own, State, Stopped
from standards_lint.simulate import library
from standards_lint.simulate.values import (
    Bound,
    ClassValue,
    ExceptionValue,
    External,
    FunctionValue,
    Marked,
    Method,
    Native,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.reach.walk import Walk

_FOLLOWED = (FunctionValue, Bound, ClassValue, Marked, Method, Native)
# Methods of test cases, and functions of the system, after which nothing runs.
_ENDING = frozenset(("skipTest", "_exit"))
# Taken as calls of what is out of sight: what they ask depends on what ran before.
_OPEN = frozenset(
    ("builtins.isinstance", "builtins.hasattr", "builtins.getattr", "builtins.globals")
)


def call(w: Walk, s: State, e: facts.Call) -> Value:
    """The result of a call.

    Raises:
        Stopped: it surely raises.
    """
    w.line = e.line or w.line
    if isinstance(e.func, facts.Name) and e.func.id == "super" and w.owner is not None:
        return Own(w.owner, is_super=True)
    function = w.require(s, e.func, TypeError)
    args = [w.value(s, arg) for arg in e.args]
    keywords = {name: w.value(s, item) for name, item in e.keywords}
    w.line = e.line or w.line
    if isinstance(e.func, facts.Attr) and e.func.attr in _ENDING:
        raise Stopped(SystemExit)
    is_whole = "" not in keywords and not any(isinstance(arg, facts.Starred) for arg in e.args)
    if not is_whole:
        keywords = {"*": Unknown("unpacked arguments")}
        args = args[:0]
    if isinstance(function, External):
        is_known = function.name in library.TABLE or function.wraps is not None
        if not is_known or function.name in _OPEN:
            return External(f"{function.name}()", is_result=True)
    elif isinstance(function, type) and issubclass(function, BaseException):
        return ExceptionValue(function)
    elif not isinstance(function, _FOLLOWED):
        return Unknown("the result of a call")
    return w.scope.call(function, args, keywords)
