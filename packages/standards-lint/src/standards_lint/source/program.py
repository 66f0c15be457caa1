"""The first-party code as the abstract machine asks for it: modules, facts, bodies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from standards_lint.facts import Body, Class, Define, FileFacts, Function, Stmt, SyntaxProblem
from standards_lint.source.discover import Entry
from standards_lint.source.read import read, read_body

_NOTHING = FileFacts((), (), ())


class Program:
    """All first-party modules with the facts of their files.

    Args:
        entries: modules by dotted name.
        facts: facts that are known already, by file; others are read when asked for.
    """

    def __init__(self, entries: Mapping[str, Entry], facts: dict[str, FileFacts]) -> None:
        self.entries = entries
        self._facts = facts
        self._bodies: dict[tuple[str, tuple[int, int]], Body | None] = {}
        self._children: dict[str, tuple[str, ...]] | None = None

    def find(self, name: str) -> Entry | None:
        """The module of this name."""
        return self.entries.get(name)

    def facts(self, name: str) -> FileFacts:
        """Facts of a module's file; a file that cannot be read is a problem in them."""
        entry = self.entries[name]
        if entry.kind not in ("module", "package"):
            return _NOTHING
        known = self._facts.get(entry.file)
        if known is None:
            known = self._facts[entry.file] = _read_file(entry.file)
        return known

    def body(self, name: str, function: Function) -> Body | None:
        """The body of a function that was left out of the facts."""
        if function.span is None or name not in self.entries:
            return function.body
        key = (name, function.span)
        if key not in self._bodies:
            self._bodies[key] = _read_function(self.entries[name].file, function)
        return self._bodies[key]

    def submodules(self, name: str) -> tuple[str, ...]:
        """All modules below a package, at any depth, sorted."""
        prefix = name + "."
        return tuple(sorted(other for other in self.entries if other.startswith(prefix)))

    def stub(self, name: str) -> FileFacts | None:
        """Facts of the `.pyi` file beside a module."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        stub = Path(entry.file).with_suffix(".pyi")
        return _read_file(str(stub)) if stub.is_file() else None

    def snippet(self, source: str) -> tuple[Stmt, ...] | None:
        """Statements of a text given to `exec`, None where it does not parse."""
        facts = read(source.encode())
        return None if facts.problems else facts.body


def _read_file(file: str) -> FileFacts:
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return FileFacts((), (SyntaxProblem(1, f"cannot be read: {reason}", None),), ())
    return read(content)


def _read_function(file: str, function: Function) -> Body | None:
    first, last = function.span or (0, 0)
    try:
        content = Path(file).read_bytes()
    except OSError:
        return None
    found = read_body(content, first, last)
    if isinstance(found, Define):
        return found.function.body
    return found.body[0].function.body if isinstance(found, Class) else None
