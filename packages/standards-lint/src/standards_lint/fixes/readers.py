"""Annotations that may be read while the program runs, which a type checker alone must not own."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from standards_lint.fixes.codemod import Refused
from standards_lint.fixes.target import Target
from standards_lint.fixes.uses import Use

# Decorators and bases that leave annotations alone.
_PLAIN_DECORATORS = frozenset(
    "abstractmethod asynccontextmanager cache cached_property classmethod contextmanager deleter "
    "deprecated final getter lru_cache no_type_check overload override property setter "
    "staticmethod total_ordering wraps".split()
)
_PLAIN_BASES = frozenset("ABC Enum Exception Generic IntEnum Protocol StrEnum object".split())
_READERS = frozenset(
    "__annotations__ get_annotations get_type_hints singledispatch singledispatchmethod "
    "typeguard validate_call".split()
)


def check_unread(target: Target, uses: Iterable[Use]) -> None:
    """Whether nothing seems to read annotations of some names at run time.

    Raises:
        Refused: something does.
    """
    annotations = [use for use in uses if use.kind == "annotation"]
    if annotations:
        for reason in _readers(target.file.tree):
            raise Refused(reason)
    for use in annotations:
        if use.owner is not None and _may_read(use.owner):
            text = f"the annotation of `{use.owner.name}` on line {use.line}"
            raise Refused(f"{text} may be read at run time")


def check_all_unread(target: Target) -> None:
    """Whether all annotations of the file can become text.

    Raises:
        Refused: something may read one of them.
    """
    for reason in _readers(target.file.tree):
        raise Refused(reason)
    for node in target.statements():
        if isinstance(node, ast.ClassDef):
            has_own = any(isinstance(part, ast.AnnAssign) for part in node.body)
        else:
            has_own = isinstance(node, _FUNCTIONS) and _is_annotated(node)
        if has_own and _may_read(node):
            text = f"annotations of `{node.name}` on line {node.lineno}"
            raise Refused(f"{text} may be read at run time")


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _is_annotated(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return function.returns is not None or any(item.annotation for item in every)


def _may_read(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether a decorator, base or metaclass may look at the annotations of what it is given."""
    parts: list[tuple[ast.expr, frozenset[str]]]
    parts = [(decorator, _PLAIN_DECORATORS) for decorator in node.decorator_list]
    if isinstance(node, ast.ClassDef):
        parts += [(base, _PLAIN_BASES) for base in node.bases]
        if node.keywords:
            return True
    return any(_last_name(part) not in plain for part, plain in parts)


def _readers(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in _READERS:
                yield f"`{name}` on line {node.lineno} reads annotations at run time"
            case ast.alias(name=name) if name.rpartition(".")[2] in _READERS:
                yield f"`{name}` on line {node.lineno} reads annotations at run time"


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Call(func=inner) | ast.Subscript(value=inner):
            return _last_name(inner)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""
