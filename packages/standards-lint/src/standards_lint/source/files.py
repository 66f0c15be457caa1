"""The source files of a program: what they hold, and their facts, read when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from functools import cache

import msgspec

from standards_lint.facts import Body, Define, FileFacts, Stmt, SyntaxProblem
from standards_lint.source.ahead import Ahead, Lacks
from standards_lint.source.cache import Cache, digest
from standards_lint.source.contents import Contents, size
from standards_lint.source.outline import statements_at
from standards_lint.source.shelf import Shelf

Span = tuple[int, int]
_DIGEST_SIZE = len(digest())


class Files:
    """Source files by path.

    Args:
        contents: what they hold.
        cache: where facts come from that an earlier run read, and go to.
        thorough: whether files are compiled as well as read.
        started: when their status was asked for, in ns.
    """

    def __init__(
        self, contents: Contents, cache: Cache | None, *, thorough: bool, started: int
    ) -> None:
        self._contents = contents
        self._cache = cache
        self._thorough = thorough
        self._started = started
        self._is_changed = contents.is_changed
        self._edits: Mapping[str, bytes] = {}
        self._shelf = Shelf()
        self._ahead: Ahead | None = None
        self._facts: dict[str, FileFacts] = {}
        self._beginnings: dict[str, FileFacts] = {}
        self._lines: dict[str, list[str]] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._bodies: dict[tuple[str, Span], Body | None] = {}

    def edited(self, changes: Mapping[str, bytes]) -> Files:
        """The same files where some hold something else than the disk does."""
        other = copy(self)
        other._edits = {**self._edits, **changes}
        other._facts = {f: facts for f, facts in self._facts.items() if f not in changes}
        other._beginnings = {f: facts for f, facts in self._beginnings.items() if f not in changes}
        other._lines = {f: lines for f, lines in self._lines.items() if f not in changes}
        other._names = {f: names for f, names in self._names.items() if f not in changes}
        other._bodies = {key: body for key, body in self._bodies.items() if key[0] not in changes}
        return other

    def content(self, file: str) -> bytes:
        """What a source file holds.

        Raises:
            OSError: it cannot be read.
        """
        known = self._edits.get(file)
        return self._contents.of(file) if known is None else known

    def digests(self, files: Iterable[str]) -> list[bytes]:
        """The digests of what files hold; empty where none can be read, or two readings differ."""
        known = {file: content for file, (_, content) in self._contents.states().items()}
        for file, found in self._shelf.items():
            # Somebody may have changed a file after one process read it, and before another did.
            if known.get(file) != found[:_DIGEST_SIZE]:
                known[file] = b""
        known.update((file, digest(content)) for file, content in self._edits.items())
        return [known.get(file, b"") for file in files]

    def beginning(self, file: str, lacks: Lacks) -> FileFacts:
        """Facts of the first statements of a file, or of all; what is wrong with it is in them.

        Args:
            file: its path.
            lacks: whether a package is missing, so that no more is likely to run.
        """
        known = self._facts.get(file)
        if known is None:
            known = self._facts[file] = self._kept(file) or self.read(file, lacks)
        if known.until is None and known.problems and not self._thorough:
            # Whoever asks first must not decide whether the rest of the file counts.
            begun = self._beginnings.get(file) or self._begun(file, lacks)
            if begun is not None:
                self._beginnings[file] = known = begun
        return known

    def _begun(self, file: str, lacks: Lacks) -> FileFacts | None:
        """The beginning of a file that can be read, whatever follows it."""
        from standards_lint.source import read

        with suppress(OSError):
            return None if file in self._edits else read.read_beginning(self.content(file), lacks)
        return None

    def facts(self, file: str) -> FileFacts:
        """Facts of a file; what is wrong with it is in them."""
        known = self._facts.get(file)
        if known is None or known.until is not None:
            known = self._kept(file)
        if known is None or known.until is not None:
            known = self.read(file)
        self._facts[file] = known
        return known

    def statements_at(self, file: str, line: int) -> tuple[Stmt, ...]:
        """The top-level statements of a file that a line may belong to.

        They are decoded without the others, where nothing else asked for those.
        """
        known = self._facts.get(file)
        if known is None:
            with suppress(msgspec.MsgspecError, UnicodeDecodeError):
                found = statements_at(self._blob(file), line)
                if found is not None:
                    return found
        if known is None or (known.until is not None and known.until <= line):
            known = self.facts(file)
        begin = max((item.line for item in known.body if item.line <= line), default=0)
        return tuple(item for item in known.body if item.line == begin)

    def read(self, file: str, lacks: Lacks | None = None) -> FileFacts:
        """Facts that the file itself is read for, of its beginning where a package is missing."""
        from standards_lint.source import read

        try:
            content = self.content(file)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return FileFacts((), (SyntaxProblem(1, f"cannot be read: {reason}", None),), ())
        is_edited = file in self._edits
        thorough = self._thorough or is_edited
        facts = read.read(content, thorough=thorough, lacks=None if thorough else lacks)
        if not is_edited:
            with suppress(RecursionError):
                self._shelf.put(file, self._contents.digest(file, content) + _encode(facts))
            if self._ahead is not None:
                self._ahead.count(len(content))
        return facts

    @contextmanager
    def read_ahead(self, files: Sequence[str], processes: int, lacks: Lacks) -> Iterator[None]:
        """Meanwhile, other processes read files, once it turns out that much has to be read.

        Where this one has yet to see what large programs hold, they begin before that.

        Args:
            files: those to read, in this order.
            processes: how many there may be.
            lacks: whether a package is missing, so that no more is likely to run.
        """
        self._ahead = Ahead(self, files, processes, lacks)
        try:
            if self._contents.unread():
                self._ahead.start()
                self._contents.read()
            yield
        finally:
            ahead, self._ahead = self._ahead, None
            ahead.stop()

    def share(self) -> None:
        """From now on, processes that are forked share what they read."""
        statuses = self._contents.statuses
        self._shelf.share(list(statuses), size(statuses))

    def is_read(self, file: str) -> bool:
        """Whether another process, or this one, has begun to read a file."""
        return bool(self._shelf.get(file))

    def save(self) -> None:
        """Keeps for later runs what this one read; what was only edited here is not on the disk."""
        if self._cache is None or self._edits:
            return
        states, blobs = dict(self._contents.states()), {}
        for file, found in self._shelf.items():
            content, blob = found[:_DIGEST_SIZE], found[_DIGEST_SIZE:]
            if file not in states or states[file][1] != content:
                states.pop(file, None)
            elif self._cache.blob(file, content) != blob:
                blobs[file] = blob
        if blobs or self._is_changed:
            self._cache.save(states, blobs, self._started)
            self._is_changed = False

    def earlier(self, file: str) -> tuple[bytes, FileFacts | None]:
        """The digest and facts of a file before it changed, where they are known."""
        content, blob = self._cache.earlier(file) if self._cache is not None else (b"", b"")
        return content, _decoded(blob)

    def body(self, file: str, span: Span) -> Body | None:
        """The body of the function between two lines."""
        key = (file, span)
        if key not in self._bodies:
            from standards_lint.source.read import read_body

            found = read_body(self._slice(file, span), span[0])
            self._bodies[key] = found.function.body if isinstance(found, Define) else None
        return self._bodies[key]

    def ran(self) -> dict[str, list[tuple[Span, str]]]:
        """The bodies that were asked for: by file, first and last line, and text."""
        found: dict[str, list[tuple[Span, str]]] = {}
        for file, span in self._bodies:
            found.setdefault(file, []).append((span, "\n".join(self._slice(file, span))))
        return found

    def lines(self, file: str) -> list[str]:
        """The lines of a source file, none where it cannot be read."""
        if file not in self._lines:
            self._lines[file] = self._text(file).split("\n")
        return self._lines[file]

    def may_define(self, file: str) -> frozenset[str]:
        """The names that the top level of a file defines, and maybe more."""
        if file not in self._names:
            from standards_lint.source.definitions import may_define

            self._names[file] = may_define(self._text(file))
        return self._names[file]

    def _slice(self, file: str, span: Span) -> list[str]:
        return self.lines(file)[span[0] - 1 : span[1]]

    def _text(self, file: str) -> str:
        """What a source file holds, nothing where it cannot be read."""
        from standards_lint.source.read import Unreadable, decode

        try:
            return decode(self.content(file))
        except (OSError, Unreadable):
            return ""

    def _kept(self, file: str) -> FileFacts | None:
        """Facts of a file that were read before."""
        return _decoded(self._blob(file))

    def _blob(self, file: str) -> bytes:
        """The encoded facts of a file, empty where they are not at hand."""
        if file in self._edits:
            return b""
        found = self._shelf.get(file)[_DIGEST_SIZE:]
        if found or self._cache is None:
            return found
        state = self._contents.states().get(file)
        return b"" if state is None else self._cache.blob(file, state[1])


def _decoded(blob: bytes) -> FileFacts | None:
    try:
        return _decoder().decode(blob) if blob else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


_encode = msgspec.msgpack.Encoder().encode


@cache
def _decoder() -> msgspec.msgpack.Decoder[FileFacts]:
    """Made when something is decoded: that takes as long as decoding hundreds of files."""
    return msgspec.msgpack.Decoder(FileFacts)
