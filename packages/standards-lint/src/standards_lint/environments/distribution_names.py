"""Which import names a distribution gives, where no metadata says so."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

_DATA = Path(__file__).with_name("distribution_names.json")


class _Table(msgspec.Struct, frozen=True):
    """`exact` maps a normalised name to import names, `families` a prefix to a namespace."""

    exact: dict[str, tuple[str, ...]]
    families: dict[str, str]


@cache
def _table() -> _Table:
    return msgspec.json.decode(_DATA.read_bytes(), type=_Table)


def guessed(distribution: str) -> tuple[str, ...]:
    """The dotted import names of a distribution by its normalised name.

    A well-known difference, else the place in the namespace of a well-known family
    (`google-cloud-storage`), else the name itself with underscores. A family without a namespace
    gives nothing to import.
    """
    table = _table()
    known = table.exact.get(distribution)
    if known is not None:
        return known
    for prefix, namespace in table.families.items():
        if distribution.startswith(prefix):
            return _members(namespace, distribution.removeprefix(prefix))
    return (distribution.replace("-", "_"),)


def distribution_of(module: str) -> str:
    """The distribution that people install for a module, as far as its name tells.

    The well-known one with the shortest name, else the name of the top-level package.
    """
    wanted = [module.rsplit(".", end)[0] for end in range(module.count(".") + 1)]
    known = [name for name, modules in _table().exact.items() if set(modules) & set(wanted)]
    return min(known, key=lambda name: (len(name), name), default=module.partition(".")[0])


def _members(namespace: str, rest: str) -> tuple[str, ...]:
    """Both spellings in use: `azure.storage.blob`, `google.cloud.bigquery_storage`."""
    if not namespace:
        return ()
    forms = {rest.replace("-", "."), rest.replace("-", "_")}
    return tuple(sorted(f"{namespace}.{form}" for form in forms))


def distributions(module: str) -> tuple[str, ...]:
    """The normalised names of the distributions known to give a dotted import name or its root."""
    root = module.partition(".")[0]
    found = [
        name
        for name, modules in _table().exact.items()
        if any(item in (module, root) for item in modules)
    ]
    return tuple(found)
