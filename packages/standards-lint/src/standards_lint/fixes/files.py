"""Writes files so that each is either the old one or the new one, whatever happens."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from standards_lint.errors import ChangedFileError
from standards_lint.fixes.text import SourceText


def write(path: str, before: bytes, after: bytes) -> None:
    """Replace the content of a file; its mode stays, and a link to it stays a link.

    Raises:
        ChangedFileError: it does not hold `before` any more.
        OSError: it cannot be written; it is as it was then.
    """
    file = Path(os.path.realpath(path))
    if file.read_bytes() != before:
        raise ChangedFileError(f"{path}: changed while it was being fixed; run again")
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(after)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).chmod(stat.S_IMODE(file.stat().st_mode))
        Path(temporary).replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name last; not every system lets a folder be opened."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def diff(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """The lines of a unified diff, without their ends."""
    old, new = _lines(before), _lines(after)
    for line in unified_diff(old, new, path, path, lineterm="\n"):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _lines(content: bytes) -> list[str]:
    return [line for line in re.split(r"(?<=\n)", SourceText(content).whole) if line]
