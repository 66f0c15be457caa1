"""First-party code as it would be with some imports deferred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import replace

from standards_lint.facts import (
    Assign,
    Class,
    Expr,
    FileFacts,
    For,
    If,
    Import,
    ImportFrom,
    Name,
    Other,
    Stmt,
    Try,
    While,
    With,
)
from standards_lint.statements import names_of

if TYPE_CHECKING:
    from standards_lint.simulate.ports import Code

_BLOCKS = ("body", "orelse", "final")


class _Deferred:
    """Answers as `code` does, but for the facts of some modules."""

    def __init__(self, code: Code, lines: Mapping[str, frozenset[int]]) -> None:
        self._code = code
        self._lines = lines

    def __getattr__(self, name: str) -> object:
        return getattr(self._code, name)

    def beginning(self, name: str, lacks: object) -> FileFacts:
        return self.facts(name)

    def facts(self, name: str) -> FileFacts:
        found = self._code.facts(name)
        lines = self._lines.get(name)
        return found if not lines else replace(found, body=_block(found.body, lines))


def deferred(code: Code, lines: Mapping[str, frozenset[int]]) -> Code:
    """`code` where the imports at some lines bind names of unknown value and load nothing.

    Args:
        code: the first-party code as it is.
        lines: line numbers by module.
    """
    return cast("Code", _Deferred(code, lines))


def import_at(body: Sequence[Stmt], line: int) -> Import | ImportFrom | None:
    """The import statement at a line, outside functions."""
    for statement in body:
        if isinstance(statement, (Import, ImportFrom)):
            if statement.line == line:
                return statement
            continue
        for block in _blocks(statement):
            found = import_at(block, line)
            if found is not None:
                return found
    return None


def _blocks(statement: Stmt) -> list[Sequence[Stmt]]:
    if not isinstance(statement, (If, For, While, Try, With, Class)):
        return []
    found = [getattr(statement, name, ()) for name in _BLOCKS]
    return found + [handler.body for handler in getattr(statement, "handlers", ())]


def _block(body: Sequence[Stmt], lines: frozenset[int]) -> tuple[Stmt, ...]:
    return tuple(_statement(item, lines) for item in body)


def _statement(statement: Stmt, lines: frozenset[int]) -> Stmt:
    if isinstance(statement, (Import, ImportFrom)):
        return _unknown(statement) if statement.line in lines else statement
    if not isinstance(statement, (If, For, While, Try, With, Class)):
        return statement
    changed: dict[str, Any] = {
        name: _block(getattr(statement, name), lines) for name in _fields(statement)
    }
    if isinstance(statement, Try):
        changed["handlers"] = tuple(
            replace(handler, body=_block(handler.body, lines)) for handler in statement.handlers
        )
    return replace(statement, **changed)


def _fields(statement: Stmt) -> list[str]:
    return [name for name in _BLOCKS if name in statement.__struct_fields__]


def _unknown(statement: Import | ImportFrom) -> Stmt:
    targets: tuple[Expr, ...] = tuple(Name(name) for name in names_of(statement) if name != "*")
    return Assign(statement.line, targets, Other(()))
