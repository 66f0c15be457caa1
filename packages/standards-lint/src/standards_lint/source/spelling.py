"""Newer spellings that leave no trace in the tree, for interpreters whose own parser reads them.

Source: PEP 701 (f-strings, 3.12) and PEP 758 (`except` without parentheses, 3.14).
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Iterator

from standards_lint.facts import SyntaxProblem

_FREE_F_STRINGS = (3, 12)
_FREE_EXCEPT = (3, 14)


def newer_spelling(text: str, tree: ast.Module) -> tuple[SyntaxProblem, ...]:
    """The first place of each such spelling; none where this Python would not have parsed it."""
    found: list[SyntaxProblem] = []
    if sys.version_info >= _FREE_F_STRINGS:
        line = next(_free_f_strings(text), None)
        if line is not None:
            message = "nested quotes in an f-string needs Python 3.12"
            found.append(SyntaxProblem(line, message, _FREE_F_STRINGS))
    if sys.version_info >= _FREE_EXCEPT:
        line = min(_free_excepts(tree), default=None)
        if line is not None:
            message = "except without parentheses needs Python 3.14"
            found.append(SyntaxProblem(line, message, _FREE_EXCEPT))
    return tuple(found)


def _free_excepts(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        caught = node.type if isinstance(node, ast.ExceptHandler) else None
        if isinstance(caught, ast.Tuple) and caught.elts:
            first = caught.elts[0]
            if (caught.lineno, caught.col_offset) == (first.lineno, first.col_offset):
                yield node.lineno


def _free_f_strings(text: str) -> Iterator[int]:
    """Lines of f-strings whose expressions hold what ends one, or a comment, in older Pythons."""
    quotes: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        if name == "FSTRING_END":
            quotes.pop()
            continue
        if name == "FSTRING_MIDDLE":
            continue
        if quotes and _is_new(token, name, quotes):
            yield token.start[0]
        if name == "FSTRING_START":
            quotes.append(token.string.lstrip("fFrRbBuU"))


def _is_new(token: tokenize.TokenInfo, name: str, quotes: list[str]) -> bool:
    if name == "COMMENT" or "\\" in token.string:
        return True
    if name == "NL":
        return any(len(quote) == 1 for quote in quotes)
    return any(quote in token.string for quote in quotes)
