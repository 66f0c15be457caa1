"""What source files hold, and the state they are in."""

from __future__ import annotations

import os
from collections.abc import Mapping

from standards_lint.progress import Progress, reported
from standards_lint.source.cache import Cache, State, digest

# Up to this many bytes of changed files are held in memory, for several parts look at them.
_MOST_HELD = 100_000_000


class Contents:
    """Source files by path; those that may have changed are read when one of them is asked about.

    Args:
        statuses: of all files, as far as they have one.
        cache: what is known from earlier runs.
        progress: hears how many files are read.
    """

    def __init__(
        self,
        statuses: Mapping[str, os.stat_result],
        cache: Cache | None,
        progress: Progress,
    ) -> None:
        known = {file: cache and cache.known(file, status) for file, status in statuses.items()}
        self.statuses = statuses
        self._states = {f: (statuses[f], found.digest) for f, found in known.items() if found}
        self._stale = {f: status for f, status in statuses.items() if f not in self._states}
        self._cache = cache
        self._progress = progress
        self._held: dict[str, bytes] = {}
        self.is_changed = bool(self._stale)

    def unread(self) -> int:
        """How many bytes have yet to be read before the states are known."""
        return size(self._stale)

    def states(self) -> Mapping[str, State]:
        """Status and digest of every file that can be read."""
        if self._stale:
            self.read()
        return self._states

    def read(self) -> None:
        """Reads what may have changed, and holds it if it is not too much."""
        stale, self._stale = self._stale, {}
        is_small = size(stale) <= _MOST_HELD
        for file in reported(stale, self._progress, "reading files", len(stale)):
            try:
                content = content_of(file)
            except OSError:
                continue
            self._states[file] = (stale[file], digest(content))
            if is_small:
                self._held[file] = content
        if self._cache is not None and stale:
            self._cache.remember(self._states)

    def of(self, file: str) -> bytes:
        """What a file holds, or held when it was read.

        Raises:
            OSError: it cannot be read.
        """
        held = self._held.get(file)
        return content_of(file) if held is None else held

    def digest(self, file: str, content: bytes) -> bytes:
        """The digest of what `of` said a file holds."""
        return self._states[file][1] if file in self._held else digest(content)


def size(statuses: Mapping[str, os.stat_result]) -> int:
    """The bytes of files together."""
    return sum(status.st_size for status in statuses.values())


def content_of(file: str) -> bytes:
    """What a file holds; for thousands of them, a `Path` each would take as long as reading.

    Raises:
        OSError: it cannot be read.
    """
    with open(file, "rb", buffering=0) as opened:
        return opened.read()
