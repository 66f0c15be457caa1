"""Takes a statement out of a block; the comments above it stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import libcst as cst

# Comments that are for tools, about the statement they stand beside.
_FOR_TOOLS = re.compile(r"#\s*(?:noqa|type:|pylint:|pyright:|isort:|ruff:|pragma|standards:|fmt:)")


def without(block: cst.Module | cst.IndentedBlock, gone: Any) -> Any:
    """A block without one of its lines; `pass` stands in it where it would be empty."""
    body: list[Any] = []
    above: list[cst.EmptyLine] = []
    for line in block.body:
        if line is gone:
            above = _comments(line)
        else:
            lines = _merged(above, line.leading_lines) if above else line.leading_lines
            body.append(line.with_changes(leading_lines=lines))
            above = []
    if isinstance(block, cst.Module):
        if body:
            return block.with_changes(body=body, footer=[*above, *block.footer])
        header = [*block.header, *above]
        has_end = bool(header or block.footer)
        return block.with_changes(body=body, header=header, has_trailing_newline=has_end)
    if not body:
        return block.with_changes(body=[cst.SimpleStatementLine([cst.Pass()], above)])
    return block.with_changes(body=body, footer=[*above, *block.footer])


def holds(line: cst.CSTNode, node: cst.CSTNode | None) -> bool:
    """Whether a line of a block is a statement, or has it on it."""
    return line is node or (isinstance(line, cst.SimpleStatementLine) and node in line.body)


def without_part(line: cst.SimpleStatementLine, at: int) -> cst.SimpleStatementLine:
    """A line of several small statements without one of them."""
    parts = [part for index, part in enumerate(line.body) if index != at]
    parts[-1] = parts[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
    return line.with_changes(body=parts)


def _comments(line: Any) -> list[cst.EmptyLine]:
    """The blank lines and comments above a line, and the one beside it if it is for people."""
    found = list(line.leading_lines)
    beside = getattr(getattr(line, "trailing_whitespace", None), "comment", None)
    if beside is not None and not _FOR_TOOLS.match(beside.value):
        found.append(cst.EmptyLine(comment=beside))
    return found


def _merged(above: Sequence[cst.EmptyLine], own: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """What stood above a removed line and what stands above the next, blank lines not twice."""
    if any(line.comment is not None for line in above):
        return [*above, *own]
    return list(own or above)
