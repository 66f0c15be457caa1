"""What stands against taking a name out of a file's top level, as clauses for people."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from standards_lint.fixes.codemod import Refused
from standards_lint.fixes.target import Imports, Target, bound_name
from standards_lint.fixes.uses import Function, Holder, Uses, own_nodes

_BY_NAME = frozenset({"eval", "exec", "globals"})
_OF_SCOPE = frozenset({"locals", "vars", "dir"})
# Their compilers read the body of a function, and know no import in it.
_COMPILERS = frozenset(
    "cfunc guvectorize jit_module jit kernel njit script stencil vectorize".split()
)
_PROMPT = re.compile(r"^\s*>>> ", re.MULTILINE)


def check_movable(target: Target, statement: Imports, names: tuple[str, ...], uses: Uses) -> None:
    """Whether the names can leave the top level as far as anything but functions is concerned.

    Raises:
        Refused: they cannot.
    """
    for find in (_rebound, _immediate, _exported, _taken, _read_by_name, _in_doctest):
        for reason in find(target, statement, names, uses):
            raise Refused(reason)


def check_place(target: Target, statement: ast.stmt, place: ast.AST | None = None) -> None:
    """Whether an import stands at the top level of its file.

    Args:
        target: the file.
        statement: the import.
        place: a statement around it that may be there too, which is looked at in its place.

    Raises:
        Refused: it does not.
    """
    if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
        raise Refused("it is no import")
    if any(alias.name == "*" for alias in getattr(statement, "names", ())):
        raise Refused("`import *` binds names that the file does not show")
    around = target.file.parents[place or statement]
    if isinstance(around, ast.Module):
        return
    kinds = {
        ast.Try: "a `try`", ast.ExceptHandler: "an `except`", ast.If: "an `if`",
        ast.With: "a `with`", ast.ClassDef: "a class", ast.FunctionDef: "a function",
        ast.AsyncFunctionDef: "a function",
    }  # fmt: skip
    raise Refused(f"it stands inside of {kinds.get(type(around), 'another statement')}")


def check_holders(holders: Iterable[Holder], name: str) -> None:
    """Whether functions can begin with an import.

    Raises:
        Refused: one of them cannot.
    """
    for holder in holders:
        if not isinstance(holder, ast.If):
            for reason in _unsuitable(holder, name):
                raise Refused(reason)


def _unsuitable(function: Function, name: str) -> Iterator[str]:
    if function.name == "__del__":
        yield f"`__del__` on line {function.lineno} uses `{name}`, when importing may be over"
    for decorator in function.decorator_list:
        last = _last_name(decorator)
        if last in _COMPILERS:
            yield f"`{function.name}` uses `{name}`, and `{last}` compiles it"
    for call in _calls(own_nodes(function.body), _OF_SCOPE):
        if not call.args:
            asks = f"asks for all its names on line {call.lineno}"
            yield f"`{function.name}` uses `{name}`, and {asks}"


def _rebound(
    target: Target, statement: Imports, names: tuple[str, ...], uses: Uses
) -> Iterator[str]:
    for name in names:
        own = [alias for alias in statement.names if bound_name(statement, alias) == name]
        lines = [line for bound, line in uses.bound if bound == name]
        if len(own) > 1 or len(lines) > 1:
            others = [line for line in lines if line != statement.lineno]
            yield f"`{name}` is bound again on line {(others or lines)[0]}"


def _immediate(
    target: Target, statement: Imports, names: tuple[str, ...], uses: Uses
) -> Iterator[str]:
    for use in uses.uses:
        if use.kind == "immediate":
            yield f"`{use.name}` is {use.text} (line {use.line})"


def _exported(
    target: Target, statement: Imports, names: tuple[str, ...], uses: Uses
) -> Iterator[str]:
    for node in target.file.tree.body:
        if not any(_is_all(part) for part in ast.walk(node)):
            continue
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and part.value in names:
                yield f"`__all__` exports `{part.value}` (line {part.lineno})"


def _is_all(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"


def _taken(target: Target, statement: Imports, names: tuple[str, ...], uses: Uses) -> Iterator[str]:
    for taken in target.request.taken:
        if taken.name in names:
            yield f"{taken.place} takes `{taken.name}` from here"


def _read_by_name(
    target: Target, statement: Imports, names: tuple[str, ...], uses: Uses
) -> Iterator[str]:
    for call in _calls(ast.walk(target.file.tree), _BY_NAME):
        yield f"`{_last_name(call.func)}` on line {call.lineno} may read `{names[0]}` by its name"


def _in_doctest(
    target: Target, statement: Imports, names: tuple[str, ...], uses: Uses
) -> Iterator[str]:
    if ">>> " not in target.file.text:
        return
    for node in ast.walk(target.file.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for name in _examples_use(node.value, names):
                yield f"an example in the documentation on line {node.lineno} uses `{name}`"


def _examples_use(text: str, names: Iterable[str]) -> Iterator[str]:
    if not _PROMPT.search(text):
        return
    code = "\n".join(line for line in text.split("\n") if line.lstrip().startswith((">>>", "...")))
    for name in names:
        is_imported = re.search(rf"import\b.*\b{re.escape(name)}\b", code)
        if re.search(rf"(?<![\w.]){re.escape(name)}\b", code) and not is_imported:
            yield name


def _calls(nodes: Iterable[ast.AST], names: frozenset[str]) -> Iterator[ast.Call]:
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def _last_name(node: ast.expr) -> str:
    """`jit` of `numba.jit(nopython=True)`."""
    match node:
        case ast.Call(func=func):
            return _last_name(func)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""
