"""Files kept between runs: written whole, few of each kind, safe to delete at any time."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

FOLDER = ".standards_lint_cache"
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n"
_NOTES = {".gitignore": "*\n", "CACHEDIR.TAG": _TAG}


class Store:
    """One kind of content in a cache folder, by key.

    Args:
        folder: where it lies; it is made when something is written.
        kind: what is kept; the beginning of the file names.
        most: how many are kept; the least recently written go first.
    """

    def __init__(self, folder: Path, kind: str, most: int) -> None:
        self._folder = folder
        self._kind = kind
        self._most = most

    def read(self, key: str) -> bytes | None:
        """What was written under a key, None where nothing is."""
        try:
            return self._path(key).read_bytes()
        except OSError:
            return None

    def size(self, key: str) -> int | None:
        """How many bytes were written under a key, None where nothing is."""
        try:
            return self._path(key).stat().st_size
        except OSError:
            return None

    def forget(self, key: str) -> None:
        """Delete what was written under a key."""
        with contextlib.suppress(OSError):
            self._path(key).unlink(missing_ok=True)

    def write(self, key: str, content: bytes) -> None:
        """Keep content under a key; a folder that cannot be written to keeps nothing."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            for name, text in _NOTES.items():
                if not (self._folder / name).exists():
                    (self._folder / name).write_text(text, encoding="utf-8")
            # Importing `tempfile` takes longer than everything else here.
            temporary = self._folder / f".{os.urandom(8).hex()}"
            temporary.write_bytes(content)
            temporary.replace(self._path(key))
            self._prune()

    def _path(self, key: str) -> Path:
        return self._folder / f"{self._kind}-{key}"

    def _prune(self) -> None:
        files = sorted(self._folder.glob(f"{self._kind}-*"), key=_modified, reverse=True)
        for file in files[self._most :]:
            file.unlink(missing_ok=True)


def _modified(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
