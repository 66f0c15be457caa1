"""Requirements files of a repository: each describes an environment."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from standards_lint.discovery.found import Found
from standards_lint.discovery.names import environment_name, tool_doubt

_FOLDERS = ("requirements", "reqs")
_WORD = "requirements"
_SEPARATORS = "-_. "
_INCLUDED = re.compile(r"(?m)^\s*(?:-r|--requirement)[\s=]*[\"']?([^\s\"'#]+)")
# What other files build upon, and nobody installs alone.
_PARTS = frozenset(("base", "common", "shared", "core"))


def requirement_files(folder: Path) -> Iterator[Found]:
    """An environment for each `requirements*.txt`, `requirements/**.txt` and the like.

    A `.in` file counts where no `.txt` of the same name was compiled from it.
    """
    files = list(_files(folder))
    included = {path for file in files for path in _includes(file)}
    parts = {path.parent: path for path in files if _is_part(path) and path.parent != folder}
    for path in files:
        name = _name(path.relative_to(folder))
        place = path.relative_to(folder).as_posix()
        if not name or name.startswith("constraint"):
            continue
        is_part = _real(path) in included and _is_part(path)
        doubt = "other requirements files include it" if is_part else tool_doubt(name)
        part = parts.get(path.parent, path)
        why = f"the requirements file {place}"
        if part != path and _real(part) not in included:
            on_top = part.relative_to(folder).as_posix()
            yield Found(name, (on_top, place), f"{why} on top of {on_top}", doubt)
        else:
            yield Found(name, (place,), why, doubt)


def _files(folder: Path) -> Iterator[Path]:
    here = [path for path in _texts(folder) if _WORD in path.stem.lower()]
    below = [
        path
        for name in _FOLDERS
        for place in (folder / name, *(folder / name).glob("*/"))
        for path in _texts(place)
    ]
    yield from sorted(here)
    yield from sorted(below)


def _is_part(path: Path) -> bool:
    return path.stem.lower() in _PARTS


def _texts(folder: Path) -> Iterator[Path]:
    for path in folder.glob("*.txt"):
        if path.is_file():
            yield path
    for path in folder.glob("*.in"):
        if path.is_file() and not path.with_suffix(".txt").exists():
            yield path


def _includes(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    for name in _INCLUDED.findall(text):
        yield _real(path.parent / name)


def _real(path: Path) -> str:
    """Where a file is, whatever links lead to it; links in a circle stay as they are."""
    return os.path.realpath(path)


def _name(path: Path) -> str:
    """`mlx` for `requirements-mlx.txt`, `mlx_requirements.txt` and `requirements/mlx.txt`.

    It is `gpu-mlx` for `requirements/gpu/mlx.txt`.
    """
    stem = "-".join((*path.parts[1:-1], path.stem))
    at = stem.lower().find(_WORD)
    if at >= 0:
        rest = f"{stem[:at]}-{stem[at + len(_WORD) :]}".strip(_SEPARATORS)
        return environment_name(rest) or _WORD
    return environment_name(stem)
