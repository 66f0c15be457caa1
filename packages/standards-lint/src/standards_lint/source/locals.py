"""The names a function binds, which decide where its loads look, and whether it yields."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

_SCOPES = frozenset((ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda))
_NAMED = _SCOPES - {ast.Lambda} | {ast.ExceptHandler}
Callable = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Scope(NamedTuple):
    """What a body says about the function it belongs to.

    `names` are local because the body binds them, `global` and `nonlocal` ones left out.
    Calling a generator runs nothing of it yet.
    """

    names: frozenset[str]
    is_generator: bool


def scope(function: Callable) -> Scope:
    """The scope of a function, nested definitions not looked into."""
    bound: set[str] = set()
    outer: set[str] = set()
    is_generator = False
    for node in _own_nodes(function):
        kind = type(node)
        if kind is ast.Name:
            if type(node.ctx) is not ast.Load:
                bound.add(node.id)
        elif kind in _NAMED:
            if node.name:
                bound.add(node.name)
        elif kind is ast.Import or kind is ast.ImportFrom:
            bound.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif kind is ast.Global or kind is ast.Nonlocal:
            outer.update(node.names)
        elif kind is ast.Yield or kind is ast.YieldFrom:
            is_generator = True
    return Scope(frozenset(bound - outer), is_generator)


def _own_nodes(function: Callable) -> Iterator[Any]:
    """All nodes of a body that belong to this scope, nested definitions included as one node."""
    body = function.body
    stack: list[Any] = list(body) if isinstance(body, list) else [body]
    while stack:
        node = stack.pop()
        yield node
        if type(node) not in _SCOPES:
            for child in vars(node).values():
                if isinstance(child, ast.AST):
                    stack.append(child)
                elif isinstance(child, list):
                    stack += [part for part in child if isinstance(part, ast.AST)]
