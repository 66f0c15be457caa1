"""The names a function binds, which decide where its loads look."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
Callable = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def _own_nodes(function: Callable) -> Iterator[ast.AST]:
    """All nodes of a body that belong to this scope, nested definitions included as one node."""
    stack: list[ast.AST] = (
        [function.body] if isinstance(function, ast.Lambda) else list(function.body)
    )
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, _SCOPES):
            stack.extend(ast.iter_child_nodes(node))


def bound_names(function: Callable) -> frozenset[str]:
    """Names that are local because the body binds them, `global` and `nonlocal` ones left out."""
    bound: set[str] = set()
    outer: set[str] = set()
    for node in _own_nodes(function):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                bound.add(name)
            case ast.ClassDef(name=name):
                bound.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                bound.update(alias.asname or alias.name.partition(".")[0] for alias in aliases)
            case ast.ExceptHandler(name=str(name)):
                bound.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                outer.update(names)
    return frozenset(bound - outer)


def is_generator(function: Callable) -> bool:
    """Whether calling the function only makes a generator."""
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in _own_nodes(function))
