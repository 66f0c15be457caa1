"""A folder that describes an environment: the best description in it is read."""

from __future__ import annotations

from pathlib import Path

from standards_lint.environments.reference import Reference
from standards_lint.errors import EnvironmentSourceError

LOCKS = ("pylock.toml", "uv.lock", "requirements.txt")
RECORD = "imports.toml"


def lock_of(folder: Path) -> tuple[Path, ...]:
    """The lock or requirements files that describe a folder's environment; may be none."""
    for name in LOCKS:
        if (folder / name).is_file():
            return (folder / name,)
    return tuple(sorted(folder.glob("requirements*.txt")))


def described_by(reference: Reference) -> tuple[Reference, ...]:
    """The files in a folder that say what its environment holds.

    Raises:
        EnvironmentSourceError: there are none.
    """
    folder = reference.path
    record = folder / RECORD
    paths = (record,) if record.is_file() else lock_of(folder)
    if not paths:
        raise EnvironmentSourceError(
            f"{folder}: neither {RECORD}, {', '.join(LOCKS)}, nor an interpreter or site-packages"
        )
    return tuple(Reference(str(path), path) for path in paths)
