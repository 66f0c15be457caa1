"""A folder that describes an environment: the best description in it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

LOCKS = ("pylock.toml", "uv.lock", "requirements.txt")

Kind = Literal["record", "interpreter", "site", "locks", ""]


def kind_of(folder: Path) -> Kind:
    """What the best description in a folder is; empty where there is none."""
    from standards_lint.environments import interpreter, record, site

    if (folder / record.FILE_NAME).is_file():
        return "record"
    if interpreter.of_venv(folder):
        return "interpreter"
    if site.is_site(folder):
        return "site"
    return "locks" if locks_of(folder) else ""


def locks_of(folder: Path) -> tuple[Path, ...]:
    """The lock, else the requirements files, that describe a folder's environment."""
    for name in LOCKS:
        if (folder / name).is_file():
            return (folder / name,)
    return tuple(sorted(folder.glob("requirements*.txt")))
