"""The keys of `standards-lint.toml` and of `[tool.standards-lint]`."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

_PYTHON_VERSION = r"^3\.\d+(\.\d+)?$"

Globs = tuple[str, ...]


class EnvironmentConfig(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """One `[environments.NAME]` table.

    `provides_from` names files and folders relative to the configuration file; extras and
    dependency groups of a file are written as pip does: `pyproject.toml[gpu]`,
    `pyproject.toml:test`. `modules` and `except_modules` are shell-style patterns over dotted
    names, and `pkg.*` stands for `pkg` too. `interpreter` is that of the real environment, relative
    to the configuration file, where it is neither `.tox/NAME` nor `envs/NAME/.venv`.
    """

    python_version: Annotated[str, Meta(pattern=_PYTHON_VERSION)] | None = None
    platform: str | None = None
    platforms: tuple[str, ...] = ()
    machine: str | None = None
    provides_from: tuple[str, ...] = ()
    provides: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    modules: Globs = ("*",)
    except_modules: Globs = ()
    interpreter: str | None = None


class Config(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The whole file.

    `src` lists import roots in the order of `sys.path`; None stands for `src` where that folder
    exists, else the folder of the configuration. `exclude` are globs of paths below that folder,
    where the cache lies too. `environment_variables` are those set while
    importing. `scripts` are globs of files below that folder which are run as `__main__`
    too: each has a row of its own, named by its path. `rules` is a folder with rules of the
    repository's own, `baseline` a file of findings that are known already, `standards` one that
    says what enforces which clause of the developer standards.
    """

    src: tuple[str, ...] | None = None
    exclude: Globs = ()
    environments: dict[str, EnvironmentConfig] = {}
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: dict[str, tuple[str, ...]] = {}
    environment_variables: dict[str, str] = {}
    suppressing_context_managers: tuple[str, ...] = ()
    scripts: Globs = ()
    rules: str | None = None
    baseline: str | None = None
    standards: str | None = None
