"""The lines of a requirements file, as pip reads them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from msgspec import Struct

_COMMENT = re.compile(r"(?:^|\s+)#.*$")
_VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)\}")
_OPTION = re.compile(r"\s--(?:hash|config-settings?|global-option|install-option)(?:\s+|=).*$")
_VIA = re.compile(r"#\s*via\b(.*)$")
_PARENT = re.compile(r"[A-Za-z0-9][\w.-]*")


class Line(Struct, frozen=True):
    """One logical line without comment and per-requirement options.

    `via` are the distributions that a resolver's comment says require this one.
    """

    number: int
    text: str
    has_hash: bool
    via: tuple[str, ...]


def logical_lines(text: str) -> Iterator[Line]:
    """The lines that say something, continuation lines joined and `${NAME}` filled in."""
    pending: Line | None = None
    for number, joined in _joined(text):
        if joined.lstrip().startswith("#"):
            if pending is not None:
                pending = _with_comment(pending, joined.strip())
            continue
        if pending is not None:
            yield _finished(pending)
        pending = _line(number, joined)
    if pending is not None:
        yield _finished(pending)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    start, parts = 1, list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if not parts:
            start = number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            parts.append(line[:-1])
            continue
        yield start, "".join([*parts, line])
        parts = []
    if parts:
        yield start, "".join(parts)


def _line(number: int, joined: str) -> Line | None:
    code = _COMMENT.sub("", joined)
    code = _VARIABLE.sub(lambda found: os.environ.get(found[1], found[0]), code).strip()
    if not code:
        return None
    bare = _OPTION.sub("", f" {code}").strip()
    line = Line(number, bare, "--hash" in code, ())
    return _with_comment(line, joined[joined.index("#") :]) if "# via" in joined else line


def _with_comment(line: Line, comment: str) -> Line:
    """`# via a, b`, or `# via` with one parent in each comment line that follows."""
    start = _VIA.search(comment)
    if start is None and not line.via:
        return line
    names = start[1] if start else comment.lstrip("# ")
    found = [part.strip().partition("[")[0].partition(" ")[0] for part in names.split(",")]
    parents = [name for name in found if _PARENT.fullmatch(name)]
    return Line(line.number, line.text, line.has_hash, (*line.via, "", *parents))


def _finished(line: Line) -> Line:
    """Drops the empty names that mark an open list of parents."""
    parents = tuple(name for name in line.via if name)
    return Line(line.number, line.text, line.has_hash, parents)
