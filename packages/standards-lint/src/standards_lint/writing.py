"""Writes files so that each is either the old one or the new one, whatever happens."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from standards_lint.errors import UsageError


def replace_content(path: Path, content: bytes) -> None:
    """Give a file other content in one step; its mode stays, and a link to it stays a link.

    Raises:
        OSError: it cannot be written; it is as it was then.
    """
    import tempfile

    file = Path(os.path.realpath(path))
    mode = stat.S_IMODE(file.stat().st_mode) if file.exists() else 0o666 & ~_umask()
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    _sync_folder(file.parent)


def write_whole(path: Path, text: str) -> None:
    r"""Write a text file whole, with `\n` line ends.

    Raises:
        UsageError: it cannot be written; what was there is still there.
    """
    try:
        replace_content(path, text.encode())
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None


def _umask() -> int:
    """What this process takes from the mode of new files; asking for it means setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Make the new name last; not every system lets a folder be opened."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
