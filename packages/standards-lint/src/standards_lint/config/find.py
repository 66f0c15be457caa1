"""Finds and decodes the configuration file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from standards_lint.config.keys import check_keys
from standards_lint.config.schema import Config, EnvironmentConfig
from standards_lint.errors import ConfigError

FILE_NAME = "standards-lint.toml"
PYPROJECT = "pyproject.toml"
TABLE = "standards-lint"

T = TypeVar("T")


def find(start: Path) -> Path | None:
    """The configuration file of `start`'s folder or the nearest folder above that has one.

    Raises:
        ConfigError: a `pyproject.toml` on the way is not valid TOML.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        own = folder / FILE_NAME
        if own.is_file():
            return own
        shared = folder / PYPROJECT
        if shared.is_file() and _has_table(shared):
            return shared
    return None


def read(path: Path) -> Config:
    """The decoded and checked configuration of one file.

    Raises:
        ConfigError: the file is missing, unreadable, not TOML, or has a wrong key or value.
    """
    document = decode_toml(path)
    if path.name == PYPROJECT:
        document = document.get("tool", {}).get(TABLE)
        if document is None:
            raise ConfigError(f"{path}: no [tool.{TABLE}] table")
    return _convert(document, path)


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


def _has_table(path: Path) -> bool:
    try:
        mentions = TABLE in path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    return mentions and TABLE in decode_toml(path).get("tool", {})


def _convert(document: dict[str, Any], path: Path) -> Config:
    check_keys(document, Config, str(path))
    tables = document.get("environments", {})
    if isinstance(tables, dict):
        environments = {
            name: _environment(table, f"{path}: environments.{name}")
            for name, table in tables.items()
        }
        document = {**document, "environments": {}}
        config = _typed(document, Config, str(path))
        return msgspec.structs.replace(config, environments=environments)
    return _typed(document, Config, str(path))


def _environment(table: object, where: str) -> EnvironmentConfig:
    check_keys(table, EnvironmentConfig, where)
    found = _typed(table, EnvironmentConfig, where)
    if found.platform is not None and found.platforms:
        raise ConfigError(f"{where}: 'platform' and 'platforms' exclude each other")
    return found


def _typed(value: object, kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        message, _, key = str(error).partition(" - at `$.")
        label = f"{key.rstrip('`')}: " if key else ""
        raise ConfigError(f"{where}: {label}{message[:1].lower()}{message[1:]}") from None
