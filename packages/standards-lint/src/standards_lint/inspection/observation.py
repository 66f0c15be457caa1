"""What a rule saw in a file."""

from __future__ import annotations

from msgspec import Struct


class Observation(Struct, frozen=True, array_like=True, gc=False):
    """Something a rule saw in one file, whatever the environment.

    Lines and columns count from 1. `names` are dotted import names or bound names, `text` is for
    the message, `function` the qualified name of the enclosing function, empty outside of one;
    what each rule puts there is its own affair. `about` are the first and last line of another
    statement that it is about.
    """

    line: int
    column: int
    end_line: int
    names: tuple[str, ...] = ()
    text: str = ""
    function: str = ""
    about: tuple[int, int] | None = None
