"""How paths are shown and compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def shown(path: Path) -> str:
    """A path relative to the current directory where it lies below it, else absolute."""
    absolute = path.absolute()
    here = Path.cwd()
    return absolute.relative_to(here).as_posix() if absolute.is_relative_to(here) else str(absolute)


def within(path: str, places: Sequence[Path]) -> bool:
    """Whether a path is one of the resolved `places` or lies below one; true without places."""
    if not places:
        return True
    resolved = Path(path).resolve()
    return any(resolved == place or place in resolved.parents for place in places)
