"""What each first-party module imports, at import time or later, and which names it takes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from standards_lint.inspection import Inspector, Observation, observe
from standards_lint.inspection.imports import absolute, call_imports
from standards_lint.inspection.walk import dotted, statements

if TYPE_CHECKING:
    from standards_lint.inspection import SourceFile
    from standards_lint.run import Options
    from standards_lint.source.program import Program

_CODE = "uses"
_HINT = b"import"
_VERSION = "1"

# By imported module, the names taken from it.
Uses = Mapping[str, frozenset[str]]


def uses(program: Program, options: Options) -> dict[str, Uses]:
    """For each first-party module that imports anything, what it imports, by absolute name.

    A name taken may be an attribute of the module or a submodule; `*` is not one.
    """
    inspector = Inspector(_CODE, (_HINT,), inspect, _VERSION)
    seen = observe(program, [inspector], jobs=options.jobs, progress=options.progress)
    return {module: _together(found) for module, found in seen[_CODE].items()}


def inspect(file: SourceFile) -> Iterator[Observation]:
    """Every import of a file, and every attribute that it reads of a module imported whole."""
    bound: dict[str, str] = {}
    for statement in statements(file.tree.body, into=True):
        for module, names in _imports(statement, file, bound):
            yield Observation(statement.lineno, 1, statement.lineno, names, module)
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute):
            module, name = _taken(dotted(node), bound)
            if name:
                yield Observation(node.lineno, 1, node.lineno, (name,), module)


def _imports(
    statement: ast.stmt, file: SourceFile, bound: dict[str, str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Modules with the names taken; `bound` gets what modules are called in the file."""
    match statement:
        case ast.Import(names=aliases):
            for alias in aliases:
                yield alias.name, ()
                bound[alias.asname or alias.name] = alias.name
        case ast.ImportFrom(names=aliases, level=level):
            source = statement.module or ""
            module = absolute(source, level, file.module, is_package=file.is_package)
            if module:
                yield module, tuple(alias.name for alias in aliases if alias.name != "*")
        case _:
            yield from ((item.modules[0], ()) for item in call_imports(statement))


def _taken(text: str, bound: Mapping[str, str]) -> tuple[str, str]:
    """The module that an expression such as `a.b.c` starts with, and the name it takes of it."""
    prefix, _, name = text.rpartition(".")
    while prefix:
        if prefix in bound:
            return bound[prefix], name
        prefix, _, name = prefix.rpartition(".")
    return "", ""


def _together(found: tuple[Observation, ...]) -> Uses:
    taken: dict[str, set[str]] = {}
    for item in found:
        taken.setdefault(item.text, set()).update(item.names)
    return {module: frozenset(names) for module, names in taken.items()}
