"""What a compiled extension module gives away of the modules it imports.

Cython keeps the names of imported modules in the binary: as C strings, or, since 3.1, in a table
of all strings that is compressed with zlib. Names may be imported by functions only, so what is
found here can be no more than a condition.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

_COMPRESSED = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_LONGEST_TABLE = 4_000_000
_SHORTEST_TABLE = 40
_LONGEST_NAME = 200


def texts(content: bytes) -> Iterator[bytes]:
    """The binary itself, and the compressed tables in it."""
    yield content
    whole = memoryview(content)
    for found in _COMPRESSED.finditer(content):
        try:
            table = zlib.decompressobj().decompress(whole[found.start() :], _LONGEST_TABLE)
        except zlib.error:
            continue
        if len(table) >= _SHORTEST_TABLE:
            yield table


def mentioned(file: str, modules: Mapping[str, object]) -> frozenset[str]:
    """The modules below the same top-level packages that an extension module names."""
    try:
        content = Path(file).read_bytes()
    except OSError:
        return frozenset()
    tops = {name.partition(".")[0] for name in modules if "." in name}
    found: set[str] = set()
    for text in texts(content):
        for top in tops:
            found.update(_below(text, top.encode() + b".", modules))
    return frozenset(found)


def _below(text: bytes, prefix: bytes, modules: Mapping[str, object]) -> Iterator[str]:
    position = text.find(prefix)
    while position >= 0:
        window = re.match(rb"[\w.]*", text[position : position + _LONGEST_NAME])
        name = _longest(window.group().decode() if window else "", modules)
        if name:
            yield name
        position = text.find(prefix, position + len(prefix))


def _longest(text: str, modules: Mapping[str, object]) -> str:
    """The longest module name that a text begins with; strings follow without a separator."""
    parts = text.split(".")
    for count in range(len(parts), 1, -1):
        *head, last = parts[:count]
        for end in range(len(last), 0, -1):
            name = ".".join([*head, last[:end]])
            if name in modules:
                return name
    return ""
