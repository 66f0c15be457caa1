"""The first-party code as the abstract machine asks for it: modules, facts, bodies."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from copy import copy
from pathlib import Path
from typing import TypeGuard

from standards_lint.facts import Body, FileFacts, Function, Stmt
from standards_lint.source.ahead import Lacks
from standards_lint.source.cache import Cache, digest
from standards_lint.source.discover import Entry, Tree
from standards_lint.source.files import Files

_NOTHING = FileFacts((), (), ())
# `import p.__init__` runs the file of a package once more, as a module beside the others in it.
_INIT = ".__init__"


class Program:
    """All first-party modules with the facts of their files.

    Args:
        tree: what lies below the import roots.
        files: the source files of its modules.
        cache: where verdicts are kept.
    """

    def __init__(self, tree: Tree, files: Files, cache: Cache | None = None) -> None:
        self.entries = tree.entries
        self.installed = tree.installed
        self.cache = cache
        self.files = files
        self._modules = tree.sources
        self._stubs = tree.stubs
        self._children: dict[str, list[str]] | None = None
        self._definers: dict[str, list[str]] | None = None
        self._places: dict[str, str] | None = None
        self._mentions: dict[tuple[str, str], bool] = {}
        self._mentioned: dict[str, frozenset[str]] = {}

    def seen_with(self, tree: Tree) -> Program:
        """The same files where other folders are searched for modules."""
        other = copy(self)
        other.entries, other.installed = tree.entries, tree.installed
        other._modules, other._stubs = tree.sources, tree.stubs
        other._children = other._definers = other._places = None
        other._mentions, other._mentioned = {}, {}
        return other

    def running(self, main: Entry) -> Program:
        """The same modules beside one more, the program that is run."""
        other = copy(self)
        other.entries = {**self.entries, main.name: main}
        other._children = None
        return other

    def edited(self, changes: Mapping[str, bytes]) -> Program:
        """The same modules where some files, by path, hold something else than the disk does."""
        other = copy(self)
        other.files = self.files.edited(changes)
        other._definers = None
        other._mentions = {}
        return other

    def read_ahead(self, processes: int, lacks: Lacks) -> AbstractContextManager[None]:
        """Meanwhile, other processes read the files of the modules, where that seems to pay."""
        return self.files.read_ahead([entry.file for entry in self._modules], processes, lacks)

    def content(self, file: str) -> bytes:
        """What a source file holds.

        Raises:
            OSError: it cannot be read.
        """
        return self.files.content(file)

    def modules(self) -> tuple[Entry, ...]:
        """The modules that have a source file, sorted by name."""
        return self._modules

    def layout(self) -> bytes:
        """A digest of which modules there are, and of everything but Python source."""
        parts = [f"{e.name} {e.path} {e.kind}" for e in sorted(self.entries.values())]
        binary = [entry.file for entry in self.entries.values() if entry.kind == "extension"]
        for file in sorted([*self._stubs, *binary]):
            with contextlib.suppress(OSError):
                status = os.stat(file)
                parts.append(f"{file} {status.st_mtime_ns} {status.st_size}")
        return digest(*[part.encode() for part in [*parts, *sorted(self.installed)]])

    def contents(self) -> list[bytes]:
        """The digest of every module's file, in the order of `modules`."""
        return self.files.digests(entry.file for entry in self._modules)

    def find(self, name: str) -> Entry | None:
        """The module of this name."""
        found = self.entries.get(name)
        if found is None and name.endswith(_INIT):
            package = self.entries.get(name.removesuffix(_INIT))
            if package is not None and package.kind == "package":
                return package._replace(name=name, kind="module")
        return found

    def at(self, path: str) -> str | None:
        """The module whose file, or folder, a path without its suffix means."""
        if self._places is None:
            self._places = {_place(entry): entry.name for entry in self.entries.values()}
        return self._places.get(path)

    def beginning(self, name: str, lacks: Lacks) -> FileFacts:
        """Facts of the first statements of a module's file, or of all of them.

        Args:
            name: the module.
            lacks: whether a package is missing, so that no more is likely to run.
        """
        entry = self.find(name)
        return self.files.beginning(entry.file, lacks) if _has_source(entry) else _NOTHING

    def facts(self, name: str) -> FileFacts:
        """Facts of a module's file; a file that cannot be read is a problem in them."""
        entry = self.find(name)
        return self.files.facts(entry.file) if _has_source(entry) else _NOTHING

    def may_define(self, name: str) -> frozenset[str]:
        """The names that the top level of a module defines, and maybe more."""
        return self.files.may_define(self.entries[name].file)

    def definers(self, name: str) -> Sequence[str]:
        """The modules whose top level may define a name, sorted."""
        if self._definers is None:
            self._definers = {}
            for entry in self._modules:
                for defined in self.files.may_define(entry.file):
                    self._definers.setdefault(defined, []).append(entry.name)
        return self._definers.get(name, ())

    def statements_at(self, name: str, line: int) -> tuple[Stmt, ...]:
        """The top-level statements of a module that a line may belong to."""
        entry = self.find(name)
        return self.files.statements_at(entry.file, line) if _has_source(entry) else ()

    def body(self, name: str, function: Function) -> Body | None:
        """The body of a function that was left out of the facts."""
        entry = self.find(name)
        if function.span is None or entry is None:
            return function.body
        return self.files.body(entry.file, function.span)

    def lines(self, file: str) -> list[str]:
        """The lines of a source file, none where it cannot be read."""
        return self.files.lines(file)

    def children(self, name: str) -> tuple[str, ...]:
        """The modules directly below a package, sorted."""
        if self._children is None:
            self._children = {}
            for other in sorted(self.entries):
                self._children.setdefault(other.rpartition(".")[0], []).append(other)
        return tuple(self._children.get(name, ()))

    def stub(self, name: str) -> FileFacts | None:
        """Facts of the `.pyi` file beside a module."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        stub = Path(entry.file).with_suffix(".pyi")
        return self.files.facts(str(stub)) if stub.is_file() else None

    def mentions(self, name: str, text: str) -> bool:
        """Whether the file of a module holds a text."""
        if (name, text) not in self._mentions:
            entry, found = self.find(name), False
            with contextlib.suppress(OSError):
                found = entry is not None and text.encode() in self.content(entry.file)
            self._mentions[name, text] = found
        return self._mentions[name, text]

    def mentioned(self, name: str) -> frozenset[str]:
        """The first-party modules that an extension module seems to import."""
        if name not in self._mentioned:
            from standards_lint.source.extension import mentioned

            found = mentioned(self.entries[name].file, self.entries)
            self._mentioned[name] = found - {name, *prefixes(name)}
        return self._mentioned[name]

    def snippet(self, source: str) -> tuple[Stmt, ...] | None:
        """Statements of a text given to `exec`, None where it does not parse."""
        from standards_lint.source.read import read_text

        facts = read_text(source)
        return None if facts.problems else facts.body


def _place(entry: Entry) -> str:
    """The path of a module, as it is shown, without its suffix; of a package, its folder."""
    if entry.kind == "namespace":
        return entry.path
    folder, name = os.path.split(entry.path)
    return folder if entry.kind == "package" else os.path.join(folder, name.partition(".")[0])


def _has_source(entry: Entry | None) -> TypeGuard[Entry]:
    return entry is not None and entry.kind in ("module", "package")


def prefixes(name: str) -> tuple[str, ...]:
    """The packages of a module, outermost first."""
    parts = name.split(".")
    return tuple(".".join(parts[:end]) for end in range(1, len(parts)))
