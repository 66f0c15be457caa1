"""Files that are either complete or absent, and what identifies their content."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

TEMPORARY_SUFFIX = ".part"


class FileRecord(Struct, frozen=True):
    """A file's identity. `size` in bytes; `mtime_ns` spares a second look at the content."""

    name: str
    size: int
    mtime_ns: int
    sha256: str


@contextmanager
def written_atomically(path: Path) -> Iterator[Path]:
    """Yield a temporary path that becomes `path`, synced to disk, if the block succeeds.

    Raises:
        OSError: the file cannot be written; `path` is then as it was before.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY_SUFFIX}")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def write_json(path: Path, value: object) -> None:
    """Write `value` as indented UTF-8 JSON, atomically."""
    with written_atomically(path) as temporary:
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


def remove_temporaries(folder: Path) -> None:
    """Delete what an interrupted writer left behind; call it only while holding the lock."""
    for leftover in folder.glob(f".*{TEMPORARY_SUFFIX}"):
        leftover.unlink()


def sha256_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def record(path: Path, name: str, known: FileRecord | None = None) -> FileRecord:
    """Identify a file; `known` is trusted where size and modification time still agree.

    Raises:
        OSError: the file is missing or unreadable.
    """
    stat = path.stat()
    if known and (known.size, known.mtime_ns) == (stat.st_size, stat.st_mtime_ns):
        return known
    return FileRecord(name, stat.st_size, stat.st_mtime_ns, sha256_of(path))


def digest(value: object) -> str:
    """Return the hexadecimal SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open folders, and its rename is already durable
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
