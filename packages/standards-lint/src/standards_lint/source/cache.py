"""Keeps facts and verdicts between runs; nothing in it can change a verdict.

Facts are keyed by the content of their file. A file counts as unchanged when size and time of
modification are the recorded ones and the time is old enough that a later change would show;
otherwise its content decides. Verdicts are keyed by the content of every file and by what the
environment answers.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

FOLDER = ".standards_lint_cache"
# Time stamps of some file systems have a resolution of two seconds.
_RESOLUTION_NS = 2_000_000_000
_KEPT = {"facts": 8, "blobs": 8, "verdicts": 64}
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n"


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
        self._folder = folder
        self._reader = reader()
        self._name = digest(self._reader, *[root.encode() for root in roots]).hex()
        self._index = self._load()
        self._blobs: bytes | None = None

    def _load(self) -> _Index:
        try:
            content = (self._folder / f"facts-{self._name}").read_bytes()
            return msgspec.msgpack.decode(content, type=_Index)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return _Index(0, "", {})

    def known(self, file: str, status: os.stat_result) -> Known | None:
        """What is recorded of a file that has surely not changed since."""
        found = self._index.files.get(file)
        if found is None or found.size != status.st_size or found.modified != status.st_mtime_ns:
            return None
        return found if found.modified < self._index.saved - _RESOLUTION_NS else None

    def same_content(self, file: str, content: bytes) -> Known | None:
        """What is recorded of a file with this content."""
        found = self._index.files.get(file)
        return found if found is not None and found.digest == digest(content) else None

    def blob(self, known: Known) -> bytes:
        """The encoded facts of a recorded file, empty if they are lost."""
        if self._blobs is None:
            try:
                self._blobs = (self._folder / self._index.blobs).read_bytes()
            except OSError:
                self._blobs = b""
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
        name = f"blobs-{digest(blobs).hex()}"
        self._write(name, blobs)
        index = _Index(started, name, known)
        self._write(f"facts-{self._name}", msgspec.msgpack.encode(index))

    def verdicts(self, key: bytes) -> bytes | None:
        """Encoded verdicts saved under a key."""
        try:
            return (self._folder / self._verdicts(key)).read_bytes()
        except OSError:
            return None

    def save_verdicts(self, key: bytes, content: bytes) -> None:
        """Saves encoded verdicts."""
        self._write(self._verdicts(key), content)

    def _verdicts(self, key: bytes) -> str:
        return f"verdicts-{digest(self._reader, key).hex()}"

    def _write(self, name: str, content: bytes) -> None:
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            for note, text in ((".gitignore", "*\n"), ("CACHEDIR.TAG", _TAG)):
                if not (self._folder / note).exists():
                    (self._folder / note).write_text(text)
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".")
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(temporary, self._folder / name)
            self._prune(name.partition("-")[0])

    def _prune(self, kind: str) -> None:
        files = sorted(self._folder.glob(f"{kind}-*"), key=_modified, reverse=True)
        for file in files[_KEPT[kind] :]:
            file.unlink(missing_ok=True)


def _modified(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return time.time()
