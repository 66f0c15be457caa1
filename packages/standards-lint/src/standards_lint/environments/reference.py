"""What an entry of `provides-from` means: a file or folder, extras, dependency groups."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from msgspec import Struct

from standards_lint.errors import EnvironmentSourceError

_FORM = re.compile(r"(?P<path>.+?)(?:\[(?P<extras>[^\]]*)\])?(?::(?P<groups>[\w.,\- ]+))?")
_WITH_SETS = frozenset({".toml", ".lock", ".cfg", ".py"})


class Reference(Struct, frozen=True):
    """`label` is the path as it was written, for messages."""

    label: str
    path: Path
    extras: frozenset[str] = frozenset()
    groups: tuple[str, ...] = ()


def parse(text: str, folder: Path) -> Reference:
    """The parts of `FILE`, `FILE[extra,extra]` or `FILE:group,group`, the way pip writes them.

    Only names that end in `.toml`, `.lock`, `.cfg` or `.py` have extras and groups.

    Raises:
        EnvironmentSourceError: there is no such file or folder.
    """
    found = _FORM.fullmatch(text)
    label = text
    extras: frozenset[str] = frozenset()
    groups: tuple[str, ...] = ()
    if found and Path(found["path"]).suffix in _WITH_SETS:
        label = found["path"]
        extras = frozenset(_names(found["extras"]))
        groups = tuple(_names(found["groups"]))
    path = folder / label
    if not path.exists():
        raise EnvironmentSourceError(f"{path}: no such file or folder")
    return Reference(label, path, extras, groups)


def unknown(
    path: Path, what: str, known: Iterable[str], verb: str = "declared"
) -> EnvironmentSourceError:
    """The error to raise about an extra or group, `what`, that is not among the known ones."""
    listed = ", ".join(sorted(known)) or "none"
    return EnvironmentSourceError(f"{path}: no {what}; {verb}: {listed}")


def check_listed(path: Path, kind: str, asked: Iterable[str], known: Collection[str]) -> None:
    """Refuse extras or groups that a lock does not list.

    Raises:
        EnvironmentSourceError: there is one.
    """
    for name in asked:
        if name not in known:
            raise unknown(path, f"{name!r} in its {kind}", known, "listed")


def _names(listed: str | None) -> list[str]:
    from packaging.utils import canonicalize_name

    return [canonicalize_name(name.strip()) for name in (listed or "").split(",") if name.strip()]
