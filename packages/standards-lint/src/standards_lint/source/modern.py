"""Rewrites syntax newer than the running Python into older spellings of the same meaning.

Only facts are made from the result, so what has no older spelling and no effect on imports
(type parameters) is dropped. Line numbers are kept.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from standards_lint.facts import SyntaxProblem

_BRACKET = re.compile(r"[][(){}]")
# CPython's limit of nested brackets (MAXSTACK and MAXLEVEL of its tokenizer).
_DEEPEST = 200
_STACK = 512 * 1024 * 1024


class Older(NamedTuple):
    """Source in older syntax, the lines of its lazy imports, and what it needed."""

    text: str
    lazy_lines: frozenset[int]
    problems: tuple[SyntaxProblem, ...]


class _Downgrade(cst.CSTTransformer):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.lazy_lines: set[int] = set()
        self.needs: dict[str, SyntaxProblem] = {}

    def _need(self, node: cst.CSTNode, since: tuple[int, int], feature: str) -> int:
        line = self.get_metadata(PositionProvider, node).start.line
        text = f"{feature} needs Python {since[0]}.{since[1]}"
        self.needs.setdefault(feature, SyntaxProblem(line, text, since))
        return line

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        if updated_node.type_parameters is None:
            return updated_node
        self._need(original_node, (3, 12), "a type parameter list")
        return _without_parameters(updated_node)

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef:
        if updated_node.type_parameters is None:
            return updated_node
        self._need(original_node, (3, 12), "a type parameter list")
        return _without_parameters(updated_node)

    def leave_TypeAlias(
        self, original_node: cst.TypeAlias, updated_node: cst.TypeAlias
    ) -> cst.BaseSmallStatement:
        self._need(original_node, (3, 12), "the type statement")
        target = cst.AssignTarget(updated_node.name)
        return cst.Assign([target], cst.Name("object"))

    def leave_FormattedString(
        self, original_node: cst.FormattedString, updated_node: cst.FormattedString
    ) -> cst.BaseExpression:
        code = cst.Module([]).code_for_node(original_node)
        try:
            compile(f"({code})", "f-string", "eval")
        except (SyntaxError, ValueError):
            self._need(original_node, (3, 12), "nested quotes in an f-string")
            return _values(updated_node.parts, cst.FormattedStringExpression)
        return updated_node

    def leave_TemplatedString(
        self, original_node: cst.TemplatedString, updated_node: cst.TemplatedString
    ) -> cst.BaseExpression:
        self._need(original_node, (3, 14), "a template string")
        return _values(updated_node.parts, cst.TemplatedStringExpression)

    def leave_ExceptHandler(
        self, original_node: cst.ExceptHandler, updated_node: cst.ExceptHandler
    ) -> cst.ExceptHandler:
        caught = updated_node.type
        if not isinstance(caught, cst.Tuple) or caught.lpar:
            return updated_node
        self._need(original_node, (3, 14), "except without parentheses")
        bracketed = caught.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        return updated_node.with_changes(type=bracketed)

    def leave_LazyImport(
        self, original_node: cst.LazyImport, updated_node: cst.LazyImport
    ) -> cst.Import:
        self.lazy_lines.add(self._need(original_node, (3, 15), "a lazy import"))
        return cst.Import(updated_node.names)

    def leave_LazyImportFrom(
        self, original_node: cst.LazyImportFrom, updated_node: cst.LazyImportFrom
    ) -> cst.ImportFrom:
        self.lazy_lines.add(self._need(original_node, (3, 15), "a lazy import"))
        kept = ("module", "names", "relative", "lpar", "rpar")
        return cst.ImportFrom(**{name: getattr(updated_node, name) for name in kept})


_Generic = TypeVar("_Generic", cst.FunctionDef, cst.ClassDef)


class _Rename(cst.CSTTransformer):
    """Loads of type parameters become loads of `object`, which is bound everywhere."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self._names = names

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        return cst.Name("object") if updated_node.value in self._names else updated_node

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.Attribute:
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        return updated_node.with_changes(keyword=original_node.keyword)

    def leave_Param(self, original_node: cst.Param, updated_node: cst.Param) -> cst.Param:
        return updated_node.with_changes(name=original_node.name)


def _without_parameters(node: _Generic) -> _Generic:
    names = frozenset(item.param.name.value for item in node.type_parameters.params)
    bare = node.with_changes(type_parameters=None)
    renamed = bare.visit(_Rename(names))
    return renamed.with_changes(name=node.name)


def _values(parts: Sequence[cst.CSTNode], kind: type[cst.CSTNode]) -> cst.Tuple:
    elements = [cst.Element(part.expression) for part in parts if isinstance(part, kind)]
    return cst.Tuple(elements, lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def downgrade(text: str) -> Older | None:
    """Older spelling of a module, None where libcst cannot read it either.

    Its parser recurses on the native stack and kills the process where that ends, so it gets a
    large one of its own, and nothing nested more deeply than CPython's parser takes.
    """
    if _depth(text) > _DEEPEST:
        return None
    found: list[Older | None] = []
    before = threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=lambda: found.append(_downgrade(text)))
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    return found[0] if found else None


def _depth(text: str) -> int:
    """How deeply brackets nest at most, those in strings included."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "([{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _downgrade(text: str) -> Older | None:
    try:
        wrapper = MetadataWrapper(cst.parse_module(text))
    except (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError, ValueError):
        return None
    transformer = _Downgrade()
    older = wrapper.visit(transformer).code
    return Older(older, frozenset(transformer.lazy_lines), tuple(transformer.needs.values()))
