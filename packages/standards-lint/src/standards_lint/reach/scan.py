"""What the text of a program treats as optional, without a parser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

_GUARDED = re.compile(
    rb"^([ \t]*)(?:try:|with [\w.]*suppress\([^\n]*\):)[ \t]*(?:#[^\n]*)?\n"
    rb"((?:[ \t]*(?:#[^\n]*)?\n|\1[ \t]+[^\n]*\n)+)",
    re.MULTILINE,
)
_IMPORT = re.compile(
    rb"^[ \t]*(?:import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?"
    rb"|from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]*))",
    re.MULTILINE,
)
_HANDLER = re.compile(
    rb"(?:except\b|suppress\()[^\n]*(?:ImportError|ModuleNotFoundError|Exception)"
)
_DEF = re.compile(rb"^([ \t]*)(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE)
_ALIAS = re.compile(rb"(\w+)(?:[ \t]+as[ \t]+(\w+))?")
_LATE_IMPORT = re.compile(
    rb"^[ \t]+(?:import|from)[ \t]+(?P<source>[\w.]+)"
    rb"(?:[ \t]+import[ \t]*(?P<names>\([^)]*\)|[^\n#]*))?",
    re.MULTILINE,
)


class Optional(Struct, frozen=True):
    """What is imported under a guard anywhere in a program.

    `roots` are top-level import names, `names` what such imports bind, `accessors` the functions
    that hold them.
    """

    roots: frozenset[str]
    names: frozenset[str]
    accessors: frozenset[str]


def optional(contents: Iterable[bytes]) -> Optional:
    """What the source files treat as optional."""
    roots: set[str] = set()
    names: set[str] = set()
    accessors: set[str] = set()
    for content in contents:
        if not _HANDLER.search(content):
            continue
        for guard in _GUARDED.finditer(content):
            for root, bound in _imports(guard[2]):
                roots.add(root)
                names.update(bound)
                if guard[1]:
                    accessors.update(_function_around(content, guard.start(), len(guard[1])))
    return Optional(frozenset(roots), frozenset(names), frozenset(accessors))


def late_imports(content: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """What a file imports on indented lines: top-level names, and all words of such lines."""
    roots: set[str] = set()
    words: set[str] = set()
    for found in _LATE_IMPORT.finditer(content):
        source = found["source"].decode(errors="replace")
        roots.add(source.partition(".")[0])
        words.update(source.split("."))
        words.update(word.decode() for word in re.findall(rb"\w+", found["names"] or b""))
    return frozenset(roots), frozenset(words)


def words(content: bytes) -> frozenset[str]:
    """The words of a file."""
    return frozenset(word.decode() for word in re.findall(rb"[A-Za-z_]\w*", content))


def _imports(block: bytes) -> Iterator[tuple[str, list[str]]]:
    """The root and the bound names of each absolute import in a block; "" for a relative one."""
    for found in _IMPORT.finditer(block):
        whole, alias, source, bound = found.groups()
        if whole is not None:
            root = whole.partition(b".")[0]
            yield root.decode(), [(alias or root).decode()]
        else:
            aliases = _ALIAS.findall(bound.strip(b"()"))
            names = [(alias or name).decode() for name, alias in aliases]
            yield source.partition(b".")[0].decode(), names


def _function_around(content: bytes, position: int, indent: int) -> Iterator[str]:
    for found in reversed(list(_DEF.finditer(content, 0, position))):
        if len(found[1]) < indent:
            yield found[2].decode()
            return
