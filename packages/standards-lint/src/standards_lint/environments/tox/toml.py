"""The settings of `tox.toml` and `[tool.tox]`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from standards_lint.config import typed
from standards_lint.errors import EnvironmentSourceError

_DEEPEST = 20


class _Tables(Struct, frozen=True):
    env_list: tuple[Any, ...] = ()
    env: dict[str, dict[str, Any]] = {}
    env_run_base: dict[str, Any] = {}
    no_package: bool = False


class _Reference(Struct, frozen=True):
    of: tuple[str, ...] = ()
    env: str = ""
    key: str = ""


class TomlSettings:
    """One table of settings.

    Raises:
        ConfigError: a value is of the wrong type.
    """

    def __init__(self, table: Mapping[str, Any], path: Path) -> None:
        self.path = path
        self._table = table
        self._tables = typed(table, _Tables, str(path))

    def default_names(self) -> tuple[str, ...]:
        """The environments of `env_list`."""
        return tuple(item for item in self._tables.env_list if isinstance(item, str))

    def names(self) -> tuple[str, ...]:
        """The environments of `env_list`, then those that only have a table."""
        return tuple(dict.fromkeys((*self.default_names(), *self._tables.env)))

    def lines(self, name: str, key: str) -> tuple[str, ...]:
        """The lines of a setting of an environment; none where it is not set."""
        return tuple(self._strings(self._value(name, key), name, 0))

    def commands(self, name: str, key: str) -> tuple[str, ...]:
        """The commands in a setting of an environment, with the arguments that they default to.

        Each is a list of words; a reference among them may stand for several commands.
        """
        value = self._value(name, key)
        found = [self._referred(item, name) if _is_reference(item) else [item]
                 for item in (value if isinstance(value, list) else [])]  # fmt: skip
        commands = [each for items in found if isinstance(items, list) for each in items]
        return tuple(" ".join(self._strings(_default(each), name, 0)) for each in commands)

    def installs_package(self, name: str) -> bool:
        """Whether an environment gets the project itself."""
        is_skipped = self._value(name, "package") == "skip" or self._value(name, "skip_install")
        return not is_skipped and not self._tables.no_package

    def _value(self, name: str, key: str) -> Any:
        own = self._tables.env.get(name, {})
        return own[key] if key in own else self._tables.env_run_base.get(key)

    def _strings(self, value: Any, name: str, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            raise EnvironmentSourceError(f"{self.path}: settings refer to each other in a circle")
        if isinstance(value, str):
            filled = value.replace("{env_name}", name).replace("{tox_root}", ".")
            yield from (line.strip() for line in filled.splitlines() if line.strip())
        elif isinstance(value, list):
            for item in value:
                yield from self._strings(item, name, depth + 1)
        elif _is_reference(value):
            yield from self._strings(self._referred(value, name), name, depth + 1)
        elif value is not None:
            raise EnvironmentSourceError(f"{self.path}: only a run of tox knows what {value} is")

    def _referred(self, value: Mapping[str, Any], name: str) -> Any:
        """What `of = [...]`, or `env` and `key`, mean."""
        reference = typed(value, _Reference, str(self.path))
        if not reference.of:
            return self._value(reference.env or name, reference.key)
        found: Any = self._table
        for part in reference.of:
            found = found.get(part) if isinstance(found, dict) else None
        return found


def _is_reference(value: Any) -> bool:
    return isinstance(value, dict) and value.get("replace") == "ref"


def _default(value: Any) -> Any:
    """A command with what its words default to; what only a run of tox knows is nothing."""
    if isinstance(value, list):
        return [_default(item) for item in value]
    if isinstance(value, dict) and not _is_reference(value):
        return value.get("default")
    return value
