"""Reads the header of a function as far as defining it goes, without a parser where possible."""

from __future__ import annotations

import re
from functools import lru_cache
from keyword import iskeyword, kwlist

from standards_lint.facts import Attr, Expr, Name
from standards_lint.source.strings import HIDDEN, SINGLE

Loads = tuple[tuple[Expr, ...], tuple[Expr, ...]]

_QUOTED = re.compile(r"[bBrRuU]{0,2}(?:\"[^\"\\\n]*+\"|'[^'\\\n]*+')|#[^\n]*+")
_FORMATTED = re.compile(r"\b(?:[fFtT][rR]?|[rR][fFtT])[\"']")
# Of text that is ASCII; `\w` would ask for every character whether it is in some alphabet.
_WORD = re.compile(r"[A-Za-z0-9_.]++")
# A call or tuple, a string, a dict or set, a decorator, a comparison; dots that stand apart.
_HARD = re.compile(r"[(\\\"'{@=<>!]|[ \n]\.|\.[ \n]")
# Names that are bound everywhere and lack in no environment.
CERTAIN = frozenset(
    "None True False bool bytes dict float int list object set str tuple type".split()
)
_KEYWORDS = frozenset(kwlist) - CERTAIN
_NO_NAME = frozenset(".0123456789")
_END = re.compile(
    rf"#[^\n]*|{HIDDEN}|{'|'.join(SINGLE)}|([(\[{{])|([)\]}}])|:(?:[ \t]*(?:#[^\n]*)?(\n))?"
)


def block_start(text: str, start: int) -> int | None:
    """The offset of the line below a `def` header, None if the body is on the same line."""
    depth = 0
    for token in _END.finditer(text, start):
        if token[1]:
            depth += 1
        elif token[2]:
            depth -= 1
        elif depth == 0 and token[0][0] == ":":
            return token.end() if token[3] else None
    return None


def is_plain(name: str) -> bool:
    """Whether a word is a name, spelled as the parser would."""
    return name.isascii() and not iskeyword(name)


@lru_cache(maxsize=4096)
def loads(header: str) -> Loads | None:
    """What annotations and what defaults load, None if that takes a parser.

    Args:
        header: from the parameter list to the colon; a name it loads twice counts once.
    """
    plain = _plain(header.lstrip(" \t"))
    if plain is None or ")" not in plain:
        return None
    parameters, _, returned = plain[1:].rpartition(")")
    annotations: dict[str, None] = {}
    defaults: dict[str, None] = {}
    for parameter in _split(parameters):
        annotated, _, default = parameter.partition("=")
        name, _, annotation = annotated.partition(":")
        found, others = _names(annotation), _names(default)
        if found is None or others is None or not _is_parameter(name):
            return None
        annotations |= found
        defaults |= others
    found = _names(returned.lstrip(" ").removeprefix("->"))
    if found is None:
        return None
    annotations |= found
    return tuple(map(dotted, annotations)), tuple(map(dotted, defaults))


def _plain(header: str) -> str | None:
    """The header without strings and comments, None if reading it takes a parser."""
    if "#" in header or '"' in header or "'" in header:
        if _FORMATTED.search(header):
            return None
        header = _QUOTED.sub(" ", header)
    return header if header.isascii() and header[:1] == "(" else None


def _split(parameters: str) -> list[str]:
    """Parameters by the commas between them; other commas are in brackets."""
    parts = parameters.split(",")
    if "[" not in parameters:
        return parts
    found: list[str] = []
    depth = 0
    for part in parts:
        if depth:
            found[-1] += f",{part}"
        else:
            found.append(part)
        depth += part.count("[") - part.count("]")
    return found


@lru_cache(maxsize=4096)
def _is_parameter(name: str) -> bool:
    name = name.strip(" \t\n\r*")
    return name in ("", "/") or (name.isidentifier() and not iskeyword(name))


@lru_cache(maxsize=4096)
def _names(expression: str) -> dict[str, None] | None:
    """The names that a plain expression loads, None if that takes a parser."""
    words = _WORD.findall(expression)
    if _HARD.search(expression) or not _KEYWORDS.isdisjoint(words):
        return None
    return {word: None for word in words if word not in CERTAIN and word[0] not in _NO_NAME}


@lru_cache(maxsize=4096)
def dotted(name: str) -> Expr:
    """The load of a dotted name."""
    head, _, last = name.rpartition(".")
    return Attr(dotted(head), last) if head else Name(last)
