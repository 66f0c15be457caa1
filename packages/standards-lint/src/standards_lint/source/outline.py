"""Reads single statements out of encoded facts: all of them take many times as long."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cache

import msgspec
from msgspec import Raw, Struct

from standards_lint.facts import Stmt


class _Statement(Struct, array_like=True, gc=False):
    """How every encoded statement begins."""

    tag: int
    line: int


class _Parts(Struct, array_like=True):
    """Encoded facts, the statements not yet decoded."""

    body: list[Raw]
    problems: Raw
    futures: Raw
    until: int | None


_parts = msgspec.msgpack.Decoder(_Parts).decode
_statement = msgspec.msgpack.Decoder(_Statement).decode


def statements_at(facts: bytes, line: int) -> tuple[Stmt, ...] | None:
    """The top-level statements that a line may belong to: the last that begin before it.

    Args:
        facts: the encoded facts of a file.
        line: a line of that file.

    Returns:
        None where these are the facts of lines before that one.

    Raises:
        msgspec.MsgspecError: these are no encoded facts.
        UnicodeDecodeError: the same.
    """
    found = _parts(facts)
    if found.until is not None and found.until <= line:
        return None
    parts = found.body
    end = bisect_right(parts, line, key=_line)
    first = bisect_left(parts, _line(parts[end - 1]), hi=end, key=_line) if end else 0
    return tuple(map(_decoder().decode, parts[first:end]))


def _line(part: Raw) -> int:
    return _statement(part).line


@cache
def _decoder() -> msgspec.msgpack.Decoder[Stmt]:
    """Made when something is decoded: that takes as long as decoding hundreds of statements."""
    return msgspec.msgpack.Decoder(Stmt)
