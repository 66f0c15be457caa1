"""Syntax that older Pythons reject, with the version that brought it.

Source: the "What's New in Python" page of each version.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from standards_lint.facts import SyntaxProblem

_NODES: dict[str, tuple[tuple[int, int], str]] = {
    "Match": ((3, 10), "the match statement"),
    "TryStar": ((3, 11), "except*"),
    "TypeAlias": ((3, 12), "the type statement"),
    "TemplateStr": ((3, 14), "a template string"),
}
# Blocks that no lazy import may stand in, as CPython's symbol table names them.
_BLOCKS = {
    "FunctionDef": "functions",
    "AsyncFunctionDef": "functions",
    "ClassDef": "classes",
    "Try": "try/except blocks",
    "TryStar": "try/except blocks",
}


def _features(tree: ast.Module) -> Iterator[tuple[int, tuple[int, int], str]]:
    for node in ast.walk(tree):
        known = _NODES.get(type(node).__name__)
        if is_lazy(node):
            yield getattr(node, "lineno", 1), (3, 15), "a lazy import"
        elif known is not None:
            yield getattr(node, "lineno", 1), *known
        elif getattr(node, "type_params", None):
            yield getattr(node, "lineno", 1), (3, 12), "a type parameter list"
        elif _unpacks(node):
            yield getattr(node, "lineno", 1), (3, 11), "unpacking in a subscript"


def _unpacks(node: ast.AST) -> bool:
    index = node.slice if isinstance(node, ast.Subscript) else None
    return isinstance(index, ast.Tuple) and any(isinstance(i, ast.Starred) for i in index.elts)


def is_lazy(node: ast.AST) -> bool:
    """Whether an import carries the `lazy` keyword, where Python's own tree says so."""
    return bool(getattr(node, "is_lazy", False))


def misplaced(tree: ast.Module, lazy_lines: frozenset[int]) -> tuple[SyntaxProblem, ...]:
    """Lazy imports where no Python allows them (PEP 810).

    Args:
        tree: a module.
        lazy_lines: lines of lazy imports that the tree does not tell from others.
    """
    return tuple(_misplaced(tree.body, "", lazy_lines))


def _misplaced(
    body: Sequence[ast.AST], inside: str, lazy_lines: frozenset[int]
) -> Iterator[SyntaxProblem]:
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if is_lazy(node) or node.lineno in lazy_lines:
                reason = f"not allowed inside {inside}" if inside else _never_lazy(node)
                if reason:
                    yield SyntaxProblem(node.lineno, f"lazy import {reason}", None)
            continue
        if not isinstance(node, (ast.stmt, ast.excepthandler, ast.match_case)):
            continue
        place = inside or _BLOCKS.get(type(node).__name__, "")
        for name in ("body", "handlers", "orelse", "finalbody", "cases"):
            yield from _misplaced(getattr(node, name, ()), place, lazy_lines)


def _never_lazy(node: ast.Import | ast.ImportFrom) -> str:
    if isinstance(node, ast.Import):
        return ""
    if node.module == "__future__" and not node.level:
        return "from __future__ is not allowed"
    return "of * is not allowed" if node.names[0].name == "*" else ""


def newer_syntax(tree: ast.Module) -> tuple[SyntaxProblem, ...]:
    """One problem per feature: its first line, and the Python that brought it."""
    first: dict[str, SyntaxProblem] = {}
    for line, since, feature in _features(tree):
        known = first.get(feature)
        if known is None or line < known.line:
            text = f"{feature} needs Python {since[0]}.{since[1]}"
            first[feature] = SyntaxProblem(line, text, since)
    return tuple(sorted(first.values(), key=lambda problem: (problem.line, problem.message)))
