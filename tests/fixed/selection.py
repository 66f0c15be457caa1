"""What is tried: packages, and what each environment lacks."""

from pathlib import Path

import msgspec

WHOLE = Path(__file__).parent / "selection.toml"
SMALL = Path(__file__).parent / "selection-small.toml"


class Package(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pinned distribution, and the import names that each of its environments lacks."""

    name: str
    version: str
    without: dict[str, tuple[str, ...]]

    @property
    def pin(self) -> str:
        """As installers spell it."""
        return f"{self.name}=={self.version}"


class Selection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`packages` are only unpacked; `installed` are labels of the truth test's selection, whose
    directories are there to import from."""

    packages: tuple[Package, ...] = ()
    installed: tuple[str, ...] = ()


def load(path: Path) -> Selection:
    """Read a selection file.

    Raises:
        msgspec.ValidationError: the file has an unknown or badly typed key.
    """
    return msgspec.toml.decode(path.read_bytes(), type=Selection)
