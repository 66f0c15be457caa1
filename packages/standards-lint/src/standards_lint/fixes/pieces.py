"""What a rewritten file changes, piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from standards_lint.fixes.text import SourceText
from standards_lint.model import Edit

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def pieces(path: str, before: bytes, after: bytes) -> Iterator[Edit]:
    r"""The edits that make one file of another, first to last; lines keep their ends.

    Nothing for a file whose last line has no end and would change: a place after it cannot be
    named.
    """
    old, new = (_LINE.findall(SourceText(content).whole) for content in (before, after))
    changed = [
        (first, last, "".join(new[start:stop]))
        for tag, first, last, start, stop in SequenceMatcher(None, old, new).get_opcodes()
        if tag != "equal"
    ]
    ends_early = bool(old) and not old[-1].endswith("\n")
    if not any(ends_early and last == len(old) for _, last, _ in changed):
        yield from (Edit(path, first + 1, last + 1, text) for first, last, text in changed)
