"""Finds and decodes the configuration file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from standards_lint.config.keys import check_keys
from standards_lint.config.pyproject import PYPROJECT, tool_table
from standards_lint.config.schema import Config, EnvironmentConfig
from standards_lint.config.toml import decode_toml, typed
from standards_lint.errors import ConfigError

FILE_NAME = "standards-lint.toml"
TABLE = "standards-lint"


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
    if path.name != PYPROJECT:
        return _convert(decode_toml(path), path)
    document = tool_table(path, TABLE, dict[str, Any])
    if document is None:
        raise ConfigError(f"{path}: no [tool.{TABLE}] table")
    return _convert(document, path)


def _has_table(path: Path) -> bool:
    try:
        mentions = TABLE in path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    return mentions and tool_table(path, TABLE, dict[str, Any]) is not None


def _convert(document: dict[str, Any], path: Path) -> Config:
    check_keys(document, Config, str(path))
    tables = document.get("environments", {})
    if isinstance(tables, dict):
        environments = {
            name: _environment(table, f"{path}: environments.{name}")
            for name, table in tables.items()
        }
        document = {**document, "environments": {}}
        config = typed(document, Config, str(path))
        return msgspec.structs.replace(config, environments=environments)
    return typed(document, Config, str(path))


def _environment(table: object, where: str) -> EnvironmentConfig:
    check_keys(table, EnvironmentConfig, where)
    found = typed(table, EnvironmentConfig, where)
    if found.platform is not None and found.platforms:
        raise ConfigError(f"{where}: 'platform' and 'platforms' exclude each other")
    return found
