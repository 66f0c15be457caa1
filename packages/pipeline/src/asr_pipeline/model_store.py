"""Where a backend's model folder is on this machine. Nothing is ever downloaded."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import platformdirs

from asr_pipeline.config import MODELS_VARIABLE, Config
from asr_pipeline.errors import ModelUnavailableError
from asr_pipeline.jobs.files import digest, sha256_of
from asr_pipeline.registry import Backend

Patterns = tuple[str, ...]  # of which a file must match one
# Of a wav2vec2 model in Hugging Face's format, by alternatives.
ALIGN_MODEL_FILES = (
    ("config.json",),
    ("preprocessor_config.json",),
    ("vocab.json",),
    ("model.safetensors", "pytorch_model.bin"),
)
_SMALL_FILE = 1 << 20  # bytes; larger files are identified by name and size


def find_model(backend: Backend, asked: str | None, config: Config) -> Path | None:
    """Return the model folder to use; None where the backend brings its own.

    `asked` is a folder, or a name looked up in the model folders and the hub cache; without it the
    only complete model found there is taken.

    Raises:
        ModelUnavailableError: none or several are found; the message says what to put where.
    """
    if backend.bundled_model and asked in (None, backend.bundled_model):
        return None
    if asked and Path(asked).is_dir():
        return _complete(backend, Path(asked).absolute())
    found = [path for path in _candidates(backend, asked, config) if not lacking(backend, path)]
    if len(found) == 1 or (asked and found):
        return found[0]
    if found:
        raise ModelUnavailableError(
            f"backend {backend.name!r} has several models here",
            f"choose one with --model: {', '.join(map(str, found))}",
        )
    what = f"model {asked!r}" if asked else "model"
    raise ModelUnavailableError(
        f"backend {backend.name!r} has no {what} on this machine", _advice(backend, asked, config)
    )


def find_align_model(asked: str, config: Config) -> Path:
    """Return the folder of an alignment model: `asked` itself, or in a model folder or hub cache.

    Raises:
        ModelUnavailableError: there is none, or it lacks files; the message says what to put where.
    """
    places = [Path(asked), *(folder / asked for folder in model_folders(config))]
    places += sorted(
        _hub_cache().glob(f"models--{glob.escape(asked.replace('/', '--'))}/snapshots/*")
    )
    for folder in places:
        if folder.is_dir():
            return complete_align_model(folder.absolute())
    raise ModelUnavailableError(
        f"there is no alignment model {asked!r} on this machine",
        f"put its files ({_readable(ALIGN_MODEL_FILES)}) into {places[1]}, or name its folder with "
        "--align-model",
    )


def complete_align_model(folder: Path) -> Path:
    """Return the folder of an alignment model.

    Raises:
        ModelUnavailableError: it lacks files.
    """
    if missing := _lacking(ALIGN_MODEL_FILES, folder):
        raise ModelUnavailableError(
            f"the alignment model {folder} lacks {_readable(missing)}",
            "put these files there, or name another folder with --align-model",
        )
    return folder


def lacking(backend: Backend, folder: Path) -> list[str]:
    """Return what a model folder lacks, as readable alternatives."""
    return [" or ".join(patterns) for patterns in _lacking(backend.model_files, folder)]


def model_digest(folder: Path | None) -> str | None:
    """Identify a model by its files: small ones by content, large ones by name and size."""
    if folder is None:
        return None
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return digest([(path.relative_to(folder).as_posix(), _identity(path)) for path in files])


def model_folders(config: Config) -> tuple[Path, ...]:
    """Return the folders that hold one folder a model."""
    return config.models or (platformdirs.user_data_path("asr-pipeline") / "models",)


def _lacking(files: Iterable[Patterns], folder: Path) -> list[Patterns]:
    return [
        patterns
        for patterns in files
        if not any(path.is_file() for pattern in patterns for path in folder.glob(pattern))
    ]


def _readable(files: Iterable[Patterns]) -> str:
    return ", ".join(" or ".join(patterns) for patterns in files)


def _identity(path: Path) -> str:
    size = path.stat().st_size
    return sha256_of(path) if size <= _SMALL_FILE else str(size)


def _complete(backend: Backend, folder: Path) -> Path:
    if missing := lacking(backend, folder):
        raise ModelUnavailableError(
            f"{folder} is not a model for backend {backend.name!r}: it lacks {', '.join(missing)}",
            "put these files there, or name another folder with --model",
        )
    return folder


def _candidates(backend: Backend, asked: str | None, config: Config) -> Iterator[Path]:
    for folder in model_folders(config):
        yield from [folder / asked] if asked else sorted(folder.glob("*/"))
    pattern = glob.escape(asked) if asked else "*"
    repositories = [pattern] if "/" in pattern else backend.hub_repositories
    for repository in repositories:
        name = repository.format(name=pattern).replace("/", "--")
        yield from sorted(_hub_cache().glob(f"models--{name}/snapshots/*"))


def _hub_cache() -> Path:
    home = Path(os.environ.get("HF_HOME", Path.home() / ".cache" / "huggingface"))
    return Path(os.environ.get("HF_HUB_CACHE", home / "hub"))


def _advice(backend: Backend, asked: str | None, config: Config) -> str:
    files = _readable(backend.model_files)
    place = model_folders(config)[0] / (Path(asked).name if asked else "NAME")
    return (
        f"put its files ({files}) into {place}, or name a folder that has them with --model, "
        f"or set {MODELS_VARIABLE}"
    )
