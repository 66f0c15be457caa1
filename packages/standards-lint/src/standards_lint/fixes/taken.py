"""Which names of a module other modules take from it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from standards_lint.fixes.codemod import Taken
from standards_lint.inspection import SourceFile

if TYPE_CHECKING:
    from standards_lint.source.discover import Entry
    from standards_lint.source.program import Program

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")


# A module, a name of it (`*` for all it exports), and the line that takes it.
_Taking = tuple[str, str, int]


class Takers:
    """Looks in all modules of a program for what they take from others; remembers each file.

    Args:
        program: the first-party code.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[str, frozenset[_Taking]] = {}

    def of(self, module: str, names: Sequence[str]) -> tuple[Taken, ...]:
        """Those of some names of a module that others take from it, each with one place."""
        entry = self._program.find(module)
        is_package = entry is not None and entry.kind == "package"
        pattern = _pattern(module, names, is_package=is_package)
        short = module.rpartition(".")[2].encode()
        found: dict[str, Taken] = {}
        for other in self._program.modules():
            if other.name == module:
                continue
            content = self._content(other)
            if short not in content and not is_package:
                continue
            if not _may_take(content, names, pattern):
                continue
            for source, name, line in self._takings(other):
                if source == module:
                    for taken in names if name == "*" and _is_public(names) else (name,):
                        if taken in names:
                            found.setdefault(taken, Taken(taken, f"{other.path}:{line}"))
        return tuple(found.values())

    def _content(self, entry: Entry) -> bytes:
        try:
            return self._program.content(entry.file)
        except OSError:
            return b""

    def _takings(self, entry: Entry) -> frozenset[_Taking]:
        known = self._known.get(entry.name)
        if known is None:
            is_package = entry.kind == "package"
            file = SourceFile.read(entry.name, self._content(entry), is_package=is_package)
            known = frozenset(_takings(file)) if file is not None else frozenset()
            self._known[entry.name] = known
        return known


def _is_public(names: Sequence[str]) -> bool:
    return any(not name.startswith("_") for name in names)


def _pattern(module: str, names: Sequence[str], *, is_package: bool) -> re.Pattern[bytes]:
    """Matches the text of every file that could take one of the names from the module."""
    short = re.escape(module.rpartition(".")[2]).encode()
    relative = rb"|\bfrom[ \t]+\.+[ \t]*import\b" if is_package else b""
    return re.compile(rb"\bimport\b[^\n#]*\b%s\b|\bfrom\b[^\n#]*\b%s\b|\b%s\.(?:%s)\b%s" % (
        short, short, short, b"|".join(re.escape(name).encode() for name in names), relative
    ))  # fmt: skip


def _may_take(content: bytes, names: Sequence[str], pattern: re.Pattern[bytes]) -> bool:
    has_name = any(name.encode() in content for name in names) or b"import *" in content
    return has_name and pattern.search(content) is not None


def _takings(file: SourceFile) -> Iterator[_Taking]:
    aliases: dict[str, str] = {}
    nodes = list(ast.walk(file.tree))
    for node in nodes:
        if isinstance(node, ast.Import):
            aliases.update((a.asname, a.name) for a in node.names if a.asname is not None)
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(node, file.module, is_package=file.is_package)
            aliases.update((a.asname or a.name, f"{source}.{a.name}") for a in node.names)
            yield from ((source, alias.name, node.lineno) for alias in node.names)
    for node in nodes:
        if isinstance(node, ast.Attribute):
            base = _dotted(node.value, aliases)
            if base:
                yield base, node.attr, node.lineno
        elif isinstance(node, ast.Constant) and _is_dotted(node.value):
            module, _, name = str(node.value).rpartition(".")
            yield module, name, node.lineno


def _is_dotted(value: object) -> bool:
    """Whether a constant may name something to be looked up, as `unittest.mock.patch` does."""
    return isinstance(value, str) and _DOTTED.fullmatch(value) is not None


def _absolute(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    parts = module.split(".")
    kept = parts[: len(parts) - node.level + is_package] if node.level else []
    return ".".join([*kept, *([node.module] if node.module else [])])


def _dotted(node: ast.expr, aliases: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return aliases.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value, aliases)
        return f"{base}.{node.attr}" if base else ""
    return ""
