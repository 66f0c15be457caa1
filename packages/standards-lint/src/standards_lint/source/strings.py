r"""Hides the strings that span lines, so that the lines left are those the grammar sees.

A hidden string becomes a number, by which `reveal` puts it back, and `\r` for each of its line
ends, which decoded source never holds; so do the ends of lines that a backslash continues. So
every `\n` of masked text ends a logical line, unless it lies in brackets or ends a comment.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# Strings on one line, or on several that backslashes continue.
# Atomic groups: before Python 3.11.5, `(?:...)*+` fails where a repetition begins to match in vain.
SINGLE = (r'"(?>(?:[^"\\\n]|\\[\s\S])*)"', r"'(?>(?:[^'\\\n]|\\[\s\S])*)'")
# A string that is hidden.
HIDDEN = r'"""\d*\r*"""'
_TRIPLE = (
    r'"""(?>(?:[^"\\]|\\[\s\S]|"(?!""))*)"""',
    r"'''(?>(?:[^'\\]|\\[\s\S]|'(?!''))*)'''",
)
_TOKEN = re.compile(rf"#[^\n]*|{'|'.join((*_TRIPLE, *SINGLE))}|\\\n")
_CLASS = re.compile(r"[ \t]*class[ \t]+\w+[ \t]*(?:\([\w., \t=]*\))?:")
_NUMBER = re.compile(r'"""(\d+)\r*"""')
_FORMAT = re.compile(r"(?:[fFtT][rR]?|[rR][fFtT])\Z")
_EMPTY = frozenset(('""', "''"))
_PLAIN = frozenset("\"'#")


class Masked(NamedTuple):
    """Source behind an additional line end, and the hidden strings with their quotes."""

    text: str
    hidden: list[str]


def mask(text: str) -> Masked | None:
    r"""Hides what spans lines in source that ends with `\n`; None where that takes a parser."""
    return _by_quotes(text) or _by_tokens(text)


def reveal(text: str, hidden: list[str]) -> str:
    """Undoes `mask` in a part of its text, except that docstrings of classes stay away."""
    text = _NUMBER.sub(lambda found: hidden[int(found[1])], text)
    return text.replace("\r", "\n")


def _by_quotes(text: str) -> Masked | None:
    """The mask where every triple quote plainly opens or closes a string."""
    parts = text.split('"""')
    if len(parts) % 2 == 0:
        return None
    pieces = ["\n", parts[0]]
    hidden: list[str] = []
    for at in range(1, len(parts), 2):
        before, inside, after = parts[at - 1 : at + 2]
        line = before[before.rfind("\n") + 1 :].lstrip(" \t")
        if line and (not _PLAIN.isdisjoint(line) or _may_nest(line, inside)):
            return None
        if inside[-1:] == "\\" or after[:1] == '"':
            return None
        lines = "\r" * inside.count("\n")
        if line in ("", "r") and after[:1] == "\n" and _ends_class_header(before):
            pieces[-1] = before.removesuffix("r") if line else before
            pieces += ("pass", lines, after)
        else:
            pieces += (f'"""{len(hidden)}{lines}"""', after)
            hidden.append(f'"""{inside}"""')
    masked = "".join(pieces)
    if "'''" in masked or ("\\" in masked and "\\\n" in masked):
        return None
    return Masked(masked, hidden)


def _may_nest(prefix: str, inside: str) -> bool:
    """Whether this may be an f-string that holds its own quotes, as Python 3.12 allows."""
    return inside.count("{") != inside.count("}") and _FORMAT.search(prefix) is not None


def _ends_class_header(text: str) -> bool:
    """Whether the last whole line is the header of a simple class."""
    end = text.rfind("\n")
    return end >= 0 and _CLASS.fullmatch(text, text.rfind("\n", 0, end) + 1, end) is not None


def _by_tokens(text: str) -> Masked | None:
    """The mask by an exact scan over strings, comments and continued lines."""
    hidden: list[str] = []
    unclear = False

    def replace(found: re.Match[str]) -> str:
        nonlocal unclear
        token, start = found[0], found.start()
        if token == "\\\n":
            return "\\\r"
        if token[0] == "#":
            return token if '"""' not in token else ""
        if token[:3] not in ('"""', "'''") and "\n" not in token and '"""' not in token:
            # A quote right behind an empty string is a triple quote that does not close.
            unclear = unclear or (token in _EMPTY and text.startswith(token[0], found.end()))
            return token
        unclear = unclear or _may_nest(text[max(start - 2, 0) : start], token)
        lines = "\r" * token.count("\n")
        hidden.append(token)
        return f'"""{len(hidden) - 1}{lines}"""'

    masked = _TOKEN.sub(replace, text)
    return None if unclear else Masked("\n" + masked, hidden)
