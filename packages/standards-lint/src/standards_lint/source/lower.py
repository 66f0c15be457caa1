"""Rewrites a tree of a newer Python into nodes that every supported Python has.

What is dropped has no effect on imports: the counterpart of `modern`, for interpreters whose own
parser reads the newer syntax.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any


def lowered(tree: ast.Module) -> ast.Module:
    """The tree without type statements, type parameters and template strings."""
    return _Lower().visit(tree)


class _Lower(ast.NodeTransformer):
    def visit_TypeAlias(self, node: Any) -> ast.Assign:
        """A lazily evaluated alias is some object."""
        value = ast.copy_location(ast.Name("object", ast.Load()), node)
        return ast.copy_location(ast.Assign([node.name], value), node)

    def visit_TemplateStr(self, node: Any) -> ast.Tuple:
        """What a template interpolates is evaluated in order."""
        values: list[ast.expr] = [part.value for part in node.values if hasattr(part, "str")]
        return ast.copy_location(ast.Tuple([self.visit(v) for v in values], ast.Load()), node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        """Type parameters are bound in the bases, keywords and body."""
        self.generic_visit(node)
        names = _parameters(node)
        if names:
            _rename(names, [*node.bases, *node.keywords, *node.body])
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Type parameters are bound in the annotations and the body, not in defaults."""
        return _without_parameters(self, node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        """As `def`."""
        return _without_parameters(self, node)


def _without_parameters(lower: _Lower, node: Any) -> Any:
    lower.generic_visit(node)
    names = _parameters(node)
    if names:
        args = node.args
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        bound = [argument for argument in every if argument is not None]
        _rename(names, [*bound, *([node.returns] if node.returns else []), *node.body])
    return node


def _parameters(node: Any) -> frozenset[str]:
    """The names of the type parameters of a definition, which loses them."""
    found = getattr(node, "type_params", None) or []
    if found:
        node.type_params = []
    return frozenset(parameter.name for parameter in found)


def _rename(names: frozenset[str], nodes: Iterable[ast.AST]) -> None:
    """Loads of type parameters become loads of `object`, which is bound everywhere."""
    for node in nodes:
        for inner in ast.walk(node):
            if (
                isinstance(inner, ast.Name)
                and isinstance(inner.ctx, ast.Load)
                and inner.id in names
            ):
                inner.id = "object"
