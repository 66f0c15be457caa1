"""The Python files of a repository, as far as they may be its own code."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

_FOREIGN = frozenset(
    ("__pycache__", "__pypackages__", "node_modules", "site-packages", "build", "dist")
)


def python_files(folder: Path) -> tuple[PurePosixPath, ...]:
    """Paths from a folder, sorted; hidden folders, virtual environments and builds left out."""
    found = []
    for here, folders, files in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".")
            and name not in _FOREIGN
            and not (Path(here) / name / "pyvenv.cfg").exists()
        ]
        place = PurePosixPath(Path(here).relative_to(folder).as_posix())
        found += [
            place / name for name in files if name.endswith(".py") and Path(here, name).is_file()
        ]
    return tuple(sorted(found))
