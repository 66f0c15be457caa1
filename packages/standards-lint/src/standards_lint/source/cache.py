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

# What decides about facts, verdicts and what rules see.
_FOLDERS = (".", *"source simulate environments inspection reach rules suppressions".split())
# Time stamps of some file systems have a resolution of two seconds.
_RESOLUTION_NS = 2_000_000_000
_DIGEST_SIZE = 16
_MOST_PROJECTS = 8
_MOST_VERDICTS = 64
# The facts of one project: those of the files that change together are written together.
_MOST_PARTS = 16
# Where more files changed, they are not compared with what they were.
_MOST_COMPARED = 32


class Known(msgspec.Struct, array_like=True, gc=False):
    """A file that was read: time in ns, size in bytes, digest, and where its facts are."""

    modified: int
    size: int
    digest: bytes
    part: int
    offset: int
    length: int


class _Part(msgspec.Struct, array_like=True):
    key: str
    size: int


class _Index(msgspec.Struct, array_like=True):
    """Files by path; their facts lie one after the other in a few parts, the newest last."""

    saved: int
    parts: list[_Part]
    files: dict[str, Known]


def digest(*parts: bytes) -> bytes:
    """A digest of several byte strings."""
    total = hashlib.sha256(usedforsecurity=False)
    for part in parts:
        total.update(len(part).to_bytes(8, "little"))
        total.update(part)
    return total.digest()[:_DIGEST_SIZE]


def reader() -> bytes:
    """What changes when this tool does: the state of its own files."""
    package = Path(__file__).parent.parent
    parts = []
    for part in _FOLDERS:
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
        thorough: whether files are compiled as well as read, which finds more.
    """

    def __init__(self, folder: Path, roots: Iterable[str], *, thorough: bool) -> None:
        self._indexes = Store(folder, "facts", _MOST_PROJECTS)
        self._facts = Store(folder, "blobs", _MOST_PROJECTS * _MOST_PARTS)
        self._verdicts = Store(folder, "verdicts", _MOST_VERDICTS)
        self._observations = Store(folder, "observations", _MOST_VERDICTS)
        self._reader = digest(reader(), bytes([thorough]))
        self._name = digest(self._reader, *[root.encode() for root in roots]).hex()
        self._index = self._load()
        self._blobs: dict[int, bytes] = {}
        self._earlier: dict[str, tuple[bytes, bytes]] = {}

    def _load(self) -> _Index:
        content = self._indexes.read(self._name) or b""
        try:
            found = msgspec.msgpack.decode(content, type=_Index)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return _Index(0, [], {})
        whole = [self._facts.size(part.key) == part.size for part in found.parts]
        if not all(whole):
            lost = {at for at, is_whole in enumerate(whole) if not is_whole}
            found.files = {f: known for f, known in found.files.items() if known.part not in lost}
        return found

    def known(self, file: str, status: os.stat_result) -> Known | None:
        """What is recorded of a file that has surely not changed since."""
        found = self._index.files.get(file)
        if found is None or found.size != status.st_size or found.modified != status.st_mtime_ns:
            return None
        return found if found.modified < self._index.saved - _RESOLUTION_NS else None

    def blob(self, known: Known) -> bytes:
        """The encoded facts of a recorded file, empty if they are lost."""
        if known.part not in self._blobs:
            parts = self._index.parts
            key = parts[known.part].key if known.part < len(parts) else ""
            self._blobs[known.part] = self._facts.read(key) or b""
        found = self._blobs[known.part][known.offset : known.offset + known.length]
        return found if len(found) == known.length else b""

    def save(self, files: dict[str, tuple[os.stat_result, bytes, bytes]], started: int) -> None:
        """Records files by (status, digest, encoded facts).

        What is recorded already may come without its facts; they stay where they are, until too
        many parts hold too much that is out of date.
        """
        before = self._index
        self._remember(files)
        kept = {file: before.files[file] for file, found in files.items() if not found[2]}
        parts = before.parts
        live = sum(known.length for known in kept.values())
        if len(parts) >= _MOST_PARTS or 2 * live < sum(part.size for part in parts):
            whole = {file: self.blob(known) for file, known in kept.items()}
            files = {
                file: (status, content, blob or whole[file])
                for file, (status, content, blob) in files.items()
            }
            kept, parts = {}, []
            self._blobs = {}
        self._write(files, kept, parts, started)
        for part in before.parts:
            if part not in self._index.parts:
                self._facts.forget(part.key)

    def earlier(self, file: str) -> tuple[bytes, bytes]:
        """The digest and encoded facts of a file before it changed, empty where unknown."""
        return self._earlier.get(file, (b"", b""))

    def _remember(self, files: dict[str, tuple[os.stat_result, bytes, bytes]]) -> None:
        changed = [file for file, found in files.items() if found[2] and file in self._index.files]
        if len(changed) <= _MOST_COMPARED:
            for file in changed:
                known = self._index.files[file]
                self._earlier[file] = (known.digest, self.blob(known))

    def _write(
        self,
        files: dict[str, tuple[os.stat_result, bytes, bytes]],
        kept: dict[str, Known],
        parts: list[_Part],
        started: int,
    ) -> None:
        known = dict(kept)
        fresh: list[bytes] = []
        offset = 0
        for file, (status, content, blob) in files.items():
            if file not in kept and blob:
                place = (len(parts), offset, len(blob))
                known[file] = Known(status.st_mtime_ns, status.st_size, content, *place)
                fresh.append(blob)
                offset += len(blob)
        if fresh:
            blobs = b"".join(fresh)
            key = digest(self._name.encode(), blobs).hex()
            self._facts.write(key, blobs)
            parts = [*parts, _Part(key, len(blobs))]
        self._index = _Index(started, parts, known)
        self._indexes.write(self._name, msgspec.msgpack.encode(self._index))

    def verdicts(self, key: bytes) -> bytes | None:
        """Encoded verdicts saved under a key."""
        return self._verdicts.read(self._full_key(key))

    def save_verdicts(self, key: bytes, content: bytes) -> None:
        """Saves encoded verdicts."""
        self._verdicts.write(self._full_key(key), content)

    def observations(self, key: bytes) -> bytes | None:
        """Encoded observations saved under a key."""
        return self._observations.read(self._full_key(key))

    def save_observations(self, key: bytes, content: bytes) -> None:
        """Saves what rules saw in the files of this project."""
        self._observations.write(self._full_key(key), content)

    def _full_key(self, key: bytes) -> str:
        return digest(self._reader, key).hex()
