"""Which reader reads an entry of `provides-from`."""

from __future__ import annotations

from pathlib import Path

from standards_lint.environments import folder, reference, requirements
from standards_lint.environments.contents import Contents, merged
from standards_lint.environments.markers import Platform


def read(entry: str, base: Path, where: Platform) -> Contents:
    """What a file or folder says is installed.

    Raises:
        EnvironmentSourceError: it does not exist, cannot be read or is of no known kind.
    """
    return _read(reference.parse(entry, base), where)


def _read(source: reference.Reference, where: Platform) -> Contents:
    if source.path.is_dir():
        return merged(tuple(_read(part, where) for part in folder.described_by(source)))
    return requirements.read(source, where)
