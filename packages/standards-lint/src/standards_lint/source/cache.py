"""Keeps facts and verdicts between runs; nothing in it can change a verdict.

A file counts as unchanged when size and time of modification are the recorded ones and the time
is old enough that a later change would show; otherwise it is read again. Verdicts are keyed by
what the environment answers, and say which contents they rest on.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from standards_lint.store import Store

# Time stamps of some file systems have a resolution of two seconds.
_RESOLUTION_NS = 2_000_000_000
_MOST_PROJECTS = 8
_MOST_VERDICTS = 64


class Known(msgspec.Struct, array_like=True, gc=False):
    """A file that was read: time in ns, size in bytes, digests, and where its facts are."""

    modified: int
    size: int
    digest: bytes
    definitions: bytes
    offset: int
    length: int


class _Index(msgspec.Struct, array_like=True):
    saved: int
    blobs: str
    files: dict[str, Known]


def digest(*parts: bytes) -> bytes:
    """A digest of several byte strings."""
    total = hashlib.blake2b(digest_size=16)
    for part in parts:
        total.update(len(part).to_bytes(8, "little"))
        total.update(part)
    return total.digest()


def reader() -> bytes:
    """What changes when this tool does: the state of its own files."""
    package = Path(__file__).parent.parent
    parts = []
    for part in (".", "source", "simulate", "environments"):
        for entry in sorted(os.scandir(package / part), key=lambda item: item.name):
            if entry.name.endswith((".py", ".json")):
                status = entry.stat()
                parts.append(f"{part}/{entry.name} {status.st_size} {status.st_mtime_ns}".encode())
    return digest(*parts)


class Cache:
    """The cache of one project.

    Args:
        folder: where it lies; it is made when something is saved.
        roots: the import roots, which name the project within the folder.
    """

    def __init__(self, folder: Path, roots: Iterable[str]) -> None:
        self._indexes = Store(folder, "facts", _MOST_PROJECTS)
        self._facts = Store(folder, "blobs", _MOST_PROJECTS)
        self._verdicts = Store(folder, "verdicts", _MOST_VERDICTS)
        self._reader = reader()
        self._name = digest(self._reader, *[root.encode() for root in roots]).hex()
        self._index = self._load()
        self._blobs: bytes | None = None

    def _load(self) -> _Index:
        content = self._indexes.read(self._name) or b""
        try:
            return msgspec.msgpack.decode(content, type=_Index)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return _Index(0, "", {})

    def known(self, file: str, status: os.stat_result) -> Known | None:
        """What is recorded of a file that has surely not changed since."""
        found = self._index.files.get(file)
        if found is None or found.size != status.st_size or found.modified != status.st_mtime_ns:
            return None
        return found if found.modified < self._index.saved - _RESOLUTION_NS else None

    def blob(self, known: Known) -> bytes:
        """The encoded facts of a recorded file, empty if they are lost."""
        if self._blobs is None:
            self._blobs = self._facts.read(self._index.blobs) or b""
        found = self._blobs[known.offset : known.offset + known.length]
        return found if len(found) == known.length else b""

    def save(
        self, files: dict[str, tuple[os.stat_result, bytes, bytes, bytes]], started: int
    ) -> None:
        """Records files by (status, digest, encoded facts, digest of definitions)."""
        known: dict[str, Known] = {}
        offset = 0
        for file, (status, content, blob, names) in files.items():
            known[file] = Known(
                status.st_mtime_ns, status.st_size, content, names, offset, len(blob)
            )
            offset += len(blob)
        blobs = b"".join([blob for _, _, blob, _ in files.values()])
        key = digest(blobs).hex()
        self._facts.write(key, blobs)
        self._indexes.write(self._name, msgspec.msgpack.encode(_Index(started, key, known)))

    def verdicts(self, key: bytes) -> bytes | None:
        """Encoded verdicts saved under a key."""
        return self._verdicts.read(self._full_key(key))

    def save_verdicts(self, key: bytes, content: bytes) -> None:
        """Saves encoded verdicts."""
        self._verdicts.write(self._full_key(key), content)

    def _full_key(self, key: bytes) -> str:
        return digest(self._reader, key).hex()
