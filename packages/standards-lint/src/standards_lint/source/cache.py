"""Keeps facts and verdicts between runs; nothing in it can change a verdict.

A file counts as unchanged when size and time of modification are the recorded ones and the time
is old enough that a later change would show; otherwise it is read again. Verdicts are keyed by
what the environment answers, and say which contents they rest on.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
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


State = tuple[os.stat_result, bytes]


class Known(msgspec.Struct, array_like=True, gc=False):
    """A file that was looked at: time in ns, size in bytes, digest, and where its facts are.

    They have no length where nothing asked for them.
    """

    modified: int
    size: int
    digest: bytes
    part: int = 0
    offset: int = 0
    length: int = 0


class _Part(msgspec.Struct, array_like=True):
    key: str
    size: int


class _Index(msgspec.Struct, array_like=True):
    """Files by path; their facts lie one after the other in a few parts, the newest last."""

    saved: int
    parts: list[_Part]
    files: dict[str, Known]


_NOWHERE = Known(0, 0, b"")


def _at(known: Known, status: os.stat_result, content: bytes) -> Known:
    """The same place for a file of this state."""
    return Known(
        status.st_mtime_ns, status.st_size, content, known.part, known.offset, known.length
    )


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

    def blob(self, file: str, content: bytes) -> bytes:
        """The encoded facts of a file with content of this digest, empty where they are unknown."""
        return self._blob(self._place(file, content))

    def _blob(self, known: Known) -> bytes:
        if not known.length:
            return b""
        if known.part not in self._blobs:
            parts = self._index.parts
            key = parts[known.part].key if known.part < len(parts) else ""
            self._blobs[known.part] = self._facts.read(key) or b""
        found = self._blobs[known.part][known.offset : known.offset + known.length]
        return found if len(found) == known.length else b""

    def remember(self, states: Mapping[str, State]) -> None:
        """Has `earlier` know the files that hold something else now, if they are few."""
        before = self._index.files
        changed = [f for f, (_, now) in states.items() if f in before and before[f].digest != now]
        if len(changed) <= _MOST_COMPARED:
            for file in changed:
                self._earlier[file] = (before[file].digest, self._blob(before[file]))

    def earlier(self, file: str) -> tuple[bytes, bytes]:
        """The digest and encoded facts of a file before it changed, empty where unknown."""
        return self._earlier.get(file, (b"", b""))

    def save(self, states: Mapping[str, State], blobs: Mapping[str, bytes], started: int) -> None:
        """Records files, with encoded facts of some.

        What is recorded already stays where it is, until too many parts hold too much that is out
        of date.
        """
        before = self._index
        places = {file: self._place(file, content) for file, (_, content) in states.items()}
        fresh, parts = dict(blobs), before.parts
        live = sum(known.length for file, known in places.items() if file not in fresh)
        if len(parts) >= _MOST_PARTS or 2 * live < sum(part.size for part in parts):
            whole = {f: self._blob(known) for f, known in places.items() if known.length}
            fresh, parts, places = {**whole, **fresh}, [], {}
        files = {file: _at(places.get(file, _NOWHERE), *state) for file, state in states.items()}
        parts = self._add(files, fresh, parts)
        self._index, self._blobs = _Index(started, parts, files), {}
        self._indexes.write(self._name, msgspec.msgpack.encode(self._index))
        for part in before.parts:
            if part not in parts:
                self._facts.forget(part.key)

    def _place(self, file: str, content: bytes) -> Known:
        """Where the facts of a file with content of this digest are recorded."""
        known = self._index.files.get(file)
        return known if known is not None and known.digest == content else _NOWHERE

    def _add(
        self, files: dict[str, Known], blobs: Mapping[str, bytes], parts: list[_Part]
    ) -> list[_Part]:
        """Writes facts of files, which learn their places, as a part behind others."""
        if not blobs:
            return parts
        content = b"".join(blobs.values())
        key = digest(self._name.encode(), content).hex()
        offset = 0
        for file, blob in blobs.items():
            known = files[file]
            known.part, known.offset, known.length = len(parts), offset, len(blob)
            offset += len(blob)
        self._facts.write(key, content)
        return [*parts, _Part(key, len(content))]

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
