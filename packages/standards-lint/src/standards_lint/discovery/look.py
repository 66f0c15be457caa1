"""Looks at a repository and settles what its environments are."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from standards_lint.discovery.folders import (
    environment_folders,
    named_locks,
    virtual_environments,
)
from standards_lint.discovery.found import Discovery, Found
from standards_lint.discovery.import_roots import import_roots
from standards_lint.discovery.layout import Layout
from standards_lint.discovery.project import project_environments
from standards_lint.discovery.pyproject import read_project
from standards_lint.discovery.python_files import python_files
from standards_lint.discovery.python_version import declared_python, python_version
from standards_lint.discovery.requirement_files import requirement_files
from standards_lint.discovery.setuptools import setup_environments
from standards_lint.discovery.tox import tox_environments
from standards_lint.discovery.unread import unread
from standards_lint.environments.markers import Platform, full_version, usual_machine
from standards_lint.environments.sources import read
from standards_lint.errors import StandardsLintError

# In order of precedence: what describes an environment best comes first.
_SOURCES = (
    environment_folders,
    named_locks,
    requirement_files,
    tox_environments,
    project_environments,
    setup_environments,
    virtual_environments,
)


def discover(folder: Path) -> Discovery:
    """What a repository's files say about its import roots and environments.

    Raises:
        ConfigError: its `pyproject.toml` is not what it should be.
    """
    document = read_project(folder)
    python, why = python_version(folder, document)
    where = Platform(full_version(python), sys.platform, usual_machine(sys.platform))
    found = [item for source in _SOURCES for item in source(folder)]
    settled = list(_settled(_readable(item, folder, where) for item in found))
    return Discovery(
        roots=import_roots(Layout(folder, python_files(folder))),
        environments=tuple(item for item in settled if not item.doubt),
        left_out=tuple(item for item in settled if item.doubt),
        python=python,
        python_why=why,
        is_python_declared=declared_python(document) is not None,
        unread=tuple(unread(folder, document)),
    )


def _readable(item: Found, folder: Path, where: Platform) -> Found:
    """An environment that cannot be read is left out, and says why."""
    if item.doubt:
        return item
    try:
        parts = [read(entry, folder, where) for entry in item.provides_from]
    except StandardsLintError as error:
        return replace(item, doubt=f"it cannot be read: {error}")
    return replace(item, holds=frozenset(name for part in parts for name in part.distributions))


def _settled(found: Iterable[Found]) -> Iterator[Found]:
    """Each name and each content once; what is of use only where nothing else is, only there."""
    everything = list(found)
    is_described = any(not item.doubt and not item.is_fallback for item in everything)
    names: dict[str, Found] = {}
    contents: dict[frozenset[str], Found] = {}
    for item in everything:
        same = None if item.is_alone else contents.get(item.holds)
        if item.name in names:
            yield replace(item, doubt=f"{item.name} is {names[item.name].why} already")
        elif item.doubt:
            yield item
        elif item.is_fallback and is_described:
            yield replace(item, doubt="other things describe the environments")
        elif same is not None:
            yield replace(item, doubt=f"it holds what {same.name} does already")
        else:
            names[item.name] = item
            contents.setdefault(item.holds, item)
            yield item
