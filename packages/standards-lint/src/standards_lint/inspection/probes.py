"""Lazy accessors and availability probes: code that asks whether a package is there."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from standards_lint.inspection.effects import nodes
from standards_lint.inspection.guards import Guard
from standards_lint.inspection.walk import (
    FunctionDef,
    is_inert,
    last_part,
    statements,
)

if TYPE_CHECKING:
    from standards_lint.inspection.source_file import SourceFile

_MEMORY = ("cache", "once", "memo", "lazy")


class Probe(NamedTuple):
    """A function or flag that tells whether modules are there, or fetches one.

    `name` is the function's or flag's; `modules` are what is tried; `kind` is `accessor` for a
    function that returns the module or something of it. `guard` is None for `find_spec`.
    """

    node: ast.stmt
    name: str
    modules: tuple[str, ...]
    kind: Literal["flag", "accessor", "available"]
    guard: Guard | None = None
    function: FunctionDef | None = None


def find_probes(file: SourceFile) -> Iterator[Probe]:
    """The probes of a file: functions that do nothing else, and flags at the top level."""
    for guard in file.guards:
        if guard.function is not None and guard.scope[-1] is guard.function:
            yield from _function(guard, guard.function)
        elif not guard.scope:
            yield from _flag(guard)
    for statement in statements(file.tree.body):
        yield from _specification(statement)


def _function(guard: Guard, function: FunctionDef) -> Iterator[Probe]:
    if guard.statement not in function.body:
        return
    place = function.body.index(guard.statement)
    around = [*function.body[:place], *function.body[place + 1 :]]
    if not all(_is_trivial(item) for item in around) or _imports(function.body[place + 1 :]):
        return
    if not all(_is_trivial(item) for item in guard.statement.body):
        return
    values = [node.value for node in nodes(function.body) if isinstance(node, ast.Return)]
    if values and all(_is_truth(value) for value in values):
        yield Probe(function, function.name, guard.modules, "available", guard, function)
    elif any(_fetches(guard, value) for value in values):
        yield Probe(function, function.name, guard.modules, "accessor", guard, function)


def _flag(guard: Guard) -> Iterator[Probe]:
    """`try: import x; HAS_X = True` and `except ImportError: HAS_X = False`."""
    handler = guard.handlers[-1]
    body = [*guard.statement.body, *getattr(guard.statement, "orelse", ())]
    for name in _assigned(body, value=True) & _assigned(handler.body, value=False):
        yield Probe(guard.statement, name, guard.modules, "flag", guard)


def _specification(statement: ast.stmt) -> Iterator[Probe]:
    """`HAS_X = find_spec("x") is not None`, and a function that returns that."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            module = _sought(value)
            if module:
                yield Probe(statement, name, (module,), "flag")
        case ast.FunctionDef(name=name, body=body):
            match _without_text(body):
                case [ast.Return(value=value)] if value is not None and _sought(value):
                    module = _sought(value)
                    yield Probe(statement, name, (module,), "available", None, statement)


def _sought(value: ast.expr) -> str:
    """The constant that `find_spec` is asked for in a comparison with None."""
    match value:
        case ast.Call(func=ast.Name(id="bool"), args=[call]):
            return _sought_by(call)
        case ast.Compare(left=call, ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return _sought_by(call)
    return ""


def _sought_by(call: ast.expr) -> str:
    match call:
        case ast.Call(func=func, args=[ast.Constant(value=str(name))]):
            return name if last_part(func) == "find_spec" else ""
    return ""


def remembers(function: FunctionDef) -> bool:
    """Whether a function seems to keep what it found: a cache, or something outside of it."""
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if any(word in last_part(called).lower() for word in _MEMORY):
            return True
    for node in nodes(function.body):
        if isinstance(node, ast.Global | ast.Nonlocal):
            return True
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            return True
    return False


def _without_text(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    return [item for item in body if not is_inert(item)]


def _is_trivial(statement: ast.stmt) -> bool:
    """Whether a statement only imports, assigns something simple or returns."""
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Global() | ast.Return():
            return True
        case ast.Assign(value=value):
            return isinstance(value, ast.Constant | ast.Name | ast.Attribute)
    return is_inert(statement)


def _imports(body: Sequence[ast.stmt]) -> bool:
    return any(isinstance(item, ast.Import | ast.ImportFrom) for item in body)


def _is_truth(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, bool)


def _fetches(guard: Guard, value: ast.expr | None) -> bool:
    """Whether a returned value is what the guard imports, or a tuple or attribute with it."""
    match value:
        case ast.Name(id=name):
            return name in guard.names
        case ast.Attribute(value=owner):
            return _fetches(guard, owner)
        case ast.Tuple(elts=items):
            return any(_fetches(guard, item) for item in items)
        case ast.Call():
            return any(item.call is value for item in guard.imports)
    return False


def _assigned(body: Sequence[ast.stmt], *, value: bool) -> set[str]:
    found = set()
    for statement in body:
        match statement:
            case ast.Assign(targets=targets, value=ast.Constant(value=given)) if given is value:
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=given)):
                found |= {name} if given is value else set()
    return found
