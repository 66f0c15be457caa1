"""The first-party code as the abstract machine asks for it: modules, facts, bodies."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from copy import copy
from functools import cache
from pathlib import Path

import msgspec

from standards_lint.facts import Body, Define, FileFacts, Function, Stmt, SyntaxProblem
from standards_lint.source.cache import Cache, digest
from standards_lint.source.discover import Entry, Tree
from standards_lint.source.outline import statements_at

_NOTHING = FileFacts((), (), ())


class Program:
    """All first-party modules with the facts of their files.

    Args:
        tree: what lies below the import roots.
        files: by path: status, digest of the content, and encoded facts where they are at hand.
        cache: where facts that are not at hand come from, and where verdicts are kept.
        thorough: whether files are compiled as well as read.
    """

    def __init__(
        self,
        tree: Tree,
        files: Mapping[str, tuple[os.stat_result, bytes, bytes]],
        cache: Cache | None = None,
        *,
        thorough: bool = False,
    ) -> None:
        self.entries = tree.entries
        self.installed = tree.installed
        self.cache = cache
        self._thorough = thorough
        self._modules = _with_source(tree)
        self._stubs = tree.stubs
        self._files = files
        self._edits: Mapping[str, bytes] = {}
        self._facts: dict[str, FileFacts] = {}
        self._lines: dict[str, list[str]] = {}
        self._children: dict[str, list[str]] | None = None
        self._bodies: dict[tuple[str, tuple[int, int]], Body | None] = {}

    def seen_with(self, tree: Tree) -> Program:
        """The same files where other folders are searched for modules."""
        other = copy(self)
        other.entries, other.installed = tree.entries, tree.installed
        other._modules, other._stubs = _with_source(tree), tree.stubs
        other._children = None
        return other

    def running(self, main: Entry) -> Program:
        """The same modules beside one more, the program that is run."""
        other = copy(self)
        other.entries = {**self.entries, main.name: main}
        other._children = None
        return other

    def edited(self, changes: Mapping[str, tuple[bytes, tuple[bytes, bytes]]]) -> Program:
        """The same modules where some files hold something else than the disk does.

        Args:
            changes: by path: the content, and what is known of it, as in `files`.
        """
        other = copy(self)
        other._edits = {**self._edits, **{file: content for file, (content, _) in changes.items()}}
        known = {file: (self._files[file][0], *found) for file, (_, found) in changes.items()
                 if file in self._files}  # fmt: skip
        other._files = {**self._files, **known}
        other._facts = {f: facts for f, facts in self._facts.items() if f not in changes}
        other._lines = {f: lines for f, lines in self._lines.items() if f not in changes}
        other._bodies = {key: body for key, body in self._bodies.items() if key[0] not in changes}
        return other

    def content(self, file: str) -> bytes:
        """What a source file holds.

        Raises:
            OSError: it cannot be read.
        """
        edit = self._edits.get(file)
        return content_of(file) if edit is None else edit

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
        return [self._files[e.file][1] if e.file in self._files else b"" for e in self._modules]

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
            known = self._facts[entry.file] = self._load(entry.file)
        return known

    def statements_at(self, name: str, line: int) -> tuple[Stmt, ...]:
        """The top-level statements of a module that a line may belong to.

        They are read without the rest of its facts, where nothing else asked for those.
        """
        entry = self.entries[name]
        if entry.kind not in ("module", "package"):
            return ()
        if entry.file not in self._facts:
            with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
                return statements_at(self._blob(entry.file), line)
        body = self.facts(name).body
        begin = max((item.line for item in body if item.line <= line), default=0)
        return tuple(item for item in body if item.line == begin)

    def _load(self, file: str) -> FileFacts:
        blob = self._blob(file)
        try:
            return _decoder().decode(blob) if blob else self._read_file(file)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return self._read_file(file)

    def _blob(self, file: str) -> bytes:
        """The encoded facts of a file, empty where they are not at hand."""
        status, _, blob = self._files.get(file, (None, b"", b""))
        if not blob and status is not None and self.cache is not None:
            known = self.cache.known(file, status)
            blob = self.cache.blob(known) if known is not None else b""
        return blob

    def body(self, name: str, function: Function) -> Body | None:
        """The body of a function that was left out of the facts."""
        if function.span is None or name not in self.entries:
            return function.body
        key = (self.entries[name].file, function.span)
        if key not in self._bodies:
            self._bodies[key] = self._read_body(*key)
        return self._bodies[key]

    def ran(self) -> dict[str, list[tuple[tuple[int, int], str]]]:
        """The bodies that were asked for: by file, first and last line, and text."""
        found: dict[str, list[tuple[tuple[int, int], str]]] = {}
        for file, span in self._bodies:
            found.setdefault(file, []).append((span, "\n".join(self._slice(file, span))))
        return found

    def lines(self, file: str) -> list[str]:
        """The lines of a source file, none where it cannot be read."""
        if file not in self._lines:
            self._lines[file] = self._read_lines(file)
        return self._lines[file]

    def earlier(self, file: str) -> tuple[bytes, FileFacts | None]:
        """The digest and facts of a file before it changed, where they are known."""
        content, blob = self.cache.earlier(file) if self.cache is not None else (b"", b"")
        try:
            return content, _decoder().decode(blob) if blob else None
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return content, None

    def _slice(self, file: str, span: tuple[int, int]) -> list[str]:
        return self.lines(file)[span[0] - 1 : span[1]]

    def _read_body(self, file: str, span: tuple[int, int]) -> Body | None:
        from standards_lint.source.read import read_body

        found = read_body(self._slice(file, span), span[0])
        return found.function.body if isinstance(found, Define) else None

    def submodules(self, name: str) -> tuple[str, ...]:
        """All modules below a package, at any depth, sorted."""
        prefix = name + "."
        return tuple(sorted(other for other in self.entries if other.startswith(prefix)))

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
        return self._read_file(str(stub)) if stub.is_file() else None

    def mentions(self, name: str, text: str) -> bool:
        """Whether the file of an extension module holds a text."""
        try:
            return text.encode() in Path(self.entries[name].file).read_bytes()
        except OSError:
            return False

    def mentioned(self, name: str) -> frozenset[str]:
        """The first-party modules that an extension module seems to import."""
        from standards_lint.source.extension import mentioned

        found = mentioned(self.entries[name].file, self.entries)
        return found - {name, *prefixes(name)}

    def snippet(self, source: str) -> tuple[Stmt, ...] | None:
        """Statements of a text given to `exec`, None where it does not parse."""
        from standards_lint.source.read import read_text

        facts = read_text(source)
        return None if facts.problems else facts.body

    def _read_file(self, file: str) -> FileFacts:
        from standards_lint.source.read import read

        try:
            content = self.content(file)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return FileFacts((), (SyntaxProblem(1, f"cannot be read: {reason}", None),), ())
        return read(content, thorough=self._thorough)

    def _read_lines(self, file: str) -> list[str]:
        from standards_lint.source.read import Unreadable, decode

        try:
            return decode(self.content(file)).split("\n")
        except (OSError, Unreadable):
            return []


def _with_source(tree: Tree) -> tuple[Entry, ...]:
    return tuple(sorted(e for e in tree.entries.values() if e.kind in ("module", "package")))


@cache
def _decoder() -> msgspec.msgpack.Decoder[FileFacts]:
    """Made when something is decoded: that takes as long as decoding hundreds of files."""
    return msgspec.msgpack.Decoder(FileFacts)


def content_of(file: str) -> bytes:
    """What a file holds; for thousands of them, a `Path` each would take as long as reading.

    Raises:
        OSError: it cannot be read.
    """
    with open(file, "rb", buffering=0) as opened:
        return opened.read()


def prefixes(name: str) -> tuple[str, ...]:
    """The packages of a module, outermost first."""
    parts = name.split(".")
    return tuple(".".join(parts[:end]) for end in range(1, len(parts)))
