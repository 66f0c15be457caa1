"""Finds the `try` that a fix is about."""

from __future__ import annotations

import ast

from standards_lint.fixes.codemod import Refused
from standards_lint.fixes.target import Target


def guard_at(target: Target) -> ast.Try:
    """The `try` that begins on the line of a fix, or has a handler or an import there.

    Raises:
        Refused: there is none.
    """
    line = target.fix.line
    for statement in target.statements():
        if isinstance(statement, ast.Try):
            parts = [statement, *statement.handlers, *statement.body]
            if line in [part.lineno for part in parts]:
                return statement
    raise Refused(f"no `try` is on line {line}")
