"""Decodes TOML files into types, and names the key where one has another type."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from standards_lint.config.keys import check_keys
from standards_lint.errors import ConfigError

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)


def decode_toml(path: Path) -> dict[str, Any]:
    """The document of a TOML file.

    Raises:
        ConfigError: it is missing, unreadable, not UTF-8 or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None


def read_toml(path: Path, kind: type[S]) -> S:
    """A TOML file as a struct; unknown keys are refused where the struct forbids them.

    Raises:
        ConfigError: it cannot be decoded, or a key is unknown or of the wrong type.
    """
    document = decode_toml(path)
    if kind.__struct_config__.forbid_unknown_fields:
        check_keys(document, kind, str(path))
    return typed(document, kind, str(path))


def typed(value: object, kind: type[T], where: str) -> T:
    """A decoded value as a type.

    Args:
        value: what was decoded.
        kind: the type, with those of everything in it.
        where: file, and table inside it, for the message.

    Raises:
        ConfigError: something in it has another type.
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        message, _, key = str(error).partition(" - at `$.")
        label = f"{key.rstrip('`')}: " if key else ""
        raise ConfigError(f"{where}: {label}{message[:1].lower()}{message[1:]}") from None
