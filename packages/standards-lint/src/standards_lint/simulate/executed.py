"""`exec` and `eval`: where the code runs that they are given, and what it leaves there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.facts import Evaluate
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.names import loosen
from standards_lint.simulate.values import Dict, Module, Unknown, Value

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine


def execute(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    """`exec(source, globals, locals)`."""
    source = args[0] if args else None
    block = m.code.snippet(source) if isinstance(source, str) else None
    scope = _scope(frame, args, keywords)
    if block is None:
        loosen(scope.ns)
    else:
        m.run(scope, block)
    return None


def evaluate(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    """`eval(source, globals, locals)`."""
    source = args[0] if args else None
    block = m.code.snippet(source.strip()) if isinstance(source, str) else None
    if block is None or len(block) != 1 or not isinstance(block[0], Evaluate):
        return Unknown("eval")
    return m.value(_scope(frame, args, keywords), block[0].value)


def _scope(frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Frame:
    """Where the code runs."""
    given = [*args[1:3], None, None][:2]
    for at, keyword in enumerate(("globals", "locals")):
        if given[at] is None:
            given[at] = keywords.get(keyword)
    names, own = map(_namespace, given)
    if names is None and own is None:
        return frame
    here = module = frame.module
    if names is not None and names is not frame.globals_:
        module = Module(here.name, here.path, is_package=here.is_package, sequence=here.sequence)
        module.ns = names
    scope = Frame(module, module.ns if own is None else own)
    scope.line = frame.line
    return scope


def _namespace(given: Value) -> Dict | None:
    """The table that names are bound in."""
    if given is None or isinstance(given, Dict):
        return given
    unknown = Dict()
    unknown.loose = True
    return unknown
