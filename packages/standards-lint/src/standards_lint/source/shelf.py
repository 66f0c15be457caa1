"""Encoded facts of files, which forked processes hand to each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

_NUMBER_SIZE = 8
# In a table of two numbers for each file, the first two of all say how much is in use.
_HEAD = 2


class Shelf:
    """Content by file: what one process puts there, all see that it shares the shelf with."""

    def __init__(self) -> None:
        self._own: dict[str, bytes] = {}
        self._shared: _Shared | None = None

    def get(self, file: str) -> bytes:
        """What was put there last, empty where nothing was."""
        if self._shared is not None and (found := self._shared.get(file)):
            return found
        return self._own.get(file, b"")

    def put(self, file: str, content: bytes) -> None:
        """Puts content there, over what was there before."""
        if self._shared is None:
            self._own[file] = content
        elif not self._shared.put(file, content):
            self._shared.forget(file)
            self._own[file] = content

    def items(self) -> Iterator[tuple[str, bytes]]:
        """Files and content."""
        shared = dict(self._shared.items()) if self._shared is not None else {}
        yield from {**self._own, **shared}.items()

    def share(self, files: Sequence[str], size: int) -> None:
        """Shares the shelf with all processes that are forked from now on.

        Args:
            files: those that may be put there.
            size: bytes that all content together may take; what is more than that is not shared.
        """
        if self._shared is None:
            # Without the memory for it, processes read the same files each for itself.
            with suppress(OSError):
                self._shared = _Shared(files, size)


class _Shared:
    """Memory that processes write to in turn: content, and a table of where it is."""

    def __init__(self, files: Sequence[str], size: int) -> None:
        from mmap import mmap
        from multiprocessing import get_context

        self._positions = {file: _HEAD + 2 * at for at, file in enumerate(files)}
        numbers = _HEAD + 2 * len(files)
        self._table = memoryview(mmap(-1, numbers * _NUMBER_SIZE)).cast("Q")
        self._content = mmap(-1, max(size, 1))
        self._lock = get_context("fork").Lock()

    def get(self, file: str) -> bytes:
        at = self._positions.get(file)
        if at is None:
            return b""
        with self._lock:
            start, length = self._table[at], self._table[at + 1]
        return self._content[start : start + length]

    def put(self, file: str, content: bytes) -> bool:
        """Whether there was room for it."""
        at = self._positions.get(file)
        if at is None:
            return False
        with self._lock:
            start = self._table[0]
            end = start + len(content)
            if end > len(self._content):
                return False
            self._table[0] = end
        # Not while others wait: a process may be killed where it touches new memory.
        self._content[start:end] = content
        with self._lock:
            self._table[at], self._table[at + 1] = start, len(content)
        return True

    def forget(self, file: str) -> None:
        """Has nobody find what was put there for a file."""
        at = self._positions.get(file)
        if at is not None:
            with self._lock:
                self._table[at + 1] = 0

    def items(self) -> Iterator[tuple[str, bytes]]:
        with self._lock:
            table = self._table.tolist()
        for file, at in self._positions.items():
            if length := table[at + 1]:
                yield file, self._content[table[at] : table[at] + length]
