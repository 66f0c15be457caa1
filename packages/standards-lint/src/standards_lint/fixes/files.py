"""What a fixed file is written with, and how the change reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from standards_lint.errors import ChangedFileError
from standards_lint.fixes.text import SourceText
from standards_lint.writing import replace_content


def write(path: str, before: bytes, after: bytes) -> None:
    """Replace the content of a file; its mode stays, and a link to it stays a link.

    Raises:
        ChangedFileError: it does not hold `before` any more.
        OSError: it cannot be written; it is as it was then.
    """
    file = Path(path)
    if file.read_bytes() != before:
        raise ChangedFileError(f"{path}: changed while it was being fixed; run again")
    replace_content(file, after)


def diff(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """The lines of a unified diff, without their ends."""
    old, new = _lines(before), _lines(after)
    for line in unified_diff(old, new, path, path, lineterm="\n"):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _lines(content: bytes) -> list[str]:
    return [line for line in re.split(r"(?<=\n)", SourceText(content).whole) if line]
