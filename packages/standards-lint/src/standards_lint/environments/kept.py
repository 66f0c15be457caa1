"""Contents of sources kept between runs, as long as the files behind them are the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from standards_lint.environments.contents import Contents
from standards_lint.environments.markers import Platform
from standards_lint.store import Store

KIND = "environments"
MOST = 64
# Changes with what readers make of the same files.
_FORMAT = 1
_TEXT = frozenset({".txt", ".in", ".toml", ".lock"})


class Kept(msgspec.Struct, frozen=True):
    """What a source said, and the state of everything that was read."""

    states: dict[str, str]
    contents: Contents


Reader = Callable[[str, Path, Platform], Contents]


def remembering(read: Reader, store: Store | None) -> Reader:
    """`read`, asked again only where a file it read has changed."""
    if store is None:
        return read

    def call(entry: str, base: Path, where: Platform) -> Contents:
        key = _digest(msgspec.msgpack.encode((_FORMAT, entry, str(base), where)))
        kept = _decoded(store.read(key))
        if kept is not None and all(state(Path(p)) == s for p, s in kept.states.items()):
            return kept.contents
        contents = read(entry, base, where)
        if contents.files:
            states = {path: state(Path(path)) for path in contents.files}
            store.write(key, msgspec.msgpack.encode(Kept(states, contents)))
        return contents

    return call


def state(path: Path) -> str:
    """What changes with a text file's content, a folder's entries, or another file's status."""
    try:
        if path.is_dir():
            entries = sorted(
                f"{entry.name} {entry.stat(follow_symlinks=False).st_mtime_ns}"
                for entry in os.scandir(path)
                if entry.name != "__pycache__"
            )
            return _digest("\n".join(entries).encode())
        if path.suffix in _TEXT:
            return _digest(path.read_bytes())
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_mtime_ns} {status.st_size} {status.st_ino}"


def _decoded(content: bytes | None) -> Kept | None:
    try:
        return msgspec.msgpack.decode(content, type=Kept) if content else None
    except msgspec.MsgspecError:
        return None


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
