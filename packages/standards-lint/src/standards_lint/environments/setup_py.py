"""`setup.py`: what a project declares to setuptools in it, read and never run.

Literals count, names that stand for literals, sums of these, and tables filled key by key; what
is made in another way is known to a run only.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from standards_lint.environments.contents import Contents, merged
from standards_lint.environments.markers import Platform
from standards_lint.environments.reference import Reference, unknown
from standards_lint.environments.requirements import normalised, read_lines, read_text
from standards_lint.errors import EnvironmentSourceError

_BASE, _EXTRAS = "install_requires", "extras_require"
_CODE = ("packages", "py_modules")


def extras(path: Path) -> tuple[str, ...] | None:
    """The normalised names of its extras; None where it declares neither code nor requirements.

    Raises:
        EnvironmentSourceError: it cannot be read, or not without running it.
    """
    given = _given(path)
    if not any(name in given for name in (_BASE, _EXTRAS, *_CODE)):
        return None
    return tuple(name for name in _requirements(given, path) if name)


def read(reference: Reference, where: Platform) -> Contents:
    """What a project asks for directly on one platform, with the extras asked for.

    Raises:
        EnvironmentSourceError: it cannot be read, or not without running it, there is no such
            extra, or a requirement is wrong.
    """
    declared = _requirements(_given(reference.path), reference.path)
    for name in sorted(reference.extras - declared.keys()):
        raise unknown(reference.path, f"extra {name!r}", filter(None, declared))
    texts = ["\n".join(declared[name]) for name in ("", *sorted(reference.extras))]
    return merged(tuple(read_lines(text, reference.path, where) for text in texts))


def _requirements(given: Mapping[str, Any], path: Path) -> dict[str, list[str]]:
    """Requirements by extra; those of the project itself are those of the extra without a name."""
    base, extra = given.get(_BASE, []), given.get(_EXTRAS, {})
    found = {"": list(_lines(base, path))}
    if not isinstance(extra, dict):
        raise _unreadable(path, _EXTRAS)
    for key, value in extra.items():
        name, _, marker = key.partition(":")
        lines = [_limited(line, marker) for line in _lines(value, path)]
        found.setdefault(normalised(name), []).extend(lines)
    return found


def _limited(line: str, marker: str) -> str:
    """A requirement that holds only where the marker of its extra does, too."""
    if not marker:
        return line
    requirement, _, own = line.partition(";")
    return f"{requirement}; ({own}) and ({marker})" if own else f"{requirement}; {marker}"


def _lines(value: object, path: Path) -> Iterator[str]:
    lines = value.splitlines() if isinstance(value, str) else value
    if not isinstance(lines, (list, tuple)) or not all(isinstance(line, str) for line in lines):
        raise _unreadable(path, "a list of requirements")
    yield from lines


def _unreadable(path: Path, what: str) -> EnvironmentSourceError:
    return EnvironmentSourceError(f"{path}: {what} is made when it runs, and it is not run")


def _given(path: Path) -> dict[str, Any]:
    """The arguments of the call of `setup`; empty where there is none."""
    try:
        tree = ast.parse(read_text(path))
    except (SyntaxError, ValueError):
        raise EnvironmentSourceError(f"{path}: cannot be parsed") from None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_setup(node)]
    if len(calls) != 1:
        return {}
    names = _Names(path)
    for statement in tree.body:
        names.follow(statement)
    given: dict[str, Any] = {}
    for keyword in calls[0].keywords:
        if keyword.arg is None:
            more = names.value(keyword.value)
            given |= more if isinstance(more, dict) else {}
        elif keyword.arg in (_BASE, _EXTRAS):
            given[keyword.arg] = names.value(keyword.value)
        else:
            given[keyword.arg] = None
    return given


def _is_setup(call: ast.Call) -> bool:
    name = call.func
    return (isinstance(name, ast.Name) and name.id == "setup") or (
        isinstance(name, ast.Attribute) and name.attr == "setup"
    )


class _Names:
    """The literals that names of a module stand for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Any] = {}

    def follow(self, statement: ast.stmt) -> None:
        """Learns what a statement of the module binds; what it may change is known no more."""
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._bind(name, value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self._bind(name, value)
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=key)]):
                self._bind(name, ast.Dict([None, key], [ast.Name(name), statement.value]))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self._known.pop(statement.name, None)
            case ast.Expr(value=ast.Call() as call) if _is_setup(call):
                pass
            case _:
                for node in ast.walk(statement):
                    if isinstance(node, ast.Name):
                        self._known.pop(node.id, None)

    def value(self, node: ast.expr) -> Any:
        """What an expression stands for.

        Raises:
            EnvironmentSourceError: only a run knows.
        """
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name) if name in self._known:
                return self._known[name]
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return [each for item in items for each in self._items(item)]
            case ast.Dict(keys=keys, values=values):
                return dict(self._pairs(keys, values))
            case ast.Subscript(value=inner, slice=key):
                found, at = self.value(inner), self.value(key)
                if isinstance(found, dict) and at in found:
                    return found[at]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                one, other = self.value(left), self.value(right)
                if type(one) is type(other) and isinstance(one, (str, list)):
                    return one + other
        raise _unreadable(self._path, ast.unparse(node)[:40])

    def _pairs(
        self, keys: list[ast.expr | None], values: list[ast.expr]
    ) -> Iterator[tuple[str, Any]]:
        for key, node in zip(keys, values, strict=True):
            value = self.value(node)
            if key is not None:
                yield str(self.value(key)), value
            elif isinstance(value, dict):
                yield from value.items()
            else:
                raise _unreadable(self._path, ast.unparse(node))

    def _items(self, node: ast.expr) -> list[Any]:
        if not isinstance(node, ast.Starred):
            return [self.value(node)]
        found = self.value(node.value)
        if not isinstance(found, list):
            raise _unreadable(self._path, ast.unparse(node))
        return found

    def _bind(self, name: str, node: ast.expr) -> None:
        try:
            self._known[name] = self.value(node)
        except EnvironmentSourceError:
            self._known.pop(name, None)
