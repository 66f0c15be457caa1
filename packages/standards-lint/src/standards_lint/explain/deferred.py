"""First-party code as it would be with some imports deferred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from standards_lint.facts import (
    Assign,
    Body,
    Class,
    Expr,
    FileFacts,
    For,
    Function,
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

if TYPE_CHECKING:
    from standards_lint.simulate.frames import Code, Found

_BLOCKS = ("body", "orelse", "final")


class Deferred:
    """`code` where the imports at some lines bind names of unknown value and load nothing.

    Args:
        code: the first-party code as it is.
        lines: line numbers by module.
    """

    def __init__(self, code: Code, lines: Mapping[str, frozenset[int]]) -> None:
        self.installed = code.installed
        self._code = code
        self._lines = lines

    def find(self, name: str) -> Found | None:
        """The module of this name."""
        return self._code.find(name)

    def facts(self, name: str) -> FileFacts:
        """Facts of a module's file."""
        found = self._code.facts(name)
        lines = self._lines.get(name)
        return found if not lines else replace(found, body=_block(found.body, lines))

    def body(self, name: str, function: Function) -> Body | None:
        """The body of a function that was left out of the facts."""
        return self._code.body(name, function)

    def submodules(self, name: str) -> tuple[str, ...]:
        """All modules below a package."""
        return self._code.submodules(name)

    def stub(self, name: str) -> FileFacts | None:
        """Facts of the `.pyi` file beside a module."""
        return self._code.stub(name)

    def snippet(self, source: str) -> tuple[Stmt, ...] | None:
        """Statements of a text given to `exec`."""
        return self._code.snippet(source)


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


def bound_names(statement: Import | ImportFrom) -> tuple[str, ...]:
    """What an import statement binds."""
    if isinstance(statement, Import):
        return tuple(alias or name.partition(".")[0] for name, alias in statement.names)
    return tuple(alias or name for name, alias in statement.names)


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
    changed = {name: _block(getattr(statement, name), lines) for name in _fields(statement)}
    if isinstance(statement, Try):
        changed["handlers"] = tuple(
            replace(handler, body=_block(handler.body, lines)) for handler in statement.handlers
        )
    return replace(statement, **changed)


def _fields(statement: Stmt) -> list[str]:
    return [name for name in _BLOCKS if name in statement.__struct_fields__]


def _unknown(statement: Import | ImportFrom) -> Stmt:
    targets: tuple[Expr, ...] = tuple(Name(name) for name in bound_names(statement) if name != "*")
    return Assign(statement.line, targets, Other(()))
