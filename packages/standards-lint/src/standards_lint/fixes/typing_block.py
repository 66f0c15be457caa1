"""Imports that only type checkers see, below `if TYPE_CHECKING:`."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from standards_lint.fixes.edits import Statement, parsed, with_blank_lines
from standards_lint.fixes.new_imports import is_import, with_name_from


def with_typing_imports(module: cst.Module, texts: Sequence[str]) -> cst.Module:
    """The module with imports for type checkers alone, in the block for them where it has one."""
    statements = parsed(module, "".join(f"{text}\n" for text in texts))
    for at, statement in enumerate(module.body):
        if isinstance(statement, cst.If) and _is_block(statement):
            body = list(module.body)
            body[at] = _longer(statement, statements)
            return module.with_changes(body=body)
    module = with_name_from(module, "typing", "TYPE_CHECKING")
    (block,) = parsed(module, "if TYPE_CHECKING:\n    pass\n")
    block = block.with_changes(body=cst.IndentedBlock(statements))
    return _with_block(module, block)


def _is_block(statement: cst.If) -> bool:
    test = cst.Module([]).code_for_node(statement.test)
    return test in ("TYPE_CHECKING", "typing.TYPE_CHECKING") and statement.orelse is None


def _longer(block: cst.If, statements: Sequence[Statement]) -> cst.If:
    body = block.body
    if isinstance(body, cst.SimpleStatementSuite):
        line = cst.SimpleStatementLine(body.body, trailing_whitespace=body.trailing_whitespace)
        return block.with_changes(body=cst.IndentedBlock([line, *statements]))
    kept = list(body.body)
    if len(kept) == 1 and isinstance(kept[0], cst.SimpleStatementLine):
        is_empty = all(isinstance(part, cst.Pass) for part in kept[0].body)
        kept = [] if is_empty else kept
    return block.with_changes(body=body.with_changes(body=[*kept, *statements]))


def _with_block(module: cst.Module, block: Statement) -> cst.Module:
    """Below the last import at the beginning of the module."""
    body = list(module.body)
    last = 0
    for at, statement in enumerate(body):
        if is_import(statement):
            last = at + 1
        elif isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
            break
    if last < len(body):
        body[last] = with_blank_lines(body[last], 1)
    return module.with_changes(body=[*body[:last], with_blank_lines(block, 1), *body[last:]])
