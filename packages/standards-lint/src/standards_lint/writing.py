"""Writes files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from standards_lint.errors import UsageError


def write_whole(path: Path, text: str) -> None:
    """Replace a file's content in one step; the file keeps its mode.

    Raises:
        UsageError: it cannot be written; what was there is still there.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
