"""What the import statements and calls of a file import, by absolute name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from standards_lint.inspection.walk import last_part, own_nodes

_FUNCTIONS = ("import_module", "__import__")


class Imported(NamedTuple):
    """One statement or call that imports.

    `modules` are absolute dotted names, `names` the names that it binds; `node` is the statement,
    and `call` the call of `import_module` or `__import__` in it, where that is what imports.
    """

    node: ast.stmt
    modules: tuple[str, ...]
    names: tuple[str, ...]
    is_relative: bool = False
    call: ast.Call | None = None

    @property
    def roots(self) -> tuple[str, ...]:
        """The top-level names of what is imported, each once."""
        return tuple(dict.fromkeys(name.partition(".")[0] for name in self.modules))


def absolute(module: str, level: int, current: str, *, is_package: bool) -> str:
    """The absolute name of `from ...module import`, empty where it leads out of the root."""
    if not level:
        return module
    parts = current.split(".") if current else []
    above = level - 1 if is_package else level
    if above > len(parts) or (above == len(parts) and not module):
        return ""
    return ".".join([*parts[: len(parts) - above], *([module] if module else [])])


def statement_imports(statement: ast.stmt, module: str, *, is_package: bool) -> Imported | None:
    """What an import statement imports; None for any other statement."""
    match statement:
        case ast.Import(names=aliases):
            bound = tuple(alias.asname or alias.name.partition(".")[0] for alias in aliases)
            return Imported(statement, tuple(alias.name for alias in aliases), bound)
        case ast.ImportFrom(names=aliases, level=level):
            source = absolute(statement.module or "", level, module, is_package=is_package)
            bound = tuple(alias.asname or alias.name for alias in aliases)
            return Imported(statement, (source,), bound, is_relative=level > 0)
    return None


def call_imports(statement: ast.stmt) -> Iterator[Imported]:
    """Calls of `import_module` and `__import__` with a constant name in one statement."""
    for node in own_nodes(statement):
        if not isinstance(node, ast.Call) or last_part(node.func) not in _FUNCTIONS:
            continue
        if node.args and isinstance(node.args[0], ast.Constant):
            name = node.args[0].value
            if isinstance(name, str) and name and not name.startswith("."):
                yield Imported(statement, (name,), _targets(statement, node), call=node)


def _targets(statement: ast.stmt, value: ast.expr) -> tuple[str, ...]:
    if isinstance(statement, ast.Assign) and statement.value is value:
        return tuple(node.id for node in statement.targets if isinstance(node, ast.Name))
    return ()
