"""Accessors that are there already: a second one for the same import would be a copy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from standards_lint.facts import Import
from standards_lint.inspection.imports import absolute
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
    """A function `name` of a module that does the import `statement` once.

    `is_behind` says that loading the module leads to the one that is to use it: imported there at
    the top level, it would close a cycle.
    """

    module: str
    name: str
    statement: str
    is_behind: bool = False


class Accessors:
    """The accessors of a program, those that fixes add among them."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._reached: dict[str, frozenset[str]] = {}
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
            replace(item, is_behind=entry.name in self._reach(item.module))
            for (package, _), item in self._known.items()
            if item.module != entry.name and package == _package(entry)
        )

    def _reach(self, module: str) -> frozenset[str]:
        """The modules of the program that the imports of one lead to."""
        known = self._reached.get(module)
        if known is None:
            found: set[str] = set()
            pending = [module]
            while pending:
                new = set(_imported(pending.pop(), self._program)) - found
                found |= new
                pending += new
            known = self._reached[module] = frozenset(found)
        return known


def _package(entry: Entry) -> str:
    package, _, below = entry.name.partition(".")
    return package if below or entry.kind == "package" else ""


def _imported(module: str, program: Program) -> Iterator[str]:
    """The modules of the program that one imports at its top level, without their packages."""
    entry = program.find(module)
    if entry is None or entry.kind not in ("module", "package"):
        return
    for statement, _ in module_imports(program.facts(module).body):
        if isinstance(statement, Import):
            names = [name for name, _ in statement.names]
        else:
            is_package = entry.kind == "package"
            base = absolute(statement.module, statement.level, module, is_package=is_package)
            names = [base, *(f"{base}.{name}" for name, _ in statement.names)]
        yield from (name for name in names if program.find(name) is not None)


def by_independence(entries: Iterable[Entry], program: Program) -> Sequence[Entry]:
    """Files in the order of how many modules of their own program they import."""

    def imported(entry: Entry) -> int:
        return len(set(_imported(entry.name, program)))

    return sorted(entries, key=lambda entry: (imported(entry), entry.name))
