"""Reads the comments that hide findings.

import torch  # standards: ignore[ENV001] this stage never runs there

# standards: ignore[ENV001, DEG] a comment alone is about the statement below it
import torch

# standards: ignore-file[LAZ] generated
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from standards_lint.inspection import Observation
from standards_lint.model import Suppression

if TYPE_CHECKING:
    from tokenize import TokenInfo

    from standards_lint.inspection import SourceFile

# What observations of comments are kept under, beside the codes of rules.
CODE = "suppressions"
HINT = b"standards:"

_COMMENT = re.compile(
    r"#\s*standards:\s*(?P<verb>ignore[\w-]*)\s*(?:\[(?P<codes>[^\]]*)\])?"
    r"(?P<reason>(?:(?!\s#\s).)*)"
)
_LINE, _FILE = "ignore", "ignore-file"
_NOWHERE = (0, 0)


def inspect(file: SourceFile) -> Iterator[Observation]:
    """One observation for each comment.

    Its names are the codes, none where it is malformed; its text is the reason; `about` is None
    for a whole file. A statement goes from its decorators to the end of its first logical line.
    """
    import tokenize

    waiting: list[TokenInfo] = []
    first: int | None = None
    is_line_start, is_decorator = True, False
    for token in _tokens(file.text):
        if token.type == tokenize.COMMENT:
            waiting.append(token)
        elif token.type == tokenize.NEWLINE:
            is_line_start = True
            if not is_decorator:
                about = (first or token.start[0], token.start[0])
                yield from _observations(waiting, about)
                waiting, first = [], None
        elif token.type not in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT):
            if is_line_start:
                is_line_start, is_decorator = False, token.string == "@"
            first = first or token.start[0]
    yield from _observations(waiting, _NOWHERE)


def suppression(path: str, seen: Observation) -> Suppression:
    """What an observation says about its file."""
    first, last = seen.about or (None, None)
    return Suppression(path, seen.line, seen.column, seen.names, seen.text, first, last)


def in_file(path: str) -> Iterator[Suppression]:
    """The comments of a file that is no module; none where it cannot be read."""
    try:
        content = Path(path).read_bytes()
    except OSError:
        return
    if HINT not in content:
        return
    from standards_lint.inspection import SourceFile

    file = SourceFile.read("", content, is_package=False)
    if file is not None:
        yield from (suppression(path, seen) for seen in inspect(file))


def _observations(comments: list[TokenInfo], about: tuple[int, int]) -> Iterator[Observation]:
    for token in comments:
        found = _COMMENT.search(token.string)
        if found is None:
            continue
        line, column = token.start[0], token.start[1] + found.start() + 1
        codes = tuple(code.strip() for code in (found["codes"] or "").split(",") if code.strip())
        reason = found["reason"].strip()
        yield Observation(
            line=line,
            column=column,
            end_line=line,
            names=codes if found["verb"] in (_LINE, _FILE) else (),
            text=reason,
            about=None if found["verb"] == _FILE else about,
        )


def _tokens(text: str) -> Iterator[TokenInfo]:
    """The tokens of a file, as far as Python's own tokenizer can follow it."""
    import tokenize
    from io import StringIO

    try:
        yield from tokenize.generate_tokens(StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        return
