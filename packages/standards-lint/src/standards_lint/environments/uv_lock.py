"""`uv.lock`: a graph of packages, walked from the project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from standards_lint.config import decode_toml
from standards_lint.environments.contents import Contents, Distribution
from standards_lint.environments.markers import Platform, applies
from standards_lint.environments.reference import Reference
from standards_lint.environments.requirements import normalised
from standards_lint.errors import EnvironmentSourceError

Package = Mapping[str, Any]

_OWN_SOURCES = ("editable", "virtual", "directory")


def read(reference: Reference, where: Platform) -> Contents:
    """What a lock installs on one platform for its project.

    With extras, what these add too; with groups, what the groups alone need.

    Raises:
        EnvironmentSourceError: it is not a lock of a project, or lacks the extra or group.
    """
    document = decode_toml(reference.path)
    packages: list[Package] = document.get("package", [])
    members = set(document.get("manifest", {}).get("members", ()))
    own = [p for p in packages if _is_own(p) and (not members or p["name"] in members)]
    if not own:
        raise EnvironmentSourceError(f"{reference.path}: no uv.lock of a project")
    walk = _Walk(packages, where)
    for package in own:
        if not reference.groups:
            walk.package(package, _extras_of(package, reference))
        for group in reference.groups:
            walk.edges(package.get("dev-dependencies", {}).get(group, ()))
    for group in reference.groups:
        _check(reference, own, "dev-dependencies", group)
    for extra in reference.extras:
        _check(reference, own, "optional-dependencies", extra)
    return Contents(str(reference.path), walk.found, files=(str(reference.path),))


def _is_own(package: Package) -> bool:
    return any(kind in package.get("source", {}) for kind in _OWN_SOURCES)


def _extras_of(package: Package, reference: Reference) -> frozenset[str]:
    return reference.extras & set(package.get("optional-dependencies", {}))


def _check(reference: Reference, own: list[Package], kind: str, name: str) -> None:
    known = {key for package in own for key in package.get(kind, {})}
    if name not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise EnvironmentSourceError(
            f"{reference.path}: no {name!r} in its {kind}; listed: {listed}"
        )


class _Walk:
    """Follows the dependencies whose markers hold."""

    def __init__(self, packages: list[Package], where: Platform) -> None:
        self.found: dict[str, Distribution] = {}
        self._where = where
        self._packages: dict[str, list[Package]] = {}
        self._done: set[tuple[str, str, frozenset[str]]] = set()
        for package in packages:
            self._packages.setdefault(package["name"], []).append(package)

    def package(self, package: Package, extras: frozenset[str]) -> None:
        """Add a package with what it, and the extras asked for, depend on."""
        waiting = [(package, extras)]
        while waiting:
            current, wanted = waiting.pop()
            key = (current["name"], current.get("version", ""), wanted)
            if key in self._done:
                continue
            self._done.add(key)
            edges = list(self._edges_of(current, wanted))
            requires = tuple(sorted({normalised(edge["name"]) for edge in edges}))
            name = normalised(current["name"])
            before = self.found[name].requires if name in self.found else ()
            every = tuple(sorted({*before, *requires}))
            self.found[name] = Distribution(current.get("version", ""), None, every)
            waiting += self._targets(edges)

    def edges(self, edges: Iterator[Package] | tuple[Package, ...]) -> None:
        """Add what a list of dependencies leads to."""
        for target, extras in self._targets([edge for edge in edges if self._holds(edge)]):
            self.package(target, extras)

    def _edges_of(self, package: Package, extras: frozenset[str]) -> Iterator[Package]:
        listed = list(package.get("dependencies", ()))
        for extra in extras:
            listed += package.get("optional-dependencies", {}).get(extra, ())
        return (edge for edge in listed if self._holds(edge))

    def _targets(self, edges: list[Package]) -> list[tuple[Package, frozenset[str]]]:
        return [
            (target, frozenset(edge.get("extra", ())))
            for edge in edges
            if (target := self._resolved(edge)) is not None
        ]

    def _resolved(self, edge: Package) -> Package | None:
        """The package an edge means; a forked resolution has several versions of one."""
        candidates = self._packages.get(edge["name"], [])
        version = edge.get("version")
        if version is not None:
            candidates = [item for item in candidates if item.get("version") == version]
        fitting = [item for item in candidates if self._fits(item)]
        return next(iter(fitting or candidates), None)

    def _fits(self, package: Package) -> bool:
        markers = package.get("resolution-markers", ())
        return not markers or any(applies(marker, self._where) for marker in markers)

    def _holds(self, edge: Package) -> bool:
        return applies(edge.get("marker", ""), self._where)
