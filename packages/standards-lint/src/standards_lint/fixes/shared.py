"""Accessors that are there already: a second one for the same import would be a copy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from standards_lint.facts import Import
from standards_lint.statements import module_imports

if TYPE_CHECKING:
    from standards_lint.source.discover import Entry
    from standards_lint.source.program import Program

_ACCESSOR = re.compile(
    rb"^@functools\.cache\ndef (_get_\w+)\(\)(?: *->[^\n]*)?:\n"
    rb"(?:    \"\"\".*?\"\"\"\n)?    try:\n        ((?:import|from) [^\n]+)\n",
    re.MULTILINE | re.DOTALL,
)


class Accessor(Struct, frozen=True):
    """A function `name` of a module that does the import `statement` once."""

    module: str
    name: str
    statement: str


class Accessors:
    """The accessors of a program, those that fixes add among them."""

    def __init__(self, program: Program) -> None:
        # By top-level package, none for modules of their own, and statement.
        self._known: dict[tuple[str, str], Accessor] = {}
        for entry in program.modules():
            try:
                self.add(entry, program.content(entry.file))
            except OSError:
                continue

    def add(self, entry: Entry, content: bytes) -> None:
        """Note the accessors of a file; the first for an import is the one to use."""
        if b"def _get_" not in content:
            return
        for found in _ACCESSOR.finditer(content.replace(b"\r\n", b"\n")):
            name, statement = (part.decode("utf-8", "replace").strip() for part in found.groups())
            key = (_package(entry), statement)
            self._known.setdefault(key, Accessor(entry.name, name, statement))

    def others(self, entry: Entry) -> tuple[Accessor, ...]:
        """Those that a module may import from the other modules of its package."""
        return tuple(
            item
            for (package, _), item in self._known.items()
            if item.module != entry.name and package == _package(entry)
        )


def _package(entry: Entry) -> str:
    package, _, below = entry.name.partition(".")
    return package if below or entry.kind == "package" else ""


def by_independence(entries: Iterable[Entry], program: Program) -> Sequence[Entry]:
    """Files in the order of how many modules of their own program they import."""

    def imported(entry: Entry) -> int:
        body = program.facts(entry.name).body
        return sum(
            any(program.find(name.partition(".")[0]) for name, _ in statement.names)
            if isinstance(statement, Import)
            else bool(statement.level or program.find(statement.module.partition(".")[0]))
            for statement, _ in module_imports(body)
        )

    return sorted(entries, key=lambda entry: (imported(entry), entry.name))
