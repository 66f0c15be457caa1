"""What a block of statements does, as far as it can be seen from its text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from standards_lint.inspection.walk import Definition, dotted, own_nodes

_LOGGERS = ("log", "warn", "print", "echo", "write", "report", "notify", "deprecat")
_METHODS = frozenset(
    ("debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log")
)


def nodes(body: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes of a block that the same frame runs."""
    for statement in body:
        yield from own_nodes(statement)


def binds(body: Iterable[ast.stmt]) -> tuple[str, ...]:
    """The names that a block binds, each once, without those that only `del` mentions."""
    found: dict[str, None] = {}
    for node in nodes(body):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = None
        elif isinstance(node, Definition):
            found[node.name] = None
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = None
    return tuple(found)


def informs(body: Iterable[ast.stmt]) -> bool:
    """Whether a block logs, warns or prints something."""
    return any(is_report(node) for node in nodes(body))


def is_report(node: ast.AST) -> bool:
    """Whether a node is a call that seems to log, warn or print."""
    if not isinstance(node, ast.Call):
        return False
    name = dotted(node.func).lower()
    if not name and isinstance(node.func, ast.Attribute):
        return node.func.attr in _METHODS
    return name.rpartition(".")[2] in _METHODS or any(part in name for part in _LOGGERS)


def reads(body: Iterable[ast.stmt], name: str) -> bool:
    """Whether a block reads a name."""
    return bool(name) and any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        for node in nodes(body)
    )


def keeps_error(body: Iterable[ast.stmt], variable: str) -> bool:
    """Whether a block does something with the error it handles, or tells its traceback.

    Args:
        body: of a handler.
        variable: what the handler binds the error to, empty for nothing.
    """
    statements = list(body)
    if reads(statements, variable):
        return True
    for node in nodes(statements):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            is_told = name.endswith(".exception") or name.startswith(("traceback.", "sys.exc"))
            if is_told or any(keyword.arg == "exc_info" for keyword in node.keywords):
                return True
    return False
