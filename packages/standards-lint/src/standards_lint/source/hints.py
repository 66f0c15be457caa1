"""Finds what hints at syntax that not every Python accepts; such text has to be parsed."""

from __future__ import annotations

import re

# At the start of a line.
_STATEMENTS = re.compile(
    r"""\n[ \t]*+(?:
        match\ [^\n]*:[ \t]*(?:\#[^\n]*)?(?=\n)
        | except[ \t]*\*
        | except\ [^\n(:\#]+,
        | print\ [\w"'%]
        | exec\ [\w"']
        | <<<<<<<
        | type\ \w+[^\n=]*=
        | def\ +\w+\[
        | class\ +\w+\[
        | async\ +def\ +\w+\[
        | lazy\ (?:import|from)[ ]
    )""",
    re.VERBOSE,
)
# Anywhere in a line, each led by a literal, which is found at the speed of a substring search: a
# template string, an f-string whose expression holds its own quote, a backslash or a line end, and
# an unpacked subscript.
_STRING = r"Q(?:(?<=[ (=,]tQ)|(?<=fQ)(?>(?:[^Q\\\n{]|\\.|{{|{S(?:{S}S)*})*){[^}Q\n\\]*[Q\\\n])"
_ANYWHERE = tuple(
    re.compile(pattern)
    for pattern in (
        *(_STRING.replace("Q", quote).replace("S", rf"[^{{}}{quote}\n\\]*") for quote in "\"'"),
        r"\[\*(?<=[\w\])]\[\*)",
    )
)


def doubts(text: str) -> list[int]:
    """Offsets of all hints in masked text."""
    patterns = (_STATEMENTS, *_ANYWHERE)
    return [found.end() - 1 for pattern in patterns for found in pattern.finditer(text)]
