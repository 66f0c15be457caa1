"""The file that a codemod works on: Python's own tree to ask, libcst's to rewrite."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cached_property

import libcst as cst

from standards_lint.fixes.codemod import Refused, Request
from standards_lint.fixes.text import SourceText
from standards_lint.inspection import SourceFile
from standards_lint.source.read import parse

_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")
_AROUND_STATEMENTS = (
    cst.BaseCompoundStatement,
    cst.BaseSuite,
    cst.SimpleStatementLine,
    cst.Else,
    cst.ExceptHandler,
    cst.ExceptStarHandler,
    cst.Finally,
    cst.MatchCase,
    cst.Module,
)
Imports = ast.Import | ast.ImportFrom


class Target:
    """One file in both trees, and the fix that it is to get.

    Args:
        request: what was asked for.
        source: the file's text, and the way back to bytes.
        file: Python's tree of it.
    """

    def __init__(self, request: Request, source: SourceText, file: SourceFile) -> None:
        self.request = request
        self.fix = request.fix
        self.file = file
        self._source = source
        self._statements = list(_statements(file.tree))

    @cached_property
    def module(self) -> cst.Module:
        """Libcst's tree, which takes long to make: what can be refused without it should be.

        Raises:
            Refused: the file cannot be parsed, or not be written again as it is.
        """
        try:
            module = cst.parse_module(self._source.text)
        except cst.ParserSyntaxError as error:
            raise Refused("the file cannot be parsed") from error
        if module.code != self._source.text:
            raise Refused("libcst does not reproduce this file")
        return module

    @cached_property
    def _pairs(self) -> Mapping[ast.stmt, cst.CSTNode]:
        collector = _Collector()
        self.module.visit(collector)
        if len(self._statements) != len(collector.nodes):
            raise Refused("its syntax is too new for the Python that standards-lint runs on")
        return dict(zip(self._statements, collector.nodes, strict=True))

    @classmethod
    def read(cls, request: Request) -> Target:
        """Read a file.

        Raises:
            Refused: it cannot be parsed.
        """
        try:
            source = SourceText(request.content)
        except (SyntaxError, ValueError) as error:
            raise Refused("the file cannot be parsed") from error
        file = SourceFile.read(request.module, request.content, is_package=request.is_package)
        if file is None:
            raise Refused("the file cannot be parsed")
        return cls(request, source, file)

    def node(self, statement: ast.stmt) -> cst.CSTNode:
        """The same statement in libcst's tree."""
        return self._pairs[statement]

    def line(self, statement: ast.stmt) -> cst.CSTNode:
        """The line, or compound statement, of the module's body that holds a statement."""
        node = self._pairs[statement]
        for line in self.module.body:
            if line is node or (isinstance(line, cst.SimpleStatementLine) and node in line.body):
                return line
        raise Refused(f"line {statement.lineno} is not at the top level")

    def statements(self) -> Iterator[ast.stmt]:
        """All statements, those around others first."""
        return iter(self._statements)

    def imports(self) -> ast.Import | ast.ImportFrom:
        """The import statement that the fix is about, which binds all of its names.

        Raises:
            Refused: there is none.
        """
        for statement in self._statements:
            if statement.lineno == self.fix.line and isinstance(statement, Imports.__args__):
                own = {bound_name(statement, alias) for alias in statement.names}
                if own.issuperset(self.fix.names):
                    return statement
        raise Refused(f"line {self.fix.line} does not import {', '.join(self.fix.names)}")

    def written(self, module: cst.Module) -> bytes:
        """The bytes of the file with another tree.

        Raises:
            Refused: what came out is no Python.
        """
        text = module.code
        try:
            parse(text)
        except (SyntaxError, ValueError):
            cst.parse_module(text)
        return self._source.with_text(text)


def bound_name(statement: Imports, alias: ast.alias) -> str:
    """The name that one part of an import binds."""
    if alias.asname is not None:
        return alias.asname
    return alias.name if isinstance(statement, ast.ImportFrom) else alias.name.partition(".")[0]


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    for block in _BLOCKS:
        children = getattr(node, block, None)
        for child in children if isinstance(children, list) else ():
            if isinstance(child, ast.stmt):
                yield child
            yield from _statements(child)


class _Collector(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, (cst.BaseSmallStatement, cst.BaseCompoundStatement)):
            self.nodes.append(node)
        return isinstance(node, _AROUND_STATEMENTS)

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Nothing is left to do."""
