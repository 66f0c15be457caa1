"""What a real interpreter made of the modules of an environment: `build/evidence/NAME.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

from standards_lint import json_files
from standards_lint.errors import UsageError
from standards_lint.model import Step, Verdict

VERSION = 1


class RealImport(Struct, frozen=True, omit_defaults=True):
    """One module: the verdict on it, beside what happened when it was imported.

    `missing`, `condition` and `chain` are those of the verdict; `error` and the last lines of
    `traceback` are what the interpreter said where the import failed. `for_another_reason` marks an
    import that failed as judged, but for want of another module.
    """

    module: str
    path: str
    verdict: Verdict
    outcome: Literal["imported", "failed"]
    agrees: bool
    error: str | None = None
    missing: str | None = None
    condition: str | None = None
    chain: tuple[Step, ...] = ()
    traceback: tuple[str, ...] = ()
    for_another_reason: bool = False


class RealInterpreter(Struct, frozen=True):
    """`python` is X.Y.Z, `platform` a `sys.platform`, `machine` a `platform.machine()`."""

    python: str
    platform: str
    machine: str = ""


class Evidence(Struct, frozen=True, kw_only=True):
    """What is on record of one environment.

    `distributions` are the versions installed by normalised name. `lock_digest` is that of its
    lock then, None where it has none. `not_verified` are the declared platforms that are not the
    interpreter's. `is_simulated` says that not the environment's own interpreter was asked, but
    another one that was shown only what the environment holds.
    """

    version: int = VERSION
    environment: str
    interpreter: RealInterpreter
    modules: tuple[RealImport, ...]
    lock_digest: str | None = None
    distributions: dict[str, str] = {}
    not_verified: tuple[str, ...] = ()
    is_simulated: bool = False

    @property
    def disagreements(self) -> tuple[RealImport, ...]:
        """The modules whose verdict and whose import are not the same."""
        return tuple(module for module in self.modules if not module.agrees)

    @property
    def doubtful(self) -> tuple[RealImport, ...]:
        """The modules that fail as judged, but for want of another module."""
        return tuple(module for module in self.modules if module.for_another_reason)


class Skipped(Struct, frozen=True):
    """An environment about which nothing was found out, and why."""

    environment: str
    reason: str


class Verification(Struct, frozen=True):
    """What one run found out, and about which environments it could find out nothing."""

    evidence: tuple[Evidence, ...]
    skipped: tuple[Skipped, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether no verdict and import disagree."""
        return not any(item.disagreements for item in self.evidence)


def load(path: Path) -> Evidence | None:
    """The evidence in a file, None where there is no such file.

    Raises:
        ConfigError: it cannot be read, or is of another version.
    """
    return json_files.read(path, Evidence, VERSION, "record of real imports")


def save(evidence: Evidence, path: Path) -> None:
    """Write evidence to a file, whole or not at all.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path.parent}: cannot be made: {error.strerror}") from None
    json_files.write(path, evidence)
