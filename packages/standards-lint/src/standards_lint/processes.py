"""Shares work between forked processes; what one of them took and did not finish is done again."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from standards_lint.progress import counted

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Result = TypeVar("Result")

_POLL_SECONDS = 0.1
_NUMBER_SIZE = 8


def shared(
    total: int,
    work: Callable[[Iterable[int]], Result],
    kind: type[Result],
    *,
    processes: int,
    chunk: int,
    count: Callable[[int], object],
) -> list[Result]:
    """What `work` makes of all numbers below `total`, in one part or more.

    Args:
        total: how many numbers there are.
        work: is called once in each process with the numbers left for it, which it takes one by
            one. What it raises elsewhere it will raise here, where the same numbers are left then.
        kind: what msgspec is to decode the results of other processes as.
        processes: how many may work, this one included.
        chunk: how many numbers, one after the other, a process takes at once.
        count: hears how many numbers have been taken.
    """
    if processes == 1 or total <= chunk or not hasattr(os, "fork"):
        return [work(counted(range(total), count))]
    queue = _Queue(total, chunk)
    helpers = _start(queue, work, min(processes, len(queue.chunks)) - 1)
    taken: list[int] = []
    try:
        found = [work(counted(queue.take(taken), lambda _: count(queue.taken())))]
        for helper in helpers:
            content = helper.content(lambda: count(queue.taken()))
            if content:
                theirs, result = msgspec.msgpack.decode(content, type=tuple[list[int], kind])
                taken += theirs
                found.append(result)
    finally:
        for helper in helpers:
            helper.end()
    count(total)
    lost = queue.without(taken)
    return [*found, work(lost)] if lost else found


class _Queue:
    """Numbers that processes take from."""

    def __init__(self, total: int, chunk: int) -> None:
        from mmap import mmap
        from multiprocessing import get_context

        self.chunks = [range(first, min(first + chunk, total)) for first in range(0, total, chunk)]
        self._total, self._chunk = total, chunk
        # A `Value` would import ctypes, which takes longer than processes may save.
        self._next = memoryview(mmap(-1, _NUMBER_SIZE)).cast("Q")
        self._lock = get_context("fork").Lock()

    def take(self, taken: list[int]) -> Iterator[int]:
        """Numbers, as long as there are some; the positions of their chunks go to `taken`."""
        while True:
            with self._lock:
                position = self._next[0]
                self._next[0] = position + 1
            if position >= len(self.chunks):
                return
            taken.append(position)
            yield from self.chunks[position]

    def taken(self) -> int:
        """How many numbers somebody has taken."""
        return min(self._next[0] * self._chunk, self._total)

    def without(self, taken: Iterable[int]) -> list[int]:
        """The numbers of all other chunks."""
        left = sorted(set(range(len(self.chunks))).difference(taken))
        return [number for position in left for number in self.chunks[position]]


class _Helper:
    """Another process that works."""

    def __init__(self, process: Any, result: Connection) -> None:
        self._process = process
        self._result = result

    def content(self, meanwhile: Callable[[], object]) -> bytes:
        """What it sends; nothing where it ended before it was done."""
        while not self._result.poll(_POLL_SECONDS):
            meanwhile()
        try:
            return self._result.recv_bytes()
        except (EOFError, OSError):
            return b""

    def end(self) -> None:
        """Ends it, whatever it does."""
        self._process.terminate()
        self._process.join()
        self._result.close()


def _start(queue: _Queue, work: Callable[[Iterable[int]], Any], number: int) -> Sequence[_Helper]:
    from multiprocessing import get_context

    context = get_context("fork")
    helpers: list[_Helper] = []
    # Where no process, or no memory for one, is to be had, those there are do its work.
    with suppress(OSError):
        for _ in range(number):
            receiver, sender = context.Pipe(duplex=False)
            with sender:
                process = context.Process(target=_help, args=(queue, work, sender), daemon=True)
                process.start()
            helpers.append(_Helper(process, receiver))
    return helpers


def _help(queue: _Queue, work: Callable[[Iterable[int]], Any], sender: Connection) -> None:
    # A process that ends after this collects nothing, and is ended by the one that started it.
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    taken: list[int] = []
    with suppress(Exception):
        result = work(queue.take(taken))
        sender.send_bytes(msgspec.msgpack.encode((taken, result)))
