"""`pylock.toml` (PEP 751): one list of packages with markers over platforms, extras and groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from standards_lint.config import decode_toml
from standards_lint.environments.contents import Contents, Distribution
from standards_lint.environments.markers import Platform, applies
from standards_lint.environments.reference import Reference
from standards_lint.environments.requirements import normalised
from standards_lint.errors import EnvironmentSourceError


def read(reference: Reference, where: Platform) -> Contents:
    """What a lock installs on one platform, with the extras and groups asked for.

    Where none is asked for, the lock's own default groups count.

    Raises:
        EnvironmentSourceError: it is not a lock, or has no such extra or group.
    """
    document = decode_toml(reference.path)
    if "lock-version" not in document or not isinstance(document.get("packages"), list):
        raise EnvironmentSourceError(f"{reference.path}: no pylock.toml: `lock-version` is missing")
    _check(reference, document)
    groups = frozenset(reference.groups or document.get("default-groups", ()))
    found = {
        normalised(package["name"]): Distribution(
            package.get("version", ""), None, tuple(_requires(package))
        )
        for package in document["packages"]
        if applies(package.get("marker", ""), where, reference.extras, groups)
    }
    return Contents(str(reference.path), found, files=(str(reference.path),))


def _check(reference: Reference, document: Mapping[str, Any]) -> None:
    for kind, asked in (("extras", reference.extras), ("dependency-groups", reference.groups)):
        known = {normalised(name) for name in document.get(kind, ())}
        for name in asked:
            if name not in known:
                listed = ", ".join(sorted(known)) or "none"
                raise EnvironmentSourceError(
                    f"{reference.path}: no {name!r} in its {kind}; listed: {listed}"
                )


def _requires(package: Mapping[str, Any]) -> Iterator[str]:
    for item in package.get("dependencies", ()):
        if "name" in item:
            yield normalised(item["name"])
