"""Finds the settings of tox as tox does, and reads what one environment installs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from standards_lint.config import decode_toml, nearest, tool_table
from standards_lint.environments import pyproject, requirements
from standards_lint.environments.contents import Contents, merged
from standards_lint.environments.markers import Platform
from standards_lint.environments.reference import Reference
from standards_lint.environments.tox.ini import IniSettings
from standards_lint.environments.tox.names import is_python
from standards_lint.environments.tox.toml import TomlSettings
from standards_lint.errors import EnvironmentSourceError

Settings = IniSettings | TomlSettings


def settings(folder: Path) -> Settings | None:
    """The settings of tox in a folder; None where there are none.

    Raises:
        EnvironmentSourceError: they cannot be read.
        ConfigError: they are not TOML, or a value is of the wrong type.
    """
    return next(_settings(folder), None)


def names(folder: Path) -> tuple[str, ...]:
    """The environments that the settings of tox in a folder know; none where there are none.

    Raises:
        EnvironmentSourceError: they cannot be read.
    """
    found = settings(folder)
    return () if found is None else found.names()


def read(name: str, folder: Path, where: Platform) -> Contents:
    """What an environment of tox installs: its `deps`, and the project with its extras and groups.

    Raises:
        EnvironmentSourceError: there are no settings, no such environment, or a requirement in it
            is wrong.
    """
    known = settings(folder)
    if known is None:
        raise EnvironmentSourceError(f"tox:{name}: {folder} has no settings of tox")
    if name not in known.names() and not all(map(is_python, name.split("-"))):
        raise EnvironmentSourceError(f"{known.path}: no {name!r}; {nearest(name, known.names())}")
    lines = "\n".join(known.lines(name, "deps"))
    parts = [requirements.read_lines(lines, known.path, where)]
    project = folder / "pyproject.toml"
    if project.is_file() and known.installs_package(name):
        extras = frozenset(_words(known, name, "extras"))
        parts.append(pyproject.read(Reference(project.name, project, extras), where))
    groups = _words(known, name, "dependency_groups")
    if groups:
        parts.append(pyproject.read(Reference(project.name, project, groups=groups), where))
    found = merged(tuple(parts))
    files = (str(known.path), *found.files) if found.files else ()
    return replace(found, source=f"tox:{name}", files=files)


def _words(settings: Settings, name: str, key: str) -> tuple[str, ...]:
    from packaging.utils import canonicalize_name

    lines = settings.lines(name, key)
    words = (word.strip() for line in lines for word in line.split(","))
    return tuple(canonicalize_name(word) for word in words if word)


def _settings(folder: Path) -> Iterator[Settings]:
    """Every settings of tox in a folder, in the order in which tox looks for them."""
    ini, cfg, shared, toml = (
        folder / name for name in ("tox.ini", "setup.cfg", "pyproject.toml", "tox.toml")
    )
    if ini.is_file():
        yield IniSettings(requirements.read_text(ini), ini)
    if cfg.is_file():
        found = IniSettings(requirements.read_text(cfg), cfg, "tox:tox")
        if found.is_of_tox():
            yield found
    table = tool_table(shared, "tox", dict[str, Any]) if shared.is_file() else None
    if table and isinstance(legacy := table.get("legacy_tox_ini"), str):
        yield IniSettings(legacy, shared)
    elif table:
        yield TomlSettings(table, shared)
    if toml.is_file():
        yield TomlSettings(decode_toml(toml), toml)
