"""`pyproject.toml`: what a project declares, and the tables of tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from standards_lint.config.toml import read_toml, typed

PYPROJECT = "pyproject.toml"

T = TypeVar("T")


class ProjectTable(Struct, frozen=True, rename="kebab"):
    """`[project]`, as far as it tells about environments."""

    name: str = ""
    requires_python: str = ""
    dependencies: tuple[str, ...] = ()
    optional_dependencies: dict[str, tuple[str, ...]] = {}
    dynamic: tuple[str, ...] = ()


class IncludedGroup(Struct, frozen=True, rename="kebab"):
    """A member of a dependency group that stands for another group."""

    include_group: str = ""


class Pyproject(Struct, frozen=True, rename="kebab"):
    """The tables that the standards of packaging define."""

    project: ProjectTable = ProjectTable()
    dependency_groups: dict[str, tuple[str | IncludedGroup, ...]] = {}

    @property
    def has_project(self) -> bool:
        """Whether anything is declared in `[project]`."""
        return self.project != ProjectTable()


class _Tools(Struct, frozen=True):
    tool: dict[str, Any] = {}


def read_pyproject(path: Path) -> Pyproject:
    """What a `pyproject.toml` declares.

    Raises:
        ConfigError: it cannot be read, or a value is of the wrong type.
    """
    return read_toml(path, Pyproject)


def tool_table(path: Path, name: str, kind: type[T]) -> T | None:
    """The `[tool.NAME]` of a `pyproject.toml`; None where it is absent.

    Raises:
        ConfigError: it cannot be read, or a value is of the wrong type.
    """
    tables = read_toml(path, _Tools).tool
    return typed(tables[name], kind, f"{path}: tool.{name}") if name in tables else None
