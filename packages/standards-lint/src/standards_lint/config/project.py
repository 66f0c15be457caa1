"""What one run works on: a configuration with its defaults filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from standards_lint.config.find import find, read
from standards_lint.config.pyproject import PYPROJECT, read_pyproject
from standards_lint.config.schema import Config, EnvironmentConfig
from standards_lint.errors import ConfigError

DEFAULT_PYTHON = "3.11"

_LOWER_BOUND = re.compile(r"(?:>=|~=|==)\s*(3\.\d+)")


class Target(Struct, frozen=True):
    """One environment on one platform.

    `name` is the environment's, with `@platform` where it declares several. What it leaves
    open (None) is its interpreter's where it has one, else `default_python` and this machine's.
    """

    name: str
    environment: str
    config: EnvironmentConfig
    python: str | None
    platform: str | None
    machine: str | None
    default_python: str


class Project(Struct, frozen=True):
    """A configuration and the folder its relative paths start from.

    `path` is None where there is no configuration file.
    """

    root: Path
    path: Path | None
    config: Config

    @classmethod
    def load(cls, start: Path, config: Path | None) -> Project:
        """The project of the named configuration file, or of the nearest one at or above `start`.

        Raises:
            ConfigError: the file is missing or wrong.
        """
        path = config.absolute() if config is not None else find(start)
        if path is None:
            return cls(start.absolute(), None, Config())
        return cls(path.parent, path, read(path))

    def with_src(self, src: tuple[Path, ...]) -> Project:
        """This project with other import roots; none keeps the configured ones."""
        if not src:
            return self
        absolute = tuple(str(item.absolute()) for item in src)
        return replace(self, config=replace(self.config, src=absolute))

    def with_environments(self, given: Mapping[str, str]) -> Project:
        """This project with environments that a file or folder each describes."""
        added = {name: EnvironmentConfig(provides_from=(source,)) for name, source in given.items()}
        environments = {**self.config.environments, **added}
        return replace(self, config=replace(self.config, environments=environments))

    def roots(self) -> tuple[Path, ...]:
        """The import roots, in the order of `sys.path`.

        Raises:
            ConfigError: a root is no folder.
        """
        if self.config.src is None:
            usual = self.root / "src"
            return (usual if usual.is_dir() else self.root,)
        roots = tuple(self.root / item for item in self.config.src)
        for root in roots:
            if not root.is_dir():
                raise ConfigError(f"{self.path or '--src'}: src: {root} is not a folder")
        return roots

    def targets(self) -> tuple[Target, ...]:
        """Every environment, once for each of its platforms, in order of name."""
        python = self._default_python()
        return tuple(
            target
            for name, config in sorted(self.config.environments.items())
            for target in _expand(name, config, python)
        )

    def _default_python(self) -> str:
        path = self.root / PYPROJECT
        if not path.is_file():
            return DEFAULT_PYTHON
        return lowest_python(read_pyproject(path).project.requires_python) or DEFAULT_PYTHON


def lowest_python(required: str) -> str | None:
    """The version that a `requires-python` starts from; None where it names no lower bound."""
    bound = _LOWER_BOUND.search(required)
    return bound.group(1) if bound else None


def _expand(name: str, config: EnvironmentConfig, python: str) -> Iterator[Target]:
    several = len(config.platforms) > 1
    for system in config.platforms or (config.platform,):
        label = f"{name}@{system}" if several else name
        yield Target(label, name, config, config.python_version, system, config.machine, python)
