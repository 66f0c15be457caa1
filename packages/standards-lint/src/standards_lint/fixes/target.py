"""The file that a codemod works on: Python's own tree to ask, libcst's to rewrite."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import libcst as cst

from standards_lint.fixes.codemod import Refused, Request
from standards_lint.fixes.text import SourceText
from standards_lint.inspection import SourceFile

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
        module: libcst's.
    """

    def __init__(
        self, request: Request, source: SourceText, file: SourceFile, module: cst.Module
    ) -> None:
        self.request = request
        self.fix = request.fix
        self.file = file
        self.module = module
        self._source = source
        self._pairs = _paired(file.tree, module)

    @classmethod
    def read(cls, request: Request) -> Target:
        """Parse a file in both ways.

        Raises:
            Refused: it cannot be parsed, or not be written again as it is.
        """
        try:
            source = SourceText(request.content)
            module = cst.parse_module(source.text)
        except (cst.ParserSyntaxError, SyntaxError, ValueError) as error:
            raise Refused("the file cannot be parsed") from error
        file = SourceFile.read(request.module, request.content, is_package=request.is_package)
        if file is None:
            raise Refused("the file cannot be parsed")
        if module.code != source.text:
            raise Refused("libcst does not reproduce this file")
        return cls(request, source, file, module)

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
        return iter(self._pairs)

    def imports(self) -> ast.Import | ast.ImportFrom:
        """The import statement that the fix is about, which binds all of its names.

        Raises:
            Refused: there is none.
        """
        for statement in self._pairs:
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
        content = self._source.with_text(module.code)
        cst.parse_module(module.code)
        return content


def bound_name(statement: Imports, alias: ast.alias) -> str:
    """The name that one part of an import binds."""
    if alias.asname is not None:
        return alias.asname
    return alias.name if isinstance(statement, ast.ImportFrom) else alias.name.partition(".")[0]


def _paired(tree: ast.Module, module: cst.Module) -> Mapping[ast.stmt, cst.CSTNode]:
    collector = _Collector()
    module.visit(collector)
    found = list(_statements(tree))
    if len(found) != len(collector.nodes):
        raise Refused("its syntax is too new for the Python that standards-lint runs on")
    return dict(zip(found, collector.nodes, strict=True))


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
