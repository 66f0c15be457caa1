"""How paths are shown and compared."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def shown(path: Path) -> str:
    """A path relative to the current directory where it lies below it, else absolute."""
    absolute = path.absolute()
    here = Path.cwd()
    return absolute.relative_to(here).as_posix() if absolute.is_relative_to(here) else str(absolute)


def from_root(path: str, root: Path) -> str:
    """A path as it was shown, relative to a folder where it lies below it, else absolute."""
    absolute = Path(os.path.normpath(Path(path).absolute()))
    inside = absolute.is_relative_to(root)
    return (absolute.relative_to(root) if inside else absolute).as_posix()


class Places:
    """Files and folders that were asked for; where none were, everything lies in them."""

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        self._places = frozenset(os.path.realpath(path) for path in paths)
        self._folders: dict[str, tuple[str, bool]] = {}

    def __bool__(self) -> bool:
        return bool(self._places)

    def hold(self, path: str) -> bool:
        """Whether a path, or what it links to, is one of the places or lies below one."""
        if not self._places:
            return True
        folder, name = os.path.split(path)
        real, is_inside = self._folder(folder)
        if is_inside or os.path.join(real, name) in self._places:
            return True
        return os.path.islink(path) and self._is_inside(os.path.realpath(path))

    def _folder(self, folder: str) -> tuple[str, bool]:
        """A folder without links, and whether it lies in the places; found out once."""
        known = self._folders.get(folder)
        if known is None:
            known = self._folders[folder] = self._look_at(folder)
        return known

    def _look_at(self, folder: str) -> tuple[str, bool]:
        above, name = os.path.split(folder)
        if name in ("", os.curdir, os.pardir):
            real = os.path.realpath(folder)
            return real, self._is_inside(real)
        if os.path.islink(folder):
            real = os.path.realpath(folder)
            return real, self._is_inside(real) or self._folder(above)[1]
        parent, is_inside = self._folder(above)
        real = os.path.join(parent, name)
        return real, is_inside or real in self._places

    def _is_inside(self, real: str) -> bool:
        while real not in self._places:
            above = os.path.dirname(real)
            if above == real:
                return False
            real = above
        return True
