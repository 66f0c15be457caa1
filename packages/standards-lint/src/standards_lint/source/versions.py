"""Syntax that older Pythons reject, with the version that brought it.

Source: the "What's New in Python" page of each version.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from standards_lint.facts import SyntaxProblem

_NODES: dict[str, tuple[tuple[int, int], str]] = {
    "Match": ((3, 10), "the match statement"),
    "TryStar": ((3, 11), "except*"),
    "TypeAlias": ((3, 12), "the type statement"),
    "TemplateStr": ((3, 14), "a template string"),
}


def _features(tree: ast.Module) -> Iterator[tuple[int, tuple[int, int], str]]:
    for node in ast.walk(tree):
        known = _NODES.get(type(node).__name__)
        if known is not None:
            yield getattr(node, "lineno", 1), *known
        elif getattr(node, "type_params", None):
            yield getattr(node, "lineno", 1), (3, 12), "a type parameter list"
        elif _unpacks(node):
            yield getattr(node, "lineno", 1), (3, 11), "unpacking in a subscript"


def _unpacks(node: ast.AST) -> bool:
    index = node.slice if isinstance(node, ast.Subscript) else None
    return isinstance(index, ast.Tuple) and any(isinstance(i, ast.Starred) for i in index.elts)


def newer_syntax(tree: ast.Module) -> tuple[SyntaxProblem, ...]:
    """One problem per feature: its first line, and the Python that brought it."""
    first: dict[str, SyntaxProblem] = {}
    for line, since, feature in _features(tree):
        known = first.get(feature)
        if known is None or line < known.line:
            text = f"{feature} needs Python {since[0]}.{since[1]}"
            first[feature] = SyntaxProblem(line, text, since)
    return tuple(sorted(first.values(), key=lambda problem: (problem.line, problem.message)))
