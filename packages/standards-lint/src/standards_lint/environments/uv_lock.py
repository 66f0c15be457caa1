"""`uv.lock`: a graph of packages, walked from the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from standards_lint.config import read_toml
from standards_lint.environments.contents import Contents, Distribution
from standards_lint.environments.markers import Platform, applies
from standards_lint.environments.reference import Reference, check_listed
from standards_lint.environments.requirements import normalised
from standards_lint.errors import EnvironmentSourceError

_OWN_SOURCES = ("editable", "virtual", "directory")


class _Edge(Struct, frozen=True):
    name: str
    version: str | None = None
    marker: str = ""
    extra: tuple[str, ...] = ()


class _Package(Struct, frozen=True, rename="kebab"):
    name: str
    version: str = ""
    source: dict[str, Any] = {}
    dependencies: tuple[_Edge, ...] = ()
    optional_dependencies: dict[str, tuple[_Edge, ...]] = {}
    dev_dependencies: dict[str, tuple[_Edge, ...]] = {}
    resolution_markers: tuple[str, ...] = ()


class _Manifest(Struct, frozen=True):
    members: tuple[str, ...] = ()


class _Lock(Struct, frozen=True):
    package: tuple[_Package, ...] = ()
    manifest: _Manifest = _Manifest()


def read(reference: Reference, where: Platform) -> Contents:
    """What a lock installs on one platform for its project.

    With extras, what these add too; with groups, what the groups alone need.

    Raises:
        EnvironmentSourceError: it is not a lock of a project, or lacks the extra or group.
        ConfigError: it cannot be read, or a value is of the wrong type.
    """
    lock = read_toml(reference.path, _Lock)
    members = lock.manifest.members
    own = [
        item for item in lock.package if _is_own(item) and item.name in (members or (item.name,))
    ]
    if not own:
        raise EnvironmentSourceError(f"{reference.path}: no uv.lock of a project")
    walk = _Walk(lock.package, where)
    for package in own:
        if not reference.groups:
            walk.package(package, reference.extras.intersection(package.optional_dependencies))
        for group in reference.groups:
            walk.edges(package.dev_dependencies.get(group, ()))
    groups = {name for package in own for name in package.dev_dependencies}
    check_listed(reference.path, "dev-dependencies", reference.groups, groups)
    extras = {name for package in own for name in package.optional_dependencies}
    check_listed(reference.path, "optional-dependencies", reference.extras, extras)
    return Contents(str(reference.path), walk.found, files=(str(reference.path),))


def _is_own(package: _Package) -> bool:
    return any(kind in package.source for kind in _OWN_SOURCES)


class _Walk:
    """Follows the dependencies whose markers hold."""

    def __init__(self, packages: Iterable[_Package], where: Platform) -> None:
        self.found: dict[str, Distribution] = {}
        self._where = where
        self._packages: dict[str, list[_Package]] = {}
        self._done: set[tuple[str, str, frozenset[str]]] = set()
        for package in packages:
            self._packages.setdefault(package.name, []).append(package)

    def package(self, package: _Package, extras: frozenset[str]) -> None:
        """Add a package with what it, and the extras asked for, depend on."""
        waiting = [(package, extras)]
        while waiting:
            current, wanted = waiting.pop()
            key = (current.name, current.version, wanted)
            if key in self._done:
                continue
            self._done.add(key)
            edges = list(self._edges_of(current, wanted))
            requires = tuple(sorted({normalised(edge.name) for edge in edges}))
            name = normalised(current.name)
            before = self.found[name].requires if name in self.found else ()
            every = tuple(sorted({*before, *requires}))
            self.found[name] = Distribution(current.version, None, every)
            waiting += self._targets(edges)

    def edges(self, edges: Iterable[_Edge]) -> None:
        """Add what a list of dependencies leads to."""
        for target, extras in self._targets([edge for edge in edges if self._holds(edge)]):
            self.package(target, extras)

    def _edges_of(self, package: _Package, extras: frozenset[str]) -> Iterator[_Edge]:
        listed = list(package.dependencies)
        for extra in extras:
            listed += package.optional_dependencies.get(extra, ())
        return (edge for edge in listed if self._holds(edge))

    def _targets(self, edges: list[_Edge]) -> list[tuple[_Package, frozenset[str]]]:
        return [
            (target, frozenset(edge.extra))
            for edge in edges
            if (target := self._resolved(edge)) is not None
        ]

    def _resolved(self, edge: _Edge) -> _Package | None:
        """The package an edge means; a forked resolution has several versions of one."""
        candidates = self._packages.get(edge.name, [])
        if edge.version is not None:
            candidates = [item for item in candidates if item.version == edge.version]
        fitting = [item for item in candidates if self._fits(item)]
        return next(iter(fitting or candidates), None)

    def _fits(self, package: _Package) -> bool:
        markers = package.resolution_markers
        return not markers or any(applies(marker, self._where) for marker in markers)

    def _holds(self, edge: _Edge) -> bool:
        return applies(edge.marker, self._where)
