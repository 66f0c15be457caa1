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
_TOKEN = re.compile(r"[A-Za-z0-9_.]++|->|[()\[\]:,=]")
_HARD = frozenset("\\\"'{@")
_HARD_WORDS = (":=", ". ", " .", ".\n", "\n.")
# Names that are bound everywhere and lack in no environment.
CERTAIN = frozenset(
    "None True False bool bytes dict float int list object set str tuple type".split()
)
_KEYWORDS = frozenset(kwlist) - CERTAIN
_NO_NAME = frozenset(".0123456789")
_PUNCTUATION = frozenset(("->", *"([)]:,="))
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
    if plain is None or not plain.startswith("("):
        return None
    annotations: dict[str, None] = {}
    defaults: dict[str, None] = {}
    target: dict[str, None] | None = None
    targets = {":": annotations, "=": defaults}
    depth = 0
    for token in _TOKEN.findall(plain):
        if token not in _PUNCTUATION:
            if token in _KEYWORDS:
                return None
            if target is not None and token not in CERTAIN and token[0] not in _NO_NAME:
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
    return tuple(map(dotted, annotations)), tuple(map(dotted, defaults))


def _plain(header: str) -> str | None:
    """The header without strings and comments, None if reading it takes a parser."""
    if "#" in header or '"' in header or "'" in header:
        if _FORMATTED.search(header):
            return None
        header = _QUOTED.sub(" ", header)
    if not (_HARD.isdisjoint(header) and header.isascii()):
        return None
    return None if any(word in header for word in _HARD_WORDS) else header


@lru_cache(maxsize=4096)
def dotted(name: str) -> Expr:
    """The load of a dotted name."""
    head, _, last = name.rpartition(".")
    return Attr(dotted(head), last) if head else Name(last)
