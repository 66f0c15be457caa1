"""Ways through a syntax tree that stay inside what one frame runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

FunctionDef = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

_BLOCKS = ("body", "orelse", "finalbody")


def blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks of a statement, those of its handlers and cases included."""
    for field in _BLOCKS:
        block = getattr(statement, field, None)
        if block:
            yield block
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body


def statements(body: Sequence[ast.stmt], *, into: bool = False) -> Iterator[ast.stmt]:
    """Statements of a block in order, nested ones after the one that holds them.

    Args:
        body: the block.
        into: whether to enter functions and classes.
    """
    for statement in body:
        yield statement
        if into or not isinstance(statement, Definition):
            for block in blocks(statement):
                yield from statements(block, into=into)


def own_nodes(root: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, but nothing inside functions, classes and lambdas below it."""
    yield root
    for child in ast.iter_child_nodes(root):
        if isinstance(child, Definition | ast.Lambda):
            yield child
        else:
            yield from own_nodes(child)


def dotted(node: ast.AST | None) -> str:
    """`a.b.c` of a name or of attributes of one; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def last_part(node: ast.AST | None) -> str:
    """The name, or the attribute whatever it is fetched from; empty for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_inert(statement: ast.stmt) -> bool:
    """Whether a statement does nothing: `pass`, `...`, a text."""
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass)


def leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether a block never runs to its end: it returns, raises, or goes on with a loop."""
    return any(_leaves(statement) for statement in body)


def _leaves(statement: ast.stmt) -> bool:
    match statement:
        case ast.Return() | ast.Raise() | ast.Continue() | ast.Break():
            return True
        case ast.Expr(value=ast.Call(func=func)):
            return dotted(func) in ("sys.exit", "exit", "quit", "os._exit")
        case ast.If(body=body, orelse=orelse):
            return leaves(body) and leaves(orelse)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return leaves(body)
    return False


def always_raises(body: Sequence[ast.stmt]) -> bool:
    """Whether every way through a block ends in a `raise`."""
    for statement in body:
        match statement:
            case ast.Raise():
                return True
            case ast.If(body=then, orelse=orelse) if always_raises(then) and always_raises(orelse):
                return True
            case ast.Return() | ast.Continue() | ast.Break():
                return False
    return False
