"""Which reader reads an entry of `provides-from`; each is loaded only when it is needed."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec.structs import replace

from standards_lint.environments import folder, reference
from standards_lint.environments.contents import Contents, Distribution, merged
from standards_lint.environments.markers import Platform
from standards_lint.environments.reference import Reference
from standards_lint.errors import EnvironmentSourceError

_TOX = "tox:"


def read(entry: str, base: Path, where: Platform) -> Contents:
    """What a file or folder says is installed.

    Raises:
        EnvironmentSourceError: it does not exist, cannot be read or is of no known kind.
        ConfigError: it is not valid TOML.
    """
    if entry.startswith(_TOX):
        from standards_lint.environments import tox

        return tox.read(entry.removeprefix(_TOX), base, where)
    found = reference.parse(entry, base)
    if not found.path.is_dir():
        return _file(found, where)
    contents = _folder(found, where)
    return (
        replace(contents, files=(str(found.path), *contents.files)) if contents.files else contents
    )


def _file(source: Reference, where: Platform) -> Contents:
    name, suffix = source.path.name, source.path.suffix
    if name == folder.RECORD:
        return _record(source.path, where)
    if name == "pyproject.toml":
        from standards_lint.environments import pyproject

        return pyproject.read(source, where)
    if name == "setup.cfg":
        from standards_lint.environments import setup_cfg

        return setup_cfg.read(source, where)
    if name == "setup.py":
        from standards_lint.environments import setup_py

        return setup_py.read(source, where)
    if name == "uv.lock":
        from standards_lint.environments import uv_lock

        return uv_lock.read(source, where)
    if suffix == ".toml":
        from standards_lint.environments import pylock

        return pylock.read(source, where)
    if suffix not in folder.LISTS and os.access(source.path, os.X_OK):
        from standards_lint.environments import interpreter

        return interpreter.read(source.path)
    from standards_lint.environments import requirements

    return requirements.read(source, where)


def _folder(source: Reference, where: Platform) -> Contents:
    match folder.kind_of(source.path):
        case "record":
            return _record(source.path / folder.RECORD, where)
        case "interpreter":
            from standards_lint.environments import interpreter

            return interpreter.read(folder.interpreter_of(source.path) or source.path)
        case "site":
            from standards_lint.environments import site

            return site.read([source.path], where)
        case "locks":
            return _locks(source.path, where)
    raise EnvironmentSourceError(
        f"{source.path}: neither {folder.RECORD}, {', '.join(folder.LOCKS)}, a virtual environment "
        "nor installed distributions"
    )


def _locks(place: Path, where: Platform) -> Contents:
    locks = folder.locks_of(place)
    return merged(tuple(_file(Reference(str(lock), lock), where) for lock in locks))


def _record(path: Path, where: Platform) -> Contents:
    """The record where it is up to date and was made here; else the lock with its names."""
    from standards_lint.environments import record

    found = record.load(path)
    problem = record.problem(path, found)
    problems = () if problem is None else (problem,)
    has_lock = bool(folder.locks_of(path.parent))
    if not has_lock or (problem is None and record.fits(found, where)):
        return replace(record.contents(path, found), problems=problems)
    named = _named(_locks(path.parent, where), record.distributions(found))
    files = (*named.files, *record.files(path, found)) if named.files else ()
    return replace(named, problems=problems, files=files)


def _named(locks: Contents, known: dict[str, Distribution]) -> Contents:
    """A lock's distributions with the import names that were recorded for them."""
    named = {
        name: replace(item, imports=known[name].imports, requires=known[name].requires)
        if name in known
        else item
        for name, item in locks.distributions.items()
    }
    return replace(locks, distributions=named)
