"""Folders and locks that describe an environment each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from standards_lint.discovery.found import Found
from standards_lint.discovery.names import environment_name, tool_doubt
from standards_lint.environments.folder import interpreter_of, kind_of

_FOLDERS = ("envs", "environments", "env")
_LISTS = ("requirements.in", "requirements.txt")
_ALONE = (".venv", "venv", "env")
_MANY = (".venvs", "venvs", ".tox", ".nox")
_MACHINE = "a virtual environment of this machine"


def environment_folders(folder: Path) -> Iterator[Found]:
    """`envs/NAME` with a lock, a requirements file, a record or an interpreter in it."""
    for parent in _FOLDERS:
        for place in sorted(item for item in (folder / parent).glob("*") if item.is_dir()):
            path = place.relative_to(folder).as_posix()
            name = environment_name(place.name)
            listed = next((file for file in _LISTS if (place / file).is_file()), None)
            if kind_of(place):
                yield Found(name, (path,), f"the folder {path}", tool_doubt(name))
            elif listed is not None:
                yield Found(name, (f"{path}/{listed}",), f"{path}/{listed}", tool_doubt(name))


def named_locks(folder: Path) -> Iterator[Found]:
    """`pylock.toml` and `pylock.NAME.toml`."""
    for path in sorted(folder.glob("pylock*.toml")):
        name = environment_name(path.stem.removeprefix("pylock").strip(".")) or "base"
        yield Found(name, (path.name,), f"the lock {path.name}", tool_doubt(name))


def virtual_environments(folder: Path) -> Iterator[Found]:
    """What is installed on this machine only; of use where nothing else describes anything."""
    alone = [folder / name for name in _ALONE]
    alone += folder.glob(".venv-*")
    many = [place for name in _MANY for place in sorted((folder / name).glob("*"))]
    for place in (*alone, *many):
        if interpreter_of(place) is not None:
            path = place.relative_to(folder).as_posix()
            name = environment_name(place.name.removeprefix(".venv-")) or "venv"
            yield Found(name, (path,), f"{path}, {_MACHINE}", is_fallback=True)
