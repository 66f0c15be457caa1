"""One file as the rules see it that look inside functions."""

from __future__ import annotations

import ast
from functools import cached_property

from standards_lint.inspection.guards import Guard, find_guards
from standards_lint.inspection.names import Names
from standards_lint.source.read import Unreadable, decode, parse

_TESTS = frozenset(("test", "tests", "testing", "conftest"))


class SourceFile:
    r"""The source of one module.

    Args:
        module: its dotted name.
        is_package: whether it is an `__init__`.
        text: its source with `\\n` line ends.
        tree: Python's own syntax tree of it.
    """

    def __init__(self, module: str, *, is_package: bool, text: str, tree: ast.Module) -> None:
        self.module = module
        self.is_package = is_package
        self.text = text
        self.tree = tree

    @classmethod
    def read(cls, module: str, content: bytes, *, is_package: bool) -> SourceFile | None:
        """The file of a module; None where its content is no source."""
        try:
            text = decode(content)
            return cls(module, is_package=is_package, text=text, tree=_tree(text))
        except (Unreadable, SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    @property
    def is_test(self) -> bool:
        """Whether it is a test, or helps tests, by the usual names."""
        parts = self.module.split(".")
        is_named = parts[-1].startswith("test_") or parts[-1].endswith("_test")
        return is_named or not _TESTS.isdisjoint(parts)

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return self.text.split("\n")

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The node around each node."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def guards(self) -> tuple[Guard, ...]:
        """The statements that catch the ImportError of an import in their body, in order."""
        return find_guards(self)

    @cached_property
    def names(self) -> Names:
        """What is bound and read, scope by scope."""
        return Names(self.tree)


def _tree(text: str) -> ast.Module:
    try:
        return parse(text)
    except SyntaxError:
        from standards_lint.source.modern import downgrade

        older = downgrade(text)
        if older is None:
            raise
        return parse(older.text)
