"""Cuts the bodies of functions out of source text, so that parsing what is left is cheap.

Function bodies do not run at import time unless something calls them; they are most of the
lines of a package. The cut follows indentation, which only multi-line tokens can mislead: where
a body holds a quote that might do so, an exact scan over strings and comments finds its end,
and where anything stays in doubt the text is left in place. Line numbers never change.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_QUOTED = re.compile(r"(?:\b[bBrRuU]{1,2})?(?:\"[^\"\\\n]*\"|'[^'\\\n]*')|#[^\n]*")
_FORMATTED = re.compile(r"\b(?:[fFtT][rR]?|[rR][fFtT])[\"']")
_STRINGS = (
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""',
    r"'''(?:[^'\\]|\\[\s\S]|'(?!''))*'''",
    r'"(?:[^"\\\n]|\\[\s\S])*"',
    r"'(?:[^'\\\n]|\\[\s\S])*'",
)
_TOKEN = re.compile(r"[\w.]+|->|[()\[\]:,=]")
_HARD = frozenset("\\\"'{@")
_HARD_WORDS = ("lambda", ":=", " for ", " if ", " await ", "yield", ". ", " .", ".\n")
_CERTAIN = frozenset(
    "None True False bool bytes dict float int list object set str tuple type".split()
)
_PLAIN = frozenset("\"'#")
_NO_NAME = frozenset(".0123456789")
_PUNCTUATION = frozenset(("->", *"([)]:,="))
_LONGEST_HEADER = 300


class Cut(NamedTuple):
    """A function whose body was cut: its last line, and what its signature loads."""

    last_line: int
    annotations: tuple[str, ...] | None
    defaults: tuple[str, ...] | None


@lru_cache(maxsize=64)
def _dedent(indent: str) -> re.Pattern[str]:
    if "\t" in indent:
        return re.compile(rf"\n(?=[ \t]{{0,{len(indent)}}}[^ \t\n#])")
    return re.compile(rf"\n(?!{indent}[ \t]|\n|[ \t]*(?:#|\n))")


@lru_cache(maxsize=64)
def _exact_dedent(indent: int) -> re.Pattern[str]:
    return re.compile(rf"#[^\n]*|{'|'.join(_STRINGS)}|(\n(?=[ \t]{{0,{indent}}}[^ \t\n#]))")


def _header_end(text: str, start: int) -> int | None:
    """The offset just past the newline of a `def` header, None if it has no block below it."""
    depth = 0
    position = start
    for _ in range(_LONGEST_HEADER):
        newline = text.find("\n", position)
        if newline < 0:
            return None
        line = text[position:newline]
        depth += line.count("(") - line.count(")") + line.count("[") - line.count("]")
        depth += line.count("{") - line.count("}")
        position = newline + 1
        if depth == 0:
            ends = line.endswith(":") or line.partition("#")[0].rstrip().endswith(":")
            return position if ends else None
    return None


def _closes_all(text: str, start: int, end: int) -> bool:
    """Whether every triple quote that opens between two offsets plainly closes there too."""
    quote = '"""'
    opening = text.find(quote, start, end)
    if text.find("'''", start, end) >= 0:
        if opening >= 0:
            return False
        quote = "'''"
        opening = text.find(quote, start, end)
    while opening >= 0:
        before = text[text.rfind("\n", 0, opening) + 1 : opening]
        closing = text.find(quote, opening + 3, end)
        if closing < 0 or (not before.isspace() and not _PLAIN.isdisjoint(before)):
            return False
        if text[closing - 1] in "\\\"'" and closing > opening + 3:
            return False
        if text[closing + 3 : closing + 4] == quote[0]:
            return False
        opening = text.find(quote, closing + 3, end)
    return True


def _inside_string(text: str, start: int, offset: int) -> bool:
    """Whether `offset` lies in a string, given that `start` does not."""
    for token in _exact_dedent(0).finditer(text, start):
        if token.start() >= offset:
            return False
        if token.end() > offset:
            return True
    return False


def _body_end(text: str, start: int, indent: str) -> int | None:
    """The offset of the line after the body that starts at `start`, None where in doubt."""
    found = _dedent(indent).search(text, start - 1)
    end = found.start() + 1 if found else len(text)
    if not _closes_all(text, start, end):
        end = len(text)
        for token in _exact_dedent(len(indent)).finditer(text, start - 1):
            if token.group(1) is not None:
                end = token.start() + 1
                break
    return None if text[max(start, end - 200) : end].rstrip().endswith("\\") else end


def _plain_header(header: str) -> str | None:
    """The header without strings and comments, None if reading it takes a parser."""
    if "#" in header or '"' in header or "'" in header:
        if _FORMATTED.search(header):
            return None
        header = _QUOTED.sub(" ", header)
    if not (_HARD.isdisjoint(header) and header.isascii()):
        return None
    return None if any(word in header for word in _HARD_WORDS) else header


def _loads(header: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The dotted names that annotations and that defaults load; None if it takes a parser."""
    plain = _plain_header(header)
    if plain is None:
        return None
    annotations: dict[str, None] = {}
    defaults: dict[str, None] = {}
    target: dict[str, None] | None = None
    targets = {":": annotations, "=": defaults}
    depth = 0
    for token in _TOKEN.findall(plain):
        if token not in _PUNCTUATION:
            if target is not None and token not in _CERTAIN and token[0] not in _NO_NAME:
                target[token] = None
        elif token in "([":
            depth += 1
            if token == "(" and depth > 1:
                return None
        elif token in ")]":
            depth -= 1
        elif token == "->":
            target = annotations
            targets = {}
        elif depth == 1 and targets:
            target = targets.get(token)
    return tuple(annotations), tuple(defaults)


def skeleton(text: str) -> tuple[str, dict[int, Cut]]:
    r"""Replaces the body of every function by `...`, and its signature where that is simple.

    Args:
        text: source with `\\n` line ends.

    Returns:
        The shorter source with the same line numbers, and the cuts by the line of their `def`.
    """
    if not text.endswith("\n"):
        text += "\n"
    pieces: list[str] = []
    cuts: dict[int, Cut] = {}
    kept = counted = position = 0
    line = 1
    while (found := text.find("def ", position)) >= 0:
        position = found + 4
        start = text.rfind("\n", 0, found) + 1
        prefix = text[start:found]
        indent = prefix[: len(prefix) - len(prefix.lstrip(" \t"))]
        if prefix[len(indent) :].rstrip() not in ("", "async") or start < kept:
            continue
        if not _closes_all(text, kept, start) and _inside_string(text, kept, start):
            continue
        body = _header_end(text, found)
        end = _body_end(text, body, indent) if body is not None else None
        if body is None or end is None or end <= body:
            continue
        line += text.count("\n", counted, start)
        counted = start
        header = text[found:body]
        loads = _loads(header)
        head_height, height = header.count("\n"), text.count("\n", body, end)
        cuts[line] = Cut(line + head_height + height - 1, *(loads or (None, None)))
        if (
            loads is not None
            and (name_end := header.find("(")) > 0
            and "[" not in header[:name_end]
        ):
            pieces.append(f"{text[kept:found]}{header[:name_end]}(): ...")
            pieces.append("\n" * (head_height + height))
        else:
            pieces.append(f"{text[kept:body]}{indent} ...")
            pieces.append("\n" * height)
        kept = position = end
    pieces.append(text[kept:])
    return "".join(pieces), cuts
