"""`pylock.toml` (PEP 751): one list of packages with markers over platforms, extras and groups."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from standards_lint.config import decode_toml, typed
from standards_lint.environments.contents import Contents, Distribution
from standards_lint.environments.markers import Platform, applies
from standards_lint.environments.reference import Reference, check_listed
from standards_lint.environments.requirements import normalised
from standards_lint.errors import EnvironmentSourceError


class _Dependency(Struct, frozen=True):
    name: str = ""


class _Package(Struct, frozen=True):
    name: str
    version: str = ""
    marker: str = ""
    dependencies: tuple[_Dependency, ...] = ()


class _Lock(Struct, frozen=True, rename="kebab"):
    packages: tuple[_Package, ...]
    extras: tuple[str, ...] = ()
    dependency_groups: tuple[str, ...] = ()
    default_groups: tuple[str, ...] = ()


def read(reference: Reference, where: Platform) -> Contents:
    """What a lock installs on one platform, with the extras and groups asked for.

    Where none is asked for, the lock's own default groups count.

    Raises:
        EnvironmentSourceError: it is not a lock, or has no such extra or group.
        ConfigError: it cannot be read, or a value is of the wrong type.
    """
    document = decode_toml(reference.path)
    if "lock-version" not in document or "packages" not in document:
        raise EnvironmentSourceError(f"{reference.path}: no pylock.toml: `lock-version` is missing")
    lock = typed(document, _Lock, str(reference.path))
    check_listed(reference.path, "extras", reference.extras, _normalised(lock.extras))
    check_listed(
        reference.path, "dependency-groups", reference.groups, _normalised(lock.dependency_groups)
    )
    groups = frozenset(reference.groups or lock.default_groups)
    found = {
        normalised(package.name): Distribution(
            package.version,
            None,
            tuple(normalised(item.name) for item in package.dependencies if item.name),
        )
        for package in lock.packages
        if applies(package.marker, where, reference.extras, groups)
    }
    return Contents(str(reference.path), found, files=(str(reference.path),))


def _normalised(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalised, names))
