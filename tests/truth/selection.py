"""What is tried: packages, their versions, and what each reduced environment leaves out."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

WHOLE = Path(__file__).parent / "selection.toml"
SMALL = Path(__file__).parent / "selection-small.toml"


class Mode(StrEnum):
    """Who goes with a distribution that is left out."""

    WITH_DEPENDANTS = "with-dependants"
    ALONE = "alone"


class Reduced(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """A site directory without some distributions.

    `leave_out` holds distribution names. In mode `with-dependants` every distribution that
    requires one of them, directly or not, goes too, except the package under test; in mode
    `alone` the dependants stay and may be broken.
    """

    leave_out: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    mode: Mode = Mode.WITH_DEPENDANTS


class Package(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """One package under test.

    `extra_requirements` are installed beside it in every directory, `not_installable` never.
    `preload` names third-party modules that the forks for the full directory share.
    """

    name: str
    version: str
    environments: dict[str, Reduced]
    extra_requirements: tuple[str, ...] = ()
    not_installable: tuple[str, ...] = ()
    preload: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """`name-version`, the folder name of everything that belongs to the package."""
        return f"{self.name}-{self.version}"


class Selection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """A selection file; `constraints` hold for the resolution of every package."""

    packages: tuple[Package, ...]
    constraints: tuple[str, ...] = ()


def load(path: Path) -> Selection:
    """Read a selection file.

    Raises:
        msgspec.ValidationError: the file has an unknown or badly typed key.
        OSError: the file cannot be read.
    """
    return msgspec.toml.decode(path.read_bytes(), type=Selection)
