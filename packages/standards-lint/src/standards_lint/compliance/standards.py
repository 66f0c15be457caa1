"""Reads the standards, the repository's own or those that come with the package."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from msgspec import Struct

from standards_lint.clauses import TOOLS, Clause, Enforcement, Requirement
from standards_lint.config import Project, nearest, read_toml
from standards_lint.errors import ConfigError


class _Requirement(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    number: str
    text: str
    enforced_by: tuple[str, ...] = ()


class _Clause(Struct, frozen=True, forbid_unknown_fields=True):
    number: str
    title: str
    requirements: tuple[_Requirement, ...]


class _Standards(Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    clauses: tuple[_Clause, ...]


_VERSION = 1


def load(project: Project) -> tuple[Clause, ...]:
    """The clauses of the file that `standards` of the configuration names, else the package's.

    Raises:
        ConfigError: the file is missing or wrong, or names a check of no known tool.
    """
    own = project.config.standards
    if own is not None:
        return read(project.root / own)
    with as_file(files("standards_lint.compliance") / "standards.toml") as path:
        return read(path)


def read(path: Path) -> tuple[Clause, ...]:
    """The clauses of one file.

    Raises:
        ConfigError: it is missing or wrong, or names a check of no known tool.
    """
    found = read_toml(path, _Standards)
    if found.version != _VERSION:
        raise ConfigError(f"{path}: version {found.version} is unknown; expected {_VERSION}")
    _refuse_doubles(found, path)
    return tuple(
        Clause(
            clause.number, clause.title, tuple(_requirement(r, path) for r in clause.requirements)
        )
        for clause in found.clauses
    )


def _requirement(item: _Requirement, path: Path) -> Requirement:
    enforced = tuple(_enforcement(text, f"{path}: {item.number}") for text in item.enforced_by)
    return Requirement(item.number, item.text, enforced)


def _enforcement(text: str, where: str) -> Enforcement:
    tool, _, name = text.partition(":")
    for known in TOOLS:
        if tool == known and name:
            return Enforcement(known, name)
    raise ConfigError(f"{where}: {text!r} is not TOOL:NAME; {nearest(tool, TOOLS)}")


def _refuse_doubles(found: _Standards, path: Path) -> None:
    seen: set[str] = set()
    for clause in found.clauses:
        for number in (clause.number, *(item.number for item in clause.requirements)):
            if number in seen:
                raise ConfigError(f"{path}: number {number} is there twice")
            seen.add(number)
