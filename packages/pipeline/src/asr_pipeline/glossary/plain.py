"""A term a line; blank lines and those that begin with `#` say nothing."""

from __future__ import annotations

from collections.abc import Iterator

from asr_pipeline.glossary.entries import Entry


def read(text: str) -> Iterator[Entry]:
    """Yield an entry a line."""
    for number, line in enumerate(text.splitlines(), 1):
        if says_something(line):
            yield Entry(number, line)


def says_something(line: str) -> bool:
    """Return whether a line is neither blank nor a comment."""
    return bool(line.strip()) and not line.lstrip().startswith("#")
