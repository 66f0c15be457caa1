"""Import guards: statements that catch the ImportError of an import in their body."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from standards_lint.inspection.imports import Imported, call_imports, statement_imports
from standards_lint.inspection.walk import (
    Definition,
    FunctionDef,
    blocks,
    dotted,
    last_part,
)

if TYPE_CHECKING:
    from standards_lint.inspection.source_file import SourceFile

NARROW = frozenset(("ImportError", "ModuleNotFoundError"))
BROAD = frozenset(("Exception", "BaseException"))


class Handler(NamedTuple):
    """What catches an ImportError: an `except` clause, or `suppress` (`node` is None then).

    `catches` are dotted names, `BaseException` for a bare `except`; `variable` is the name that
    the error is bound to.
    """

    node: ast.ExceptHandler | None
    catches: tuple[str, ...]
    body: tuple[ast.stmt, ...] = ()
    variable: str = ""

    @property
    def is_broad(self) -> bool:
        """Whether it catches far more than a failed import."""
        return not BROAD.isdisjoint(self.catches)


class Guard(NamedTuple):
    """A `try` or `with suppress(...)` whose body imports, and what catches an ImportError there.

    `imports` are those of its own body, without functions, classes and inner guards; `handlers`
    are in order, up to the first that catches every ImportError. `scope` is what the statement
    stands in, outermost first: functions and classes.
    """

    statement: ast.Try | ast.TryStar | ast.With
    imports: tuple[Imported, ...]
    handlers: tuple[Handler, ...]
    scope: tuple[Definition, ...]

    @property
    def function(self) -> FunctionDef | None:
        """The innermost function around it."""
        inner = [item for item in self.scope if isinstance(item, FunctionDef)]
        return inner[-1] if inner else None

    @property
    def qualified(self) -> str:
        """The qualified name of the function or class around it; empty at module level."""
        return ".".join(item.name for item in self.scope)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that its imports bind."""
        return tuple(name for item in self.imports for name in item.names)

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules that it imports, each once."""
        return tuple(dict.fromkeys(name for item in self.imports for name in item.modules))


def find_guards(file: SourceFile) -> tuple[Guard, ...]:
    """The import guards of a file that can run, in order."""
    return tuple(_guards(file, file.tree.body, ()))


def _guards(
    file: SourceFile, body: Sequence[ast.stmt], scope: tuple[Definition, ...]
) -> Iterator[Guard]:
    for statement in body:
        handlers = _handlers(statement)
        if handlers:
            imports = tuple(_imports(file, statement.body))
            if imports:
                yield Guard(statement, imports, handlers, scope)
        inner = (*scope, statement) if isinstance(statement, Definition) else scope
        for block in blocks(statement):
            if not (block is getattr(statement, "body", None) and _is_for_types(statement)):
                yield from _guards(file, block, inner)


def _is_for_types(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and last_part(statement.test) == "TYPE_CHECKING"


def _imports(file: SourceFile, body: Sequence[ast.stmt]) -> Iterator[Imported]:
    for statement in body:
        if isinstance(statement, Definition):
            continue
        found = statement_imports(statement, file.module, is_package=file.is_package)
        if found is not None:
            yield found
            continue
        inner = list(blocks(statement))
        if not inner:
            yield from call_imports(statement)
            continue
        for block in inner:
            if not (block is inner[0] and _handlers(statement)):
                yield from _imports(file, block)


def _handlers(statement: ast.stmt) -> tuple[Handler, ...]:
    """Those handlers of a statement that an ImportError may reach and that would catch it."""
    if isinstance(statement, ast.With):
        return tuple(_suppressors(statement))
    found = []
    for node in getattr(statement, "handlers", ()):
        handler = Handler(node, caught(node.type), tuple(node.body), node.name or "")
        if not (NARROW | BROAD).isdisjoint(handler.catches):
            found.append(handler)
            if handler.is_broad or "ImportError" in handler.catches:
                break
    return tuple(found)


def _suppressors(statement: ast.With) -> Iterator[Handler]:
    for item in statement.items:
        call = item.context_expr
        if isinstance(call, ast.Call) and last_part(call.func) == "suppress":
            catches = tuple(dotted(argument) for argument in call.args)
            if not (NARROW | BROAD).isdisjoint(catches):
                yield Handler(None, catches)


def caught(node: ast.expr | None) -> tuple[str, ...]:
    """The dotted names of the classes that an `except` clause catches."""
    if node is None:
        return ("BaseException",)
    if isinstance(node, ast.Tuple):
        return tuple(dotted(item) for item in node.elts)
    return (dotted(node),)
