"""Writes `imports.toml`: what the interpreter of an environment holds, tried out."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from standards_lint.config import Project
from standards_lint.environments import interpreter, record, sources
from standards_lint.environments.contents import Distribution
from standards_lint.environments.distribution_names import guessed
from standards_lint.environments.folder import RECORD, kind_of, locks_of
from standards_lint.environments.interpreter import Answer
from standards_lint.environments.markers import Platform
from standards_lint.environments.record import Record, RecordedDistribution
from standards_lint.errors import EnvironmentSourceError, UsageError
from standards_lint.progress import Progress, silent
from standards_lint.upkeep.probes import Wanted, probes
from standards_lint.writing import write_whole

_MOST_NAMED = 5


class Recorded(Struct, frozen=True):
    """A record that was written, and where."""

    environment: str
    path: Path
    record: Record


def sync(
    project: Project,
    environment: str,
    python: Path,
    wanted: Wanted,
    *,
    jobs: int | None = None,
    progress: Progress = silent,
) -> Recorded:
    """Record what an interpreter of an environment holds, beside the environment's lock.

    Args:
        project: what declares the environment.
        environment: its name.
        python: its interpreter.
        wanted: what first-party code takes of other modules.
        jobs: processes to use, None for one a core.
        progress: hears how many modules were tried.

    Raises:
        EnvironmentSourceError: the interpreter does not work, or does not hold what the lock says.
        UsageError: the environment has no folder, or the record cannot be written.
    """
    folder = folder_of(project, environment)
    lock = next(iter(locks_of(folder)), None)
    answer = interpreter.ask(python)
    held = interpreter.read(python).distributions
    if lock is not None:
        held = _locked(environment, lock, held, answer)
    found = _record(answer, lock, held)
    variables = project.config.environment_variables
    tried = probes(python, variables, wanted, found, jobs=jobs, progress=progress)
    whole = replace(found, probes=tried)
    write_whole(folder / RECORD, record.encoded(whole))
    return Recorded(environment, folder / RECORD, whole)


def folder_of(project: Project, environment: str) -> Path:
    """The folder that describes an environment, which its record lies in.

    Raises:
        UsageError: it has none.
    """
    entries = project.config.environments[environment].provides_from
    for entry in entries:
        place = project.root / entry
        if place.is_dir() and kind_of(place) in ("record", "locks", ""):
            return place
    raise UsageError(
        f"environment {environment!r}: a record needs a folder: put its lock or requirements file "
        f'into one of its own, as provides-from = ["envs/{environment}"]'
    )


def _locked(
    environment: str, lock: Path, held: dict[str, Distribution], answer: Answer
) -> dict[str, Distribution]:
    """What is held of what a lock pins; everything, where it is no full resolution.

    Raises:
        EnvironmentSourceError: something is not there, or is of another version.
    """
    where = Platform(answer.python, answer.platform, answer.machine)
    pinned = sources.read(lock.name, lock.parent, where)
    wrong = [
        _difference(name, item.version, held.get(name))
        for name, item in sorted(pinned.distributions.items())
        if name not in held or item.version not in ("", held[name].version)
    ]
    if wrong:
        more = f" and {len(wrong) - _MOST_NAMED} more" if len(wrong) > _MOST_NAMED else ""
        raise EnvironmentSourceError(
            f"environment {environment!r}: its interpreter does not hold what {lock} says: "
            f"{', '.join(wrong[:_MOST_NAMED])}{more}; install it from the lock"
        )
    return {n: held[n] for n in pinned.distributions} if pinned.is_closed else held


def _difference(name: str, version: str, held: Distribution | None) -> str:
    there = "not there" if held is None else held.version
    return f"{name} {version} ({there})".replace("  ", " ")


def _record(answer: Answer, lock: Path | None, held: dict[str, Distribution]) -> Record:
    return Record(
        version=record.VERSION,
        python=answer.python,
        platform=answer.platform,
        machine=answer.machine,
        lock=None if lock is None else lock.name,
        lock_digest=None if lock is None else record.digest(lock),
        distributions={
            name: RecordedDistribution(
                item.version, guessed(name) if item.imports is None else item.imports, item.requires
            )
            for name, item in sorted(held.items())
        },
    )
