"""Files of JSON that hold one struct, with the version of their format in it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from standards_lint.errors import ConfigError
from standards_lint.writing import write_whole


class _Versioned(Protocol):
    @property
    def version(self) -> int: ...


V = TypeVar("V", bound=_Versioned)


def read(path: Path, kind: type[V], version: int, what: str) -> V | None:
    """What a file holds; None where there is no such file.

    Args:
        path: the file.
        kind: the struct.
        version: the one version that is known.
        what: what people call such a file.

    Raises:
        ConfigError: it cannot be read, holds something else, or is of another version.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: no {what}: {error}") from None
    if found.version != version:
        raise ConfigError(f"{path}: version {found.version}; this release reads {version}")
    return found


def write(path: Path, value: msgspec.Struct) -> None:
    """Write a struct to a file, whole or not at all.

    Raises:
        UsageError: the file cannot be written.
    """
    text = msgspec.json.format(msgspec.json.encode(value), indent=1).decode()
    write_whole(path, f"{text}\n")
