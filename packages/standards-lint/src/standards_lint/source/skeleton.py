r"""Cuts functions out of source text, so that parsing what is left is cheap.

Function bodies do not run at import time unless something calls them; they are most of the
lines of a package. The cut follows indentation, which misleads nobody once `strings` has hidden
what spans lines: a line of a bracketed expression may lie further left, but then the bracket that
closes it is left over, and parsing fails.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from standards_lint.facts import Define, Function
from standards_lint.source.hints import doubts
from standards_lint.source.signatures import block_start, dotted, is_plain, loads
from standards_lint.source.strings import mask, reveal

_PLAIN = r"""[^()"'#\\{@]*+"""
_PARTS = rf"""{_PLAIN}(?>(?:(?:"[^"\\\n]*+"|'[^'\\\n]*+'){_PLAIN})*)"""
# Of the header of a function all that most have: no call, comment or escape.
_HEADER = rf"\({_PARTS}\)(?:[ ]*->{_PARTS.replace('^(', '^:(')})?:"
_DEF = re.compile(
    r"\n([ \t]*+)((?>(?:@[\w.]+[ \t]*\n\1)*))"
    rf"(async[ \t]+)?def[ \t]+(\w+)[ \t]*(?:({_HEADER})[ \t]*\n)?"
)
_NAMES = re.compile(r"[A-Za-z0-9_.]++")
_CONTINUED_DEF = re.compile(r"\b(?:async|def)[ \t]*\\\r")
_NO_CODE = re.compile(r"(?>(?:[ \t]*(?:#[^\n]*)?\n)*)")


class Skeleton(NamedTuple):
    """What is left of source, and facts of what was cut.

    Args:
        text: the source; a `pass` stands for consecutive functions.
        lines: the line in the source by that in the text.
        is_doubtful: whether the text may hold syntax that not every Python accepts.
        defined: what a `pass` stands for, by its line.
        functions: functions of which the name is left, by the line of their `def`.
        last_lines: where functions end whose header is left, by the line of their `def`.
    """

    text: str
    lines: list[int]
    is_doubtful: bool
    defined: dict[int, list[Define]]
    functions: dict[int, Function]
    last_lines: dict[int, int]


def skeleton(text: str) -> Skeleton | None:
    r"""The source without its functions, None where finding them takes a parser.

    Args:
        text: source with `\n` line ends.
    """
    masked = mask(text if text.endswith("\n") else text + "\n")
    if masked is None or ("\\\r" in masked.text and _CONTINUED_DEF.search(masked.text)):
        return None
    cutter = _Cutter(masked.text)
    left = reveal(cutter.cut(), masked.hidden)
    doubtful = bool(cutter.doubts)
    return Skeleton(
        left, cutter.lines, doubtful, cutter.defined, cutter.functions, cutter.last_lines
    )


class _Cutter:
    """Cuts the functions of one masked text that no other function holds."""

    def __init__(self, text: str) -> None:
        self.lines = [0]
        self.doubts = doubts(text)
        self.defined: dict[int, list[Define]] = {}
        self.functions: dict[int, Function] = {}
        self.last_lines: dict[int, int] = {}
        self._text = text
        self._pieces: list[str] = []
        # The offset up to which the text is dealt with, and the line there.
        self._done = self._line = 1
        self._run: list[Define] = []
        self._run_indent: str | None = None

    def cut(self) -> str:
        """What is left of the text."""
        text, position = self._text, 0
        while (found := _DEF.search(text, position)) is not None:
            body = found.end() if found[5] else block_start(text, found.end())
            if body is None:
                position = found.end()
                continue
            ending = _dedent(len(found[1])).search(text, body - 1)
            end = ending.start() + 1 if ending else len(text)
            position = end - 1
            if not self._has_to_stay(found.start() + 1, body, end):
                self._function(found, body, end)
        self._keep(len(text))
        return "".join(self._pieces)

    def _has_to_stay(self, start: int, body: int, end: int) -> bool:
        """Whether a function holds what has to be parsed, or no code at all."""
        if self.doubts and any(start <= offset < end for offset in self.doubts):
            return True
        empty = _NO_CODE.match(self._text, body)
        return empty is not None and empty.end() >= end

    def _function(self, found: re.Match[str], body: int, end: int) -> None:
        """Leaves as little of a function as its facts allow."""
        text, start = self._text, found.start() + 1
        indent, decorators, is_async, name, header = found.groups()
        is_decorated = False
        if start > self._done:
            before = text[self._done : start]
            is_decorated = "@" in before and not before.rstrip().endswith((":", "pass"))
            self._keep(start)
        line = self._line + decorators.count("\n")
        last_line = self._line + self._height(start, end) - 1
        signature = loads(header or text[found.end(4) : body])
        if signature is None or not (is_plain(name) and decorators.isascii()):
            self.last_lines[line] = last_line
            self._keep(body, f"{indent} ...\n")
        else:
            function = Function(name, *signature, is_async is not None, (line, last_line), None)
            if is_decorated:
                self.functions[line] = function
                self._keep(found.end(4), "(): ...\n")
            else:
                decorating = tuple([dotted(item) for item in _NAMES.findall(decorators)])
                self._define(indent, Define(line, function, decorating))
        self._line = last_line + 1
        self._done = end

    def _keep(self, end: int, ending: str = "") -> None:
        """Leaves the text up to an offset, then a line end or something that has one."""
        height = self._height(self._done, end)
        self.lines += range(self._line, self._line + height + bool(ending))
        self._pieces += (self._text[self._done : end], ending)
        self._line += height
        self._done = end
        self._run_indent = None

    def _height(self, start: int, end: int) -> int:
        """How many lines end between two offsets."""
        return self._text.count("\n", start, end) + self._text.count("\r", start, end)

    def _define(self, indent: str, fact: Define) -> None:
        """Cuts a function out whole."""
        if indent != self._run_indent:
            self._run = self.defined[self._line] = []
            self._run_indent = indent
            self.lines.append(self._line)
            self._pieces.append(f"{indent}pass\n")
        self._run.append(fact)


@lru_cache(maxsize=64)
def _dedent(width: int) -> re.Pattern[str]:
    """Where a line begins that is indented by no more than `width` characters.

    The tokenizer compares the number of characters too, and rejects mixed indentation otherwise.
    """
    return re.compile(rf"\n(?=[ \t]{{0,{width}}}+[^ \t\n#])")
