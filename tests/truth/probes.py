"""Which third-party names a package imports, so that a real import can probe them."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module


def imported_modules(files: Iterable[Path]) -> frozenset[str]:
    """The dotted names in absolute import statements, wherever they stand."""
    found: set[str] = set()
    for file in files:
        try:
            found.update(_imported(ast.parse(file.read_bytes())))
        except (SyntaxError, ValueError):
            continue
    return frozenset(found)


def names_to_probe(imported: Iterable[str], provided: Iterable[str]) -> frozenset[str]:
    """The provided names that some imported module is, lies in, or contains."""
    modules = [f"{name}." for name in imported]
    return frozenset(
        name
        for name in provided
        if any(m.startswith(f"{name}.") or f"{name}.".startswith(m) for m in modules)
    )
