"""The optional configuration file `asr-pipeline.toml`.

    models = ["models"]             # folders with one folder a model
    [environments.mlx]
    python = "/opt/mlx/bin/python"  # instead of .tox/mlx or envs/mlx/.venv

Relative paths start at the file's folder.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from msgspec import Struct

from asr_pipeline.errors import ConfigError, UsageError
from asr_pipeline.registry import find_environment

CONFIG_FILE = "asr-pipeline.toml"
MODELS_VARIABLE = "ASR_PIPELINE_MODELS"
_ROOT_MARK = Path("envs/core/requirements.txt")


class EnvironmentSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`python` is the path of the interpreter to use."""

    python: str


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The content of the file."""

    models: tuple[str, ...] = ()
    environments: dict[str, EnvironmentSettings] = {}


class Config(Struct, frozen=True):
    """The settings in force; `root` is the checkout that holds `envs/`, if there is one."""

    root: Path | None
    path: Path | None = None
    models: tuple[Path, ...] = ()
    environments: dict[str, EnvironmentSettings] = {}

    def resolve(self, path: str) -> Path:
        """Make a path of the file absolute."""
        base = self.path.parent if self.path else Path.cwd()
        return (base / Path(path).expanduser()).absolute()


def load_config(path: Path | None = None) -> Config:
    """Read the configuration: `path`, or `asr-pipeline.toml` here or in the checkout, or nothing.

    Raises:
        ConfigError: the file is missing, is not TOML, or has a wrong key or value.
    """
    root = _checkout()
    path = path or next((found for found in _usual_files(root) if found.is_file()), None)
    settings = _read(path) if path else Settings()
    config = Config(root, path.absolute() if path else None, (), settings.environments)
    models = [config.resolve(folder) for folder in settings.models]
    if variable := os.environ.get(MODELS_VARIABLE):
        models = [Path(folder).absolute() for folder in variable.split(os.pathsep) if folder]
    return msgspec.structs.replace(config, models=tuple(models))


def _read(path: Path) -> Settings:
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=Settings)
        for name in settings.environments:
            find_environment(name)
    except OSError as error:
        raise ConfigError(f"cannot read the configuration {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8", "save it as UTF-8") from error
    except (msgspec.DecodeError, UsageError) as error:
        raise ConfigError(f"{path}: {error}; see docs/pipeline.md for its keys") from error
    return settings


def _usual_files(root: Path | None) -> list[Path]:
    return [folder / CONFIG_FILE for folder in (Path.cwd(), root) if folder]


def _checkout() -> Path | None:
    """Look upwards from the working folder, then from this package's own source."""
    for start in (Path.cwd(), Path(__file__).parent):
        for folder in (start, *start.parents):
            if (folder / _ROOT_MARK).is_file():
                return folder
    return None
