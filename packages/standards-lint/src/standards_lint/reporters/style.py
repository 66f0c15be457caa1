"""Colours, where they are wanted."""

from __future__ import annotations

import os
import sys

_CODES = {"bold": "1", "red": "1;31", "yellow": "1;33", "green": "1;32", "blue": "1;34", "dim": "2"}


class Style:
    """Paints text, or leaves it alone."""

    def __init__(self, *, colour: bool) -> None:
        self._colour = colour

    @classmethod
    def of_output(cls, *, is_file: bool = False) -> Style:
        """Colours only on a terminal; NO_COLOR takes them away, FORCE_COLOR forces them."""
        if is_file or os.environ.get("NO_COLOR"):
            return cls(colour=False)
        is_terminal = sys.stdout is not None and sys.stdout.isatty()
        return cls(colour=is_terminal or bool(os.environ.get("FORCE_COLOR")))

    @property
    def is_coloured(self) -> bool:
        """Whether anything is painted."""
        return self._colour

    def paint(self, text: str, colour: str) -> str:
        """The text in a colour."""
        return f"\x1b[{_CODES[colour]}m{text}\x1b[0m" if self._colour and text else text
