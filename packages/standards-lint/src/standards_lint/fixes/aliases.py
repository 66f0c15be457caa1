"""Takes names out of import statements; comments beside the other names stay."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import libcst as cst

from standards_lint.fixes.edits import Changes, replaced
from standards_lint.fixes.target import Imports, Target, bound_name


def without_names(
    target: Target, statement: Imports, names: Sequence[str], also: Changes | None = None
) -> cst.Module:
    """The module where an import statement does not bind some names.

    Where it binds no others it goes; the comments above it stay. `also` are changes of others.
    """
    node = target.node(statement)
    kept = [
        at for at, alias in enumerate(statement.names) if bound_name(statement, alias) not in names
    ]
    changes = dict(also or {})
    if kept:
        changes[node] = lambda _: _with_aliases(node, kept)
    return replaced(target.module, changes, removed=None if kept else node)


def alias_text(statement: Imports, alias: ast.alias) -> str:
    """An import statement for one name of another one."""
    name = alias.name if alias.asname is None else f"{alias.name} as {alias.asname}"
    if isinstance(statement, ast.Import):
        return f"import {name}"
    return f"from {'.' * statement.level}{statement.module or ''} import {name}"


def _with_aliases(node: Any, kept: Sequence[int]) -> Any:
    """The import of some of its names; what stood between names that go stays if it is a line."""
    old = list(node.names)
    names = []
    for at, position in enumerate(kept):
        following = kept[at + 1] if at + 1 < len(kept) else position + 1
        lines = _lines_between(old, position + 1, following)
        names.append(_with_lines(old[position], "comma", lines))
    names[-1] = names[-1].with_changes(comma=old[-1].comma)
    first = _with_lines(node, "lpar", _lines_between(old, 0, kept[0]))
    return first.with_changes(names=names)


def _lines_between(
    old: Sequence[cst.ImportAlias], first: int, last: int
) -> tuple[cst.EmptyLine, ...]:
    """The lines of their own below some names, comments among them."""
    spaces = [getattr(alias.comma, "whitespace_after", None) for alias in old[first:last]]
    return tuple(
        line
        for space in spaces
        if isinstance(space, cst.ParenthesizedWhitespace)
        for line in space.empty_lines
    )


def _with_lines(node: Any, token: str, lines: Sequence[cst.EmptyLine]) -> Any:
    """A node with lines added below its comma or parenthesis, where a line ends there."""
    mark = getattr(node, token, None)
    space = getattr(mark, "whitespace_after", None)
    if not lines or not isinstance(space, cst.ParenthesizedWhitespace):
        return node
    whole = space.with_changes(empty_lines=(*space.empty_lines, *lines))
    return node.with_changes(**{token: mark.with_changes(whitespace_after=whole)})
