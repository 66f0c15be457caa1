"""`pyproject.toml` with the tables of tools that say where code is and what it needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct, field

from standards_lint.config import Pyproject, read_toml
from standards_lint.config.pyproject import PYPROJECT


class FromFiles(Struct, frozen=True):
    """A field that setuptools takes from requirements files."""

    file: str | tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files."""
        return (self.file,) if isinstance(self.file, str) else self.file


class _Dynamic(Struct, frozen=True, rename="kebab"):
    dependencies: FromFiles | None = None
    optional_dependencies: dict[str, FromFiles] = {}


class _Find(Struct, frozen=True):
    where: tuple[str, ...] = ()


class _Packages(Struct, frozen=True):
    find: _Find = _Find()


class Setuptools(Struct, frozen=True, rename="kebab"):
    """`[tool.setuptools]`."""

    packages: tuple[str, ...] | _Packages = ()
    package_dir: dict[str, str] = {}
    dynamic: _Dynamic = _Dynamic()


class _Wheel(Struct, frozen=True):
    packages: tuple[str, ...] = ()


class _Targets(Struct, frozen=True):
    wheel: _Wheel = _Wheel()


class _Build(Struct, frozen=True):
    targets: _Targets = _Targets()


class _Hatch(Struct, frozen=True):
    build: _Build = _Build()


class _PoetryPackage(Struct, frozen=True):
    include: str = ""
    source: str = field(name="from", default="")


class _Poetry(Struct, frozen=True):
    packages: tuple[_PoetryPackage, ...] = ()
    dependencies: dict[str, Any] = {}


class _Uv(Struct, frozen=True):
    conflicts: tuple[tuple[dict[str, str], ...], ...] = ()


class _Tools(Struct, frozen=True):
    setuptools: Setuptools = Setuptools()
    hatch: _Hatch = _Hatch()
    poetry: _Poetry = _Poetry()
    uv: _Uv = _Uv()


class Document(Pyproject, frozen=True, rename="kebab"):
    """The whole file, as far as it is looked at."""

    tool: _Tools = _Tools()


def read_project(folder: Path) -> Document:
    """The `pyproject.toml` of a folder; one that says nothing where there is none.

    Raises:
        ConfigError: it cannot be read, or a value is of the wrong type.
    """
    path = folder / PYPROJECT
    return read_toml(path, Document) if path.is_file() else Document()
