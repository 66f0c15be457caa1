"""Where locks, records, cells and configuration do not say the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from standards_lint.config import Project, Target
from standards_lint.environments import record, reference
from standards_lint.environments.direct import Direct, direct
from standards_lint.environments.folder import RECORD, locks_of
from standards_lint.environments.markers import Platform, full_version, usual_machine
from standards_lint.errors import EnvironmentSourceError
from standards_lint.paths import from_root
from standards_lint.upkeep.cells import Cells, cells
from standards_lint.upkeep.mentions import listed

FOLDER = "envs"
_ASKED, _LOCKED = ".in", ".txt"
_EXCLUDES = "excludes.txt"


class Disagreement(Struct, frozen=True, order=True):
    """One thing that is not as another file says; `path` starts at the project's folder."""

    path: str
    message: str


def disagreements(project: Project) -> tuple[Disagreement, ...]:
    """Everything that does not agree, sorted, each once.

    Raises:
        ConfigError: a file is not what it should be.
        EnvironmentSourceError: a requirements file cannot be read.
    """
    found = [
        *_sources(project),
        *(item for place, where in _places(project) for item in _locks(project, place, where)),
        *(item for target in project.targets() for item in _records(project, target)),
        *_folders(project),
        *_cells(project, cells(project.root)),
    ]
    return tuple(sorted(set(found)))


def _at(project: Project, path: Path, message: str) -> Disagreement:
    return Disagreement(from_root(str(path), project.root), message)


def _own_file(project: Project) -> Path:
    return project.path or project.root


def _sources(project: Project) -> Iterator[Disagreement]:
    """What an environment is said to be described by must be there."""
    for name, config in project.config.environments.items():
        for entry in config.provides_from:
            try:
                reference.parse(entry, project.root)
            except EnvironmentSourceError:
                text = f"environment {name!r} provides from {entry}, which does not exist"
                yield _at(project, _own_file(project), text)


def _described(project: Project, target: Target) -> Iterator[Path]:
    """The folders that describe an environment."""
    for entry in target.config.provides_from:
        place = project.root / entry
        if place.is_dir():
            yield place


def _places(project: Project) -> Iterator[tuple[Path, Platform]]:
    """Every folder with locks, with each platform that they are for."""
    seen = set()
    targets = project.targets()
    for target in targets:
        for place in _described(project, target):
            seen.add(place.resolve())
            yield place, _platform(target)
    others = (path.parent for path in (project.root / FOLDER).glob(f"*/*{_ASKED}"))
    for place in sorted(set(others)):
        if place.resolve() not in seen:
            yield from ((place, where) for where in dict.fromkeys(map(_platform, targets)))


def _platform(target: Target) -> Platform:
    import sys

    system = target.platform or sys.platform
    python = full_version(target.python or target.default_python)
    return Platform(python, system, target.machine or usual_machine(system))


def _locks(project: Project, place: Path, where: Platform) -> Iterator[Disagreement]:
    """What each `.in` asks for must be in the lock beside it."""
    for asked in sorted(place.glob(f"*{_ASKED}")):
        lock = asked.with_suffix(_LOCKED)
        if lock.is_file():
            wanted = list(direct(asked, where))
            for message in _unsatisfied(wanted, asked, lock, where):
                yield _at(project, lock, message)


def _unsatisfied(wanted: list[Direct], asked: Path, lock: Path, where: Platform) -> Iterator[str]:
    pins = {item.name: item for item in direct(lock, where)}
    limits = {item.name for item in wanted if item.is_constraint}
    excludes = lock.with_name(_EXCLUDES)
    excluded = {item.name for item in direct(excludes, where)} if excludes.is_file() else set()
    for name in sorted(excluded & pins.keys()):
        yield f"{name} is locked, but {_EXCLUDES} keeps it out"
    for item in wanted:
        pin = pins.get(item.name)
        if pin is not None:
            yield from _unfitting(item, pin)
        elif not item.is_constraint and item.name not in limits | excluded:
            yield f"{item.name} is not locked, but {asked.name} asks for it"


def _unfitting(item: Direct, pin: Direct) -> Iterator[str]:
    for specifier in pin.requirement.specifier:
        is_pin = specifier.operator in ("==", "===") and "*" not in specifier.version
        if is_pin and not item.requirement.specifier.contains(specifier.version, prereleases=True):
            asked = f"{item.path.name} asks for {item.name}{item.requirement.specifier}"
            yield f"{item.name} {specifier.version} is locked, but {asked}"


def _records(project: Project, target: Target) -> Iterator[Disagreement]:
    """A record must be of the present lock and of the declared Python."""
    for place in _described(project, target):
        path = place / RECORD
        if not path.is_file():
            continue
        found = record.load(path)
        problem = record.problem(path, found)
        if problem is not None:
            yield _at(project, path, problem.message)
        release = found.python.split(".")[:2]
        if target.python is not None and release != target.python.split(".")[:2]:
            declared = f"{target.environment!r} is declared with Python {target.python}"
            yield _at(project, path, f"was recorded with Python {found.python}, but {declared}")


def _folders(project: Project) -> Iterator[Disagreement]:
    """Every folder of an environment must be declared."""
    described = {
        place.resolve() for target in project.targets() for place in _described(project, target)
    }
    for place in sorted((project.root / FOLDER).glob("*/")):
        is_environment = bool(locks_of(place)) or (place / RECORD).is_file()
        if is_environment and place.resolve() not in described:
            text = f"describes an environment, but {_own_file(project).name} declares none from it"
            yield _at(project, place, text)


def _cells(project: Project, found: Cells | None) -> Iterator[Disagreement]:
    """Every environment must have its cell, and every cell what it installs."""
    if found is None:
        return
    path = found.path
    by_name = {cell.name: cell for cell in found.all}
    for cell in by_name.values():
        for file in listed(cell):
            if not (project.root / file).is_file():
                text = f"cell {cell.name!r} installs {file}, which does not exist"
                yield _at(project, path, text)
    for target in project.targets():
        locks = [lock for place in _described(project, target) for lock in locks_of(place)[:1]]
        names = [from_root(str(lock), project.root) for lock in locks]
        own = by_name.get(target.environment)
        if own is None and names:
            yield _at(project, path, f"no cell is called {target.environment!r}")
        elif own is not None:
            for name in names:
                if _spelled(name) not in map(_spelled, listed(own)):
                    text = f"cell {own.name!r} does not install {name}"
                    yield _at(project, path, text)


def _spelled(path: str) -> str:
    """A relative path in its one comparable spelling."""
    return Path(path).as_posix()
