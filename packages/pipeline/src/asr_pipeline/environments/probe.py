"""What an interpreter has; run as a script inside the environment it describes."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import sys

import msgspec
from msgspec import Struct

from asr_pipeline.registry import BACKENDS, STAGES, find_environment


class Report(Struct, frozen=True):
    """What one interpreter has.

    `missing` lists the imports that the environment must have and has not; `distributions` maps
    what the environment's stages and backends depend on to the installed version.
    """

    python: str
    pipeline: str
    missing: tuple[str, ...]
    distributions: dict[str, str]


def describe(environment: str) -> Report:
    """Describe the running interpreter as the environment of this name."""
    imports = find_environment(environment).imports
    rows = [row for row in (*STAGES, *BACKENDS) if row.environment == environment]
    return Report(
        python=platform.python_version(),
        pipeline=_version("asr-pipeline") or "",
        missing=tuple(name for name in imports if importlib.util.find_spec(name) is None),
        distributions={
            name: version
            for name in sorted({name for row in rows for name in row.distributions})
            if (version := _version(name))
        },
    )


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(describe(sys.argv[1])))
