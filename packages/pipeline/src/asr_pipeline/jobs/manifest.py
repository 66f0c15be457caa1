"""What a finished stage was made from; the reason why it need not run again."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from asr_pipeline.jobs.files import FileRecord, digest, record, sha256_of, write_json

MANIFEST = "manifest.json"
MANIFEST_VERSION = 1
_PACKAGE = __name__.partition(".")[0]


class Basis(Struct, frozen=True):
    """Everything but code that decides a stage's artifacts.

    `inputs` maps artifact names to SHA-256, `distributions` names to versions.
    """

    stage: str
    inputs: dict[str, str]
    parameters: dict[str, object]
    distributions: dict[str, str]

    @property
    def key(self) -> str:
        """The SHA-256 of all of it."""
        return digest(self)


class Manifest(Struct, frozen=True):
    """Written last, when every artifact of the stage is in place.

    `code` maps the modules the stage ran to the SHA-256 of their source; `started` is ISO 8601
    in UTC, `seconds` the wall-clock time.
    """

    key: str
    basis: Basis
    inputs: tuple[FileRecord, ...]
    outputs: tuple[FileRecord, ...]
    code: dict[str, str]
    python: str
    started: str
    seconds: float
    version: int = MANIFEST_VERSION


def load_manifest(folder: Path) -> Manifest | None:
    """Return a stage folder's manifest; None where there is none that this version can read."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return None
    return manifest if manifest.version <= MANIFEST_VERSION else None


def save_manifest(folder: Path, manifest: Manifest) -> None:
    """Mark a stage as finished."""
    write_json(folder / MANIFEST, manifest)


def stale_reason(manifest: Manifest | None, basis: Basis, folder: Path) -> str | None:
    """Return why a stage must run (again), or None where its artifacts can be kept."""
    if manifest is None:
        return "not finished before"
    if manifest.key != basis.key:
        return "its inputs, parameters or libraries changed"
    if any(source_digest(module) != sha for module, sha in manifest.code.items()):
        return "its code changed"
    for output in manifest.outputs:
        path = folder / output.name
        if not path.is_file():
            return f"{output.name} is gone"
        if record(path, output.name, output).sha256 != output.sha256:
            return f"{output.name} was changed by somebody else"
    return None


def running_code() -> dict[str, str]:
    """Return the source digests of this package's modules that this process has loaded."""
    names = [name for name in sys.modules if name.partition(".")[0] == _PACKAGE]
    return {name: source_digest(name) for name in sorted(names)}


def source_digest(module: str) -> str:
    """Return the SHA-256 of a module of this package, found without importing it."""
    root = Path(importlib.util.find_spec(_PACKAGE).origin).parent
    base = root.joinpath(*module.split(".")[1:])
    for path in (base / "__init__.py", base.with_suffix(".py")):
        if path.is_file():
            return sha256_of(path)
    return ""
