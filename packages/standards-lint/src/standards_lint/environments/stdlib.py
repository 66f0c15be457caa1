"""What the standard library of a Python and platform holds, after typeshed's stubs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from standards_lint.model import Lookup

_DATA = Path(__file__).with_name("stdlib.json")
_OLDEST, _NEWEST = 8, 15
_PLATFORMS = ("linux", "darwin", "win32")
_PRESENT = Lookup("present")
_ANYWHERE = -1


class _Data(msgspec.Struct, frozen=True):
    """Names joined by spaces, by the Pythons and platforms that have them.

    These are masks in hexadecimal: bit `3 * (minor - 8) + platform` with linux, darwin, win32.
    `names` holds the public names of each module: those under the empty key are wherever the
    module is, those under "?" may be anywhere. Where there is no empty key, more may be there.
    They are decoded for the modules that are asked for.
    """

    modules: dict[str, str]
    names: dict[str, msgspec.Raw]


@cache
def _data() -> _Data:
    return msgspec.json.decode(_DATA.read_bytes(), type=_Data)


@cache
def _masks() -> dict[str, int]:
    """Where each module is."""
    return {
        name: int(mask, 16) for mask, names in _data().modules.items() for name in names.split()
    }


# Trees whose inside differs from one installation to the next.
_LOOSE = frozenset("distutils ensurepip idlelib lib2to3 pydoc_data test turtledemo".split())
# What importing its parent enters in `sys.modules`, until the given minor version.
_ALIASES = {"typing.io": 13, "typing.re": 13}


def stdlib_lookup(dotted: str, python: tuple[int, int], platform: str) -> Lookup | None:
    """Whether a standard-library module exists there; None if it is not one at all.

    A name below a module that is not known to be a module anywhere counts as present: it may be
    an attribute.

    Args:
        dotted: the absolute name of a module.
        python: (major, minor); the nearest known one stands for any other.
        platform: a `sys.platform`; one that is not known counts as linux.
    """
    if dotted == "__main__":
        return _PRESENT
    masks = _masks()
    top = dotted.partition(".")[0]
    if top not in masks:
        return None
    bit = _bit(python, platform)
    end = len(top)
    while True:
        name = dotted[:end]
        mask = masks.get(name)
        if mask is None:
            return _PRESENT
        if not mask & bit:
            return Lookup("absent", name, "platform")
        if end == len(dotted):
            return _PRESENT
        end = dotted.find(".", end + 1)
        end = end if end >= 0 else len(dotted)


def stdlib_module(dotted: str, python: tuple[int, int]) -> bool:
    """Whether a name below a standard-library module may be a module, not an attribute.

    What is private, or of a tree that differs between installations, may be one.

    Args:
        dotted: the absolute name of something that `stdlib_lookup` calls present.
        python: (major, minor).
    """
    masks = _masks()
    if dotted in masks or dotted == "__main__":
        return True
    top, *parts = dotted.split(".")
    if top in _LOOSE or any(part[:1] == "_" or part in ("test", "tests") for part in (top, *parts)):
        return True
    return python[1] < _ALIASES.get(dotted, 0)


def stdlib_has_name(module: str, name: str, python: tuple[int, int], platform: str) -> bool:
    """Whether a standard-library module has a name there; True where that is not known.

    A name of the standard library's own modules may have been imported there.
    """
    masks, names = _masks(), _names(module)
    mask = names.get(name)
    if mask is not None:
        return mask == _ANYWHERE or bool(mask & _bit(python, platform))
    return (
        "" not in _listed(module)
        or name.startswith("_")
        or name in masks
        or f"{module}.{name}" in masks
    )


@cache
def _listed(module: str) -> dict[str, str]:
    """The names of a module, joined by spaces, by where they are."""
    found = _data().names.get(module)
    return {} if found is None else msgspec.json.decode(found, type=dict[str, str])


@cache
def _names(module: str) -> dict[str, int]:
    """Where each name of a module is."""
    return {
        name: int(mask, 16) if mask not in ("", "?") else _ANYWHERE
        for mask, names in _listed(module).items()
        for name in names.split()
    }


def _bit(python: tuple[int, int], platform: str) -> int:
    minor = min(max(python[1], _OLDEST), _NEWEST)
    index = _PLATFORMS.index(platform) if platform in _PLATFORMS else 0
    return 1 << ((minor - _OLDEST) * len(_PLATFORMS) + index)
