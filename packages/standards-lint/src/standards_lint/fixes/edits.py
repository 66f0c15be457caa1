"""Changes to libcst trees that several codemods make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import libcst as cst

from standards_lint.fixes.removal import holds, without, without_part

Change = Callable[[Any], Any]
Changes = Mapping[cst.CSTNode, Change]
Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement
_ALWAYS_ENTERED = (
    cst.SimpleStatementLine,
    cst.Module,
    cst.BaseSuite,
    cst.BaseCompoundStatement,
    cst.Else,
    cst.ExceptHandler,
    cst.ExceptStarHandler,
    cst.Finally,
    cst.MatchCase,
)
_BLANK = cst.EmptyLine(indent=False)


def replaced(
    module: cst.Module, changes: Changes, removed: cst.CSTNode | None = None
) -> cst.Module:
    """The module where some statements, lines or clauses are what functions make of them.

    A function gets the node after what lies in it was changed. Of a line, it may return a
    sequence of lines. `removed` is a statement that goes.
    """
    return cast("cst.Module", module.visit(_Replace(changes, removed)))


class _Replace(cst.CSTTransformer):
    def __init__(self, changes: Changes, removed: cst.CSTNode | None) -> None:
        super().__init__()
        self._changes = changes
        self._removed = removed
        self._gone: cst.CSTNode | None = None

    def on_visit(self, node: cst.CSTNode) -> bool:
        return isinstance(node, _ALWAYS_ENTERED)

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> Any:
        if self._removed is not None and holds(original_node, self._removed):
            if isinstance(original_node, cst.SimpleStatementLine) and len(original_node.body) > 1:
                at = original_node.body.index(self._removed)
                return without_part(cst.ensure_type(updated_node, cst.SimpleStatementLine), at)
            self._gone = updated_node
            return updated_node
        if _has(updated_node, self._gone):
            updated_node = without(updated_node, self._gone)
        change = self._changes.get(original_node)
        if change is None:
            return updated_node
        made = change(updated_node)
        return cst.FlattenSentinel(made) if isinstance(made, (list, tuple)) else made


def _has(block: cst.CSTNode, line: cst.CSTNode | None) -> bool:
    is_block = isinstance(block, (cst.Module, cst.IndentedBlock))
    return is_block and any(item is line for item in block.body)


def parsed(module: cst.Module, text: str) -> list[Statement]:
    """Statements of a text, in the indentation of a module."""
    found = cst.parse_module(text, config=cst.PartialParserConfig()).body
    return [cast("Statement", statement) for statement in found]


def with_leading(statement: Statement, lines: Sequence[cst.EmptyLine]) -> Statement:
    """The statement below some blank lines and comments."""
    return cast("Statement", statement.with_changes(leading_lines=tuple(lines)))


def blank_lines(number: int) -> list[cst.EmptyLine]:
    """So many of them."""
    return [_BLANK.deep_clone() for _ in range(number)]


def with_blank_lines(statement: Statement, least: int) -> Statement:
    """The statement below at least so many blank lines, whatever comments it has."""
    lines = list(statement.leading_lines)
    blank = 0
    while blank < len(lines) and lines[blank].comment is None:
        blank += 1
    return with_leading(statement, [*blank_lines(max(0, least - blank)), *lines])


def is_docstring(statement: cst.CSTNode) -> bool:
    """Whether a statement is a string alone."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    expression = statement.body[0]
    return isinstance(expression, cst.Expr) and isinstance(
        expression.value, (cst.SimpleString, cst.ConcatenatedString)
    )


def at_start(block: Any, statements: Sequence[Statement]) -> Any:
    """A function, or an `if`, whose body begins with some statements, below its docstring."""
    body = block.body
    if isinstance(body, cst.SimpleStatementSuite):
        line = cst.SimpleStatementLine(body.body, trailing_whitespace=body.trailing_whitespace)
        return block.with_changes(body=cst.IndentedBlock([*statements, line]))
    after = 1 if isinstance(block, cst.FunctionDef) and is_docstring(body.body[0]) else 0
    whole = [*body.body[:after], *statements, *body.body[after:]]
    return block.with_changes(body=body.with_changes(body=whole))


def at_end(clause: Any, statements: Sequence[Statement]) -> Any:
    """A clause whose body ends with some statements, which take the place of a lone `pass`."""
    body = clause.body
    if isinstance(body, cst.SimpleStatementSuite):
        line = cst.SimpleStatementLine(body.body, trailing_whitespace=body.trailing_whitespace)
        body = cst.IndentedBlock([line])
    kept, last = list(body.body[:-1]), body.body[-1]
    new = list(statements)
    if _is_pass(last):
        first = cst.ensure_type(new[0], cst.SimpleStatementLine)
        new[0] = last.with_changes(body=first.body)
    else:
        kept.append(last)
    return clause.with_changes(body=body.with_changes(body=[*kept, *new]))


def _is_pass(line: cst.CSTNode) -> bool:
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return False
    part = line.body[0]
    is_dots = isinstance(part, cst.Expr) and isinstance(part.value, cst.Ellipsis)
    return is_dots or isinstance(part, cst.Pass)
