"""`pyproject.toml`: a project's dependencies, extras and dependency groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from standards_lint.config import read_pyproject
from standards_lint.environments.contents import Contents
from standards_lint.environments.markers import Platform, holds
from standards_lint.environments.reference import Reference, unknown
from standards_lint.environments.requirements import (
    Listed,
    contents,
    listed_requirement,
    normalised,
    parse_requirement,
)
from standards_lint.errors import EnvironmentSourceError

T = TypeVar("T")


def read(reference: Reference, where: Platform) -> Contents:
    """What a project asks for directly on one platform.

    `pyproject.toml` is its dependencies, `pyproject.toml[gpu]` an extra's on top of them,
    `pyproject.toml:test` a dependency group's alone.

    Raises:
        EnvironmentSourceError: there is no such extra or group, or a requirement is wrong.
        ConfigError: it cannot be read, or a value is of the wrong type.
    """
    reader = _Reader(reference, where)
    texts = list(reader.groups()) if reference.groups else list(reader.project())
    listed = [item for text in texts for item in reader.listed(text)]
    return contents(str(reference.path), listed, files=(str(reference.path),))


class _Reader:
    def __init__(self, reference: Reference, where: Platform) -> None:
        document = read_pyproject(reference.path)
        project = document.project
        self._reference = reference
        self._where = where
        self._name = normalised(project.name)
        self._dependencies = project.dependencies
        self._extras = {normalised(k): v for k, v in project.optional_dependencies.items()}
        self._groups = {normalised(k): v for k, v in document.dependency_groups.items()}

    def project(self) -> Iterator[str]:
        """The requirements of the project and of the extras asked for."""
        yield from self._dependencies
        for extra in sorted(self._reference.extras):
            yield from self._known("extra", extra, self._extras)

    def groups(self) -> Iterator[str]:
        """The requirements of the groups asked for, included groups too."""
        for name in self._reference.groups:
            yield from self._group(name, ())

    def listed(self, text: str, seen: frozenset[str] = frozenset()) -> Iterator[Listed]:
        """A requirement that applies here; one on the project itself stands for its extras."""
        found = parse_requirement(text, str(self._reference.path))
        if not holds(found.marker, self._where):
            return
        if normalised(found.name) != self._name:
            yield listed_requirement(found, has_hash=False)
            return
        for extra in {normalised(item) for item in found.extras} - seen:
            for inner in self._known("extra", extra, self._extras):
                yield from self.listed(inner, seen | {extra})

    def _group(self, name: str, above: tuple[str, ...]) -> Iterator[str]:
        if name in above:
            cycle = " -> ".join((*above, name))
            raise EnvironmentSourceError(
                f"{self._reference.path}: dependency groups include each other: {cycle}"
            )
        for item in self._known("dependency group", name, self._groups):
            if isinstance(item, str):
                yield item
            elif item.include_group:
                yield from self._group(normalised(item.include_group), (*above, name))

    def _known(self, kind: str, name: str, table: Mapping[str, tuple[T, ...]]) -> tuple[T, ...]:
        if name not in table:
            raise unknown(self._reference.path, f"{kind} {name!r}", table)
        return table[name]
