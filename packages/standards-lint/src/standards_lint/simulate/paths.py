"""Paths that pathlib makes of texts, as of `__file__`, where no file has to be looked at."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from standards_lint.simulate import foreign
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import ABSENT, External, Native, Value

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

# Of these, what stands above depends on where the program is started.
_NAMELESS = ("", "..")


class Located(External):
    """A path; whatever else it is asked for is as unknown as of any other foreign object."""

    __slots__ = ("path",)

    def __init__(self, path: PurePosixPath) -> None:
        super().__init__(f"pathlib.Path({str(path)!r})", is_result=True)
        self.path = path

    def is_definite(self) -> bool:
        """Whether this is surely neither None nor false."""
        return True


def spelled(value: Value) -> Value:
    """A path as text, any other value as it is."""
    return str(value.path) if isinstance(value, Located) else value


def make(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    """`pathlib.Path(*args)`."""
    return _joined(args)


def divided(op: str, left: Value, right: Value) -> Value:
    """`left / right` where one of them is a path, else ABSENT."""
    if op == "/" and (isinstance(left, Located) or isinstance(right, Located)):
        return _joined([left, right])
    return ABSENT


def attribute(m: Machine, frame: Frame, value: Located, name: str) -> Value:
    """An attribute of a path."""
    path = value.path
    if name in _METHODS:
        method = _METHODS[name]
        return Native(name, lambda m, frame, args, keywords: method(value, args))
    if path.name not in _NAMELESS:
        if name == "parent":
            return Located(path.parent)
        if name == "parents":
            return tuple(map(Located, path.parents))
        if name in ("name", "stem", "suffix"):
            return getattr(path, name)
    return foreign.attribute(m, value, name)


def _joined(parts: list[Value]) -> Value:
    texts = [spelled(part) for part in parts]
    if texts and all(isinstance(text, str) for text in texts):
        return Located(PurePosixPath(*texts))
    return External("pathlib.Path()", is_result=True)


def _normal(value: Located, args: list[Value]) -> Value:
    return Located(PurePosixPath(posixpath.normpath(value.path)))


def _below(value: Located, args: list[Value]) -> Value:
    return _joined([value, *args])


def _beside(value: Located, args: list[Value]) -> Value:
    has_name = value.path.name not in _NAMELESS
    return _joined([Located(value.path.parent), args[0]] if has_name and args else [])


def _spelled(value: Located, args: list[Value]) -> Value:
    return spelled(value)


_METHODS: dict[str, Callable[[Located, list[Value]], Value]] = {
    "absolute": lambda value, args: value,
    "resolve": _normal,
    "joinpath": _below,
    "with_name": _beside,
    "as_posix": _spelled,
    "__str__": _spelled,
    "__fspath__": _spelled,
}
