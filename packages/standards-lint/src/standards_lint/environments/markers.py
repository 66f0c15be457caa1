"""The values PEP 508 markers are evaluated against."""

from __future__ import annotations

import platform
import sys
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from standards_lint.errors import EnvironmentSourceError

if TYPE_CHECKING:
    from packaging.markers import Marker

# Which patch release runs is not declared: markers such as `python_full_version < '3.11.3'`
# mean releases that are rarely met any more, so the newest one is assumed.
NEWEST_PATCH = 99

_OS_NAMES = {"win32": "nt"}
_SYSTEMS = {"darwin": "Darwin", "linux": "Linux", "win32": "Windows"}
_USUAL_MACHINES = {"darwin": "arm64", "linux": "x86_64", "win32": "AMD64"}


class Platform(Struct, frozen=True):
    """A Python (X.Y.Z), a `sys.platform` and a `platform.machine()`."""

    python: str
    system: str
    machine: str

    @property
    def release(self) -> tuple[int, int]:
        """(major, minor)."""
        major, minor = self.python.split(".")[:2]
        return int(major), int(minor)

    def variables(self) -> dict[str, str]:
        """Every marker variable but `extra`."""
        major, minor = self.release
        return {
            "implementation_name": "cpython",
            "implementation_version": self.python,
            "os_name": _OS_NAMES.get(self.system, "posix"),
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": _SYSTEMS.get(self.system, self.system.title()),
            "platform_version": "",
            "python_full_version": self.python,
            "python_version": f"{major}.{minor}",
            "sys_platform": self.system,
        }


def full_version(version: str) -> str:
    """X.Y.Z of a version that may be X.Y."""
    return version if version.count(".") > 1 else f"{version}.{NEWEST_PATCH}"


def usual_machine(system: str) -> str:
    """The processor to assume for a `sys.platform`, in the words of `platform.machine()`."""
    if system == sys.platform:
        return platform.machine()
    return _USUAL_MACHINES.get(system, _USUAL_MACHINES["linux"])


@lru_cache(maxsize=4096)
def _parsed(marker: str) -> Marker:
    from packaging.markers import InvalidMarker, Marker

    try:
        return Marker(marker)
    except InvalidMarker as error:
        raise EnvironmentSourceError(f"{str(error).splitlines()[0]}: {marker}") from None


def applies(
    marker: str,
    where: Platform,
    extras: frozenset[str] = frozenset(),
    groups: frozenset[str] = frozenset(),
) -> bool:
    """Whether a marker holds; an empty one does.

    Args:
        marker: PEP 508, with the variables that PEP 751 adds.
        where: the platform.
        extras: those that are asked for: what `extra` may be, and what `extras` holds.
        groups: what `dependency_groups` holds.

    Raises:
        EnvironmentSourceError: it is not a marker.
    """
    return not marker or holds(_parsed(marker), where, extras, groups)


def holds(
    marker: Marker | None,
    where: Platform,
    extras: frozenset[str] = frozenset(),
    groups: frozenset[str] = frozenset(),
) -> bool:
    """Whether a parsed marker holds; a comparison that has no sense for a value does."""
    from packaging.markers import UndefinedComparison

    if marker is None:
        return True
    variables: dict[str, str | AbstractSet[str]] = {**where.variables()}
    variables |= {"extras": extras, "dependency_groups": groups}
    try:
        return any(
            marker.evaluate({**variables, "extra": extra}, context="lock_file")
            for extra in ("", *extras)
        )
    except UndefinedComparison:
        return True
