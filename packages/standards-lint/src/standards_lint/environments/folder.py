"""A folder that describes an environment: the best description in it is read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

RECORD = "imports.toml"
LOCKS = ("pylock.toml", "uv.lock", "requirements.txt")
# The suffixes of files that list what is installed.
LISTS = frozenset({".txt", ".in", ".lock", ".toml"})

_INSTALLED = ("*.dist-info", "*.egg-info")
_INTERPRETERS = ("bin/python", "Scripts/python.exe")

Kind = Literal["record", "interpreter", "site", "locks", ""]


def kind_of(folder: Path) -> Kind:
    """What the best description in a folder is; empty where there is none."""
    if (folder / RECORD).is_file():
        return "record"
    if interpreter_of(folder) is not None:
        return "interpreter"
    if any(next(folder.glob(pattern), None) for pattern in _INSTALLED):
        return "site"
    return "locks" if locks_of(folder) else ""


def interpreter_of(folder: Path) -> Path | None:
    """The interpreter of a virtual environment, None where the folder is not one."""
    if not (folder / "pyvenv.cfg").is_file():
        return None
    return next((folder / place for place in _INTERPRETERS if (folder / place).exists()), None)


def locks_of(folder: Path) -> tuple[Path, ...]:
    """The lock, else the requirements files, that describe a folder's environment."""
    for name in LOCKS:
        if (folder / name).is_file():
            return (folder / name,)
    return tuple(sorted(folder.glob("requirements*.txt")))


def lock_of(places: Iterable[Path]) -> Path | None:
    """The lock, or requirements file, among what describes an environment."""
    for place in places:
        if place.is_dir():
            found = locks_of(place)
            if found:
                return found[0]
        elif place.is_file() and place.suffix in LISTS:
            return place
    return None
