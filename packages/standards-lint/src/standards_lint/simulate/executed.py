"""`exec` and `eval`: where the code runs that they are given, and what it leaves there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.facts import Evaluate
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import ABSENT, Dict, Module, Unknown, Value

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine


def execute(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    """`exec(source, globals, locals)`."""
    source = args[0] if args else None
    block = m.code.snippet(source) if isinstance(source, str) else None
    scope, finished = _scope(m, frame, args, keywords)
    if block is None:
        scope.ns.loose = True
    else:
        m.run(scope, block)
    for module, names in finished:
        for name, value in list(dict.items(names)):
            if module.ns.get(name, ABSENT) is not value:
                m.process.write(module, name, value)
    return None


def evaluate(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    """`eval(source, globals, locals)`."""
    source = args[0] if args else None
    block = m.code.snippet(source.strip()) if isinstance(source, str) else None
    if block is None or len(block) != 1 or not isinstance(block[0], Evaluate):
        return Unknown("eval")
    scope, _ = _scope(m, frame, args, keywords)
    return m.value(scope, block[0].value)


def _scope(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> tuple[Frame, list[tuple[Module, Dict]]]:
    """Where the code runs, and copies of the namespaces of modules that have run."""
    given = [*args[1:3], None, None][:2]
    for at, keyword in enumerate(("globals", "locals")):
        if given[at] is None:
            given[at] = keywords.get(keyword)
    finished: list[tuple[Module, Dict]] = []
    names, own = (_namespace(m, value, finished) for value in given)
    if names is None and own is None:
        return frame, finished
    here = module = frame.module
    if names is not None and names is not frame.globals_:
        module = Module(here.name, here.path, is_package=here.is_package, sequence=here.sequence)
        module.ns = names
    scope = Frame(module, module.ns if own is None else own)
    scope.line = frame.line
    return scope, finished


def _namespace(m: Machine, given: Value, finished: list[tuple[Module, Dict]]) -> Dict | None:
    """The table that names are bound in: a copy of that of a module that has run."""
    if given is None:
        return None
    if not isinstance(given, Dict):
        unknown = Dict()
        unknown.loose = True
        return unknown
    for module in m.process.modules.values():
        if isinstance(module, Module) and module.ns is given and not module.running:
            copied = Dict(given)
            copied.loose = given.loose
            finished.append((module, copied))
            return copied
    return given
