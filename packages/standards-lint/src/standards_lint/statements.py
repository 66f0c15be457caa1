"""The imports of a file that stand outside functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from standards_lint.facts import Attr, Expr, If, Import, ImportFrom, Name, Stmt, Try

Imports = Import | ImportFrom

_BLOCKS = ("body", "orelse", "final")
_TYPES_ONLY = "TYPE_CHECKING"


def module_imports(body: Sequence[Stmt]) -> Iterator[tuple[Imports, bool]]:
    """Every import outside functions, and whether a `try` is around it.

    Those that only a type checker runs are left out.
    """
    yield from _imports(body, guarded=False)


def _imports(body: Sequence[Stmt], *, guarded: bool) -> Iterator[tuple[Imports, bool]]:
    for statement in body:
        if isinstance(statement, (Import, ImportFrom)):
            yield statement, guarded
            continue
        for name in _BLOCKS:
            if name == "body" and isinstance(statement, If) and is_for_types(statement.test):
                continue
            inside = guarded or (isinstance(statement, Try) and name == "body")
            yield from _imports(getattr(statement, name, ()), guarded=inside)
        for handler in getattr(statement, "handlers", ()):
            yield from _imports(handler.body, guarded=guarded)


def is_for_types(test: Expr) -> bool:
    """Whether a condition holds for type checkers only."""
    return (isinstance(test, Name) and test.id == _TYPES_ONLY) or (
        isinstance(test, Attr) and test.attr == _TYPES_ONLY
    )


def modules_of(statement: Imports) -> tuple[str, ...]:
    """The absolute names of the modules that an import names; none for a relative import."""
    if isinstance(statement, Import):
        return tuple(name for name, _ in statement.names)
    return () if statement.level else (statement.module,)


def names_of(statement: Imports) -> tuple[str, ...]:
    """What an import binds, `*` for a star."""
    if isinstance(statement, Import):
        return tuple(alias or name.partition(".")[0] for name, alias in statement.names)
    return tuple(alias or name for name, alias in statement.names)
