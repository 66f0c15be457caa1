"""Who relies on what an import guard binds, once the import has failed."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from standards_lint.inspection.guards import BROAD, Guard, caught
from standards_lint.inspection.walk import Definition, dotted

if TYPE_CHECKING:
    from standards_lint.inspection.names import Scope
    from standards_lint.inspection.source_file import SourceFile

_MARKS = ("skip", "require", "need", "depend", "mark")


def owner(file: SourceFile, guard: Guard, name: str) -> Scope | None:
    """The scope that a name bound by a guard belongs to."""
    inner = guard.scope[-1] if guard.scope else file.tree
    return file.names.scopes[inner].owner(name)


def is_inside(guard: Guard, node: ast.AST) -> bool:
    """Whether a node lies in a guard, its handlers included."""
    statement = guard.statement
    return statement.lineno <= node.lineno <= (statement.end_lineno or statement.lineno)


def user(file: SourceFile, guard: Guard, name: str, scope: Scope) -> str | None:
    """The first function or class that reads a name outside of the guard and unprotected.

    Args:
        file: where the guard is.
        guard: what binds the name.
        name: bound by the guard.
        scope: the owner of the name.

    Returns:
        The name of the function or class, "" for the module itself, None where nobody does.
    """
    for load in file.names.uses(scope, name):
        if load.when != "run" or is_inside(guard, load.node):
            continue
        is_safe = _is_checked(file, load.node, name)
        if not is_safe and not _is_for_guard(file, guard, load.scope, scope):
            return _name(load.scope)
    return None


def _is_for_guard(file: SourceFile, guard: Guard, inner: Scope | None, outer: Scope) -> bool:
    """Whether a name is read in a function that only the guard uses."""
    while inner is not None and inner.parent is not outer:
        inner = inner.parent
    name = getattr(inner.node, "name", "") if inner is not None else ""
    uses = file.names.uses(outer, name)
    return bool(uses) and all(is_inside(guard, load.node) for load in uses)


def _name(scope: Scope | None) -> str:
    while scope is not None:
        name = getattr(scope.node, "name", "")
        if name:
            return name
        scope = scope.parent
    return ""


def _is_checked(file: SourceFile, node: ast.AST, name: str) -> bool:
    """Whether a use is looked for first, marked, or inside a guard for its NameError."""
    if _is_looked_for(file, name):
        return True
    current: ast.AST | None = node
    while current is not None:
        if isinstance(current, Definition) and any(map(_is_mark, current.decorator_list)):
            return True
        if isinstance(current, ast.Try):
            classes = {item for handler in current.handlers for item in caught(handler.type)}
            if classes & {"NameError", "UnboundLocalError", *BROAD}:
                return True
        current = file.parents.get(current)
    return False


def _is_looked_for(file: SourceFile, name: str) -> bool:
    """Whether the file asks somewhere if a name is there: `"x" in sys.modules`."""
    return any(
        isinstance(item, ast.Compare)
        and isinstance(item.left, ast.Constant)
        and item.left.value == name
        for item in ast.walk(file.tree)
    )


def _is_mark(decorator: ast.expr) -> bool:
    """Whether a decorator may keep a function from running where something is missing."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return any(word in dotted(called).lower() for word in _MARKS)
