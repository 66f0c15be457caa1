"""Submodules by the real files of a site folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

_SOURCE = ".py"
_COMPILED = (".so", ".pyd")
# What makes a submodule appear that has no file, or a name that is not spelled out.
_DYNAMIC = re.compile(
    r"__path__|sys\.(?:modules|meta_path)|__getattr__|import \*|\blazy"
    r"|\b(?:globals|locals|vars|exec)\("
)


@lru_cache(maxsize=65536)
def missing_submodule(
    dotted: str, folders: tuple[str, ...], editable: tuple[tuple[str, str], ...]
) -> str | None:
    """The shortest prefix of a module's name that has no file, None where none is missing.

    A name that its parent's source mentions, or that could appear in another way (an edited
    `__path__`, a write to `sys.modules`, an extension module), counts as there: it may be an
    attribute.

    Args:
        dotted: the name; its first part is known to be installed.
        folders: site folders in the order of `sys.path`.
        editable: top-level names with the folder or file that each is imported from.
    """
    parts = dotted.split(".")
    places = _top(parts[0], folders, dict(editable))
    if not places:
        return None
    for index, part in enumerate(parts[1:], 1):
        inside = [found for place in places for found in _children(place, part)]
        if not inside:
            may_appear = any(_mentions(place, part) for place in places)
            return None if may_appear else ".".join(parts[: index + 1])
        places = inside
    return None


def _top(name: str, folders: Sequence[str], editable: dict[str, str]) -> list[Path]:
    if name in editable:
        return [Path(editable[name])]
    return [found for folder in folders for found in _children(Path(folder), name)]


def _children(place: Path, name: str) -> list[Path]:
    """The folder or file of a module below a package's folder."""
    if not place.is_dir():
        return []
    found = [place / name] if (place / name).is_dir() else []
    source = place / f"{name}{_SOURCE}"
    if source.is_file():
        found.append(source)
    for suffix in _COMPILED:
        found += place.glob(f"{name}.*{suffix}")
        found += place.glob(f"{name}{suffix}")
    return found


def _mentions(place: Path, name: str) -> bool:
    source = place / "__init__.py" if place.is_dir() else place
    if source.suffix != _SOURCE:
        return True
    if not source.is_file():
        return place.is_dir() and any(place.glob("__init__.*"))
    text = source.read_text(encoding="utf-8", errors="replace")
    return bool(_DYNAMIC.search(text) or re.search(rf"\b{re.escape(name)}\b", text))
