"""`imports.toml`: what a real interpreter of an environment was found to hold.

    version = 1
    lock = "requirements.txt"
    lock-digest = "sha256:..."
    python = "3.11.7"
    platform = "linux"
    machine = "x86_64"

    [distributions.mlx]
    version = "0.32.4"
    imports = ["mlx.core", "mlx.nn"]
    requires = ["mlx-cpu"]

    [probes."mlx_whisper.torch_whisper"]
    error = "No module named 'torch'"
    missing = "torch"

`lock` lies in the same folder; an environment without a lock has neither of its two keys. A
probe is a real import of a module that first-party code uses: `error` and `missing` where it
failed, `names` (every attribute of the module) where they were recorded.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from standards_lint.config import read_toml
from standards_lint.environments.contents import (
    Contents,
    Distribution,
    Interpreter,
    Probe,
    Problem,
)
from standards_lint.environments.markers import Platform
from standards_lint.errors import ConfigError, EnvironmentSourceError

VERSION = 1
_HEADER = "# Written by `standards-lint env sync`.\n"


class RecordedDistribution(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """`imports` are dotted names with namespace packages expanded."""

    version: str
    imports: tuple[str, ...]
    requires: tuple[str, ...] = ()


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The whole file; `distributions` are keyed by normalised name."""

    version: int
    python: str
    platform: str
    machine: str
    distributions: dict[str, RecordedDistribution]
    probes: dict[str, Probe] = {}
    lock: str | None = None
    lock_digest: str | None = None


def digest(lock: Path) -> str:
    """What `lock-digest` says of a lock file's bytes."""
    return f"sha256:{hashlib.sha256(lock.read_bytes()).hexdigest()}"


def load(path: Path) -> Record:
    """The record in a file.

    Raises:
        EnvironmentSourceError: it is not TOML, has an unknown key or a value of the wrong type, or
            the format is too new.
    """
    try:
        record = read_toml(path, Record)
    except ConfigError as error:
        raise EnvironmentSourceError(f"{error}; run `standards-lint env sync`") from None
    if record.version != VERSION:
        raise EnvironmentSourceError(
            f"{path}: format {record.version}, but this version reads {VERSION}"
        )
    return record


def encoded(record: Record) -> str:
    """The text of the file for a record."""
    import tomli_w

    table = {key: value for key, value in msgspec.to_builtins(record).items() if value is not None}
    return _HEADER + tomli_w.dumps(table)


def problem(path: Path, record: Record) -> Problem | None:
    """Why a record no longer tells what is installed; None where it does."""
    if record.lock is None:
        return None
    lock = path.parent / record.lock
    if not lock.is_file():
        return Problem(str(path), f"was recorded from {record.lock}, which is gone")
    if digest(lock) != record.lock_digest:
        return Problem(str(path), f"is older than {record.lock}; run `standards-lint env sync`")
    return None


def fits(record: Record, where: Platform) -> bool:
    """Whether a record was made on this Python release and platform."""
    release = tuple(int(part) for part in record.python.split(".")[:2])
    return (release, record.platform, record.machine) == (
        where.release,
        where.system,
        where.machine,
    )


def contents(path: Path, record: Record) -> Contents:
    """What a record that is up to date and fits says is installed."""
    return Contents(
        str(path),
        distributions=distributions(record),
        probes=record.probes,
        interpreter=Interpreter(record.python, record.platform, record.machine),
        files=files(path, record),
    )


def files(path: Path, record: Record) -> tuple[str, ...]:
    """What decides whether a record holds."""
    lock = () if record.lock is None else (str(path.parent / record.lock),)
    return (str(path), *lock)


def distributions(record: Record) -> dict[str, Distribution]:
    """The recorded distributions with their import names."""
    return {
        name: Distribution(item.version, item.imports, item.requires)
        for name, item in record.distributions.items()
    }
