"""Which environments and cells a change can matter to."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from standards_lint import run
from standards_lint.config import Project
from standards_lint.environments import Environment
from standards_lint.upkeep.cells import Cell, cells
from standards_lint.upkeep.changes import changed_files
from standards_lint.upkeep.dependents import Dependents
from standards_lint.upkeep.mentions import Mentions, mentions
from standards_lint.upkeep.uses import uses

_PROSE = frozenset({".md", ".rst"})
_EVERYWHERE = frozenset({"pyproject.toml", "tox.ini", "tox.toml"})


class Affected(Struct, frozen=True):
    """A cell, or an environment, and the first of the changed files that can matter to it."""

    name: str
    because: str


class _Subject(Struct, frozen=True):
    """What a cell is about: the modules that must import, the folders that describe it."""

    name: str
    modules: frozenset[str] | None
    folders: tuple[Path, ...]
    mentions: Mentions


def affected(project: Project, since: str, options: run.Options) -> tuple[Affected, ...]:
    """The cells of tox, or the environments where there are none, that a change matters to.

    A module matters where it, or one that imports it at import time or later, must import; a file
    of an environment's folder to that environment; a test to the cells whose commands name it;
    any file to a cell with a command that names no path, unless the cell is an environment's.
    What says how everything is run, and what nobody names, matters everywhere, but for prose.

    Raises:
        UsageError: git cannot tell what has changed.
        StandardsLintError: the configuration or a source is wrong.
    """
    changed = changed_files(project.root, since)
    if not changed:
        return ()
    environments = run.environments(project, (), options)
    program = run.program(project, options)
    dependents = Dependents(program.entries, uses(program, options))
    subjects = _subjects(project, environments, tuple(program.entries))
    found: dict[str, str] = {}
    for file in changed:
        module = _module(project, file)
        touched = dependents.of((module,)) if module else frozenset[str]()
        for name in _named(project, subjects, file, touched):
            found.setdefault(name, file)
    return tuple(Affected(item.name, found[item.name]) for item in subjects if item.name in found)


def _subjects(
    project: Project, environments: Iterable[Environment], modules: tuple[str, ...]
) -> tuple[_Subject, ...]:
    required: dict[str, set[str]] = {}
    for item in environments:
        own = required.setdefault(item.environment, set())
        own.update(module for module in modules if item.must_import(module))
    declared = cells(project.root)
    found = (
        tuple(Cell(name, (), (), (), is_default=True) for name in required)
        if declared is None
        else declared.all
    )
    return tuple(_subject(project, cell, required) for cell in found if cell.is_default)


def _subject(project: Project, cell: Cell, required: dict[str, set[str]]) -> _Subject:
    named = mentions(project.root, cell)
    own = [name for name in (cell.name, *named.environments) if name in required]
    places = [
        project.root / entry
        for name in own
        for entry in project.config.environments[name].provides_from
    ]
    modules = frozenset(module for name in own for module in required[name]) if own else None
    return _Subject(cell.name, modules, tuple(places), named)


def _named(
    project: Project, subjects: tuple[_Subject, ...], file: str, touched: frozenset[str]
) -> list[str]:
    """The names of those that a changed file can matter to."""
    path = project.root / file
    if file in _EVERYWHERE or path == project.path:
        return [item.name for item in subjects]
    found = [item for item in subjects if _concerns(item, path, touched)]
    is_named = touched or any(item.mentions.names(path) or _holds(item, path) for item in subjects)
    if is_named or path.suffix in _PROSE:
        return [item.name for item in found]
    return [item.name for item in subjects]


def _concerns(subject: _Subject, path: Path, touched: frozenset[str]) -> bool:
    if subject.modules is None:
        return not subject.mentions.is_narrow or subject.mentions.names(path)
    if touched:
        return not touched.isdisjoint(subject.modules)
    return subject.mentions.names(path) or _holds(subject, path)


def _holds(subject: _Subject, path: Path) -> bool:
    return any(path == place or path.is_relative_to(place) for place in subject.folders)


def _module(project: Project, file: str) -> str:
    """The dotted name of a first-party source file, also of one that is gone; else empty."""
    path = project.root / file
    if path.suffix not in (".py", ".pyi"):
        return ""
    inside = [root for root in project.roots() if path.is_relative_to(root.resolve())]
    if not inside:
        return ""
    parts = path.relative_to(max(inside, key=lambda root: len(root.parts))).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
