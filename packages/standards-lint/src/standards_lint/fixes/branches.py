"""Where in a function a name is first needed: at its start, or in the branches that use it.

What is bound in a branch is bound for that branch alone, so a place is chosen only where every
use has one on its way. Loops, `try` and `with` are not entered: an import there would run again,
or its failure would be handled.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import Any

import libcst as cst

from standards_lint.fixes.target import Target
from standards_lint.fixes.uses import Holder


def places(target: Target, holder: Holder, uses: Collection[ast.AST]) -> Iterator[cst.CSTNode]:
    """The nodes whose bodies are to begin with a binding: a function, `if`, `else` or `case`."""
    branches = _branches(target, holder.body, uses)
    yield from branches if branches else [target.node(holder)]


def _branches(
    target: Target, block: list[ast.stmt], uses: Collection[ast.AST]
) -> list[cst.CSTNode]:
    """The branches that hold all uses of a block; none where something else holds one."""
    using = [statement for statement in block if _holds([statement], uses)]
    if len(using) != 1:
        return []
    (statement,) = using
    node: Any = target.node(statement)
    if isinstance(statement, ast.If):
        inner = [(node, statement.body), (node.orelse, statement.orelse)]
        decided: list[ast.AST] = [statement.test]
    elif isinstance(statement, ast.Match):
        inner = [(c, case.body) for c, case in zip(node.cases, statement.cases, strict=True)]
        decided = [statement.subject, *(case.pattern for case in statement.cases)]
        decided += [case.guard for case in statement.cases if case.guard is not None]
    else:
        return []
    if _holds(decided, uses):
        return []
    found: list[cst.CSTNode] = []
    for clause, body in inner:
        if _holds(body, uses):
            below = _branches(target, body, uses)
            if not below and isinstance(clause, cst.If) and clause is not node:
                return []
            found += below or [clause]
    return found


def _holds(nodes: Collection[ast.AST], uses: Collection[ast.AST]) -> bool:
    return any(part in uses for node in nodes for part in ast.walk(node))
