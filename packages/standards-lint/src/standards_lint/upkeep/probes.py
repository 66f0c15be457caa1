"""Tries out, in a real interpreter, what first-party code takes of installed modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from standards_lint.environments.contents import Probe
from standards_lint.environments.matching import NameSet, prefixes
from standards_lint.environments.record import Record
from standards_lint.probing import Asked, Outcome, Place, import_all
from standards_lint.progress import Progress, reported

# By module that is not first-party, the names that first-party code takes from it.
Wanted = Mapping[str, frozenset[str]]


def wanted(uses: Iterable[Wanted], first_party: Iterable[str]) -> Wanted:
    """What all first-party modules together take of other modules, packages above included."""
    roots = {name.partition(".")[0] for name in first_party}
    found: dict[str, set[str]] = {}
    for item in uses:
        for module, names in item.items():
            if module.partition(".")[0] not in roots:
                found.setdefault(module, set()).update(names)
                for above in prefixes(module):
                    found.setdefault(above, set())
    return {module: frozenset(names) for module, names in sorted(found.items())}


def probes(
    python: Path,
    variables: Mapping[str, str],
    wanted: Wanted,
    held: Record,
    *,
    jobs: int | None,
    progress: Progress,
) -> dict[str, Probe]:
    """What importing each wanted module that is installed, and its names, showed.

    Args:
        python: the interpreter.
        variables: the environment variables that are set.
        wanted: modules and names.
        held: what is installed.
        jobs: processes to use, None for one a core.
        progress: hears how many modules were tried.

    Raises:
        EnvironmentSourceError: the interpreter does not start.
    """
    provided = NameSet.of(name for item in held.distributions.values() for name in item.imports)

    def tried(asked: list[Asked]) -> Iterator[tuple[Asked, Outcome]]:
        outcomes = import_all(Place(python, variables=variables), asked, jobs)
        counted = reported(outcomes, progress, "trying modules", len(asked))
        return zip(asked, counted, strict=True)

    modules = [
        Asked(module, tuple(sorted(names)))
        for module, names in wanted.items()
        if provided.first_absent(module) is None
    ]
    found: dict[str, Probe] = {}
    doubtful: list[Asked] = []
    for asked, outcome in tried(modules):
        found[asked.module] = _probe(outcome)
        doubtful += [Asked(f"{asked.module}.{name}") for name in outcome.lacking]
    for asked, outcome in tried([item for item in doubtful if item.module not in found]):
        if outcome.missing != asked.module:
            found[asked.module] = _probe(outcome)
    return dict(sorted(found.items()))


def _probe(outcome: Outcome) -> Probe:
    """Names are recorded where one that is taken is lacking: most code takes what is there."""
    names = tuple(sorted(set(outcome.names) - set(outcome.lacking))) if outcome.lacking else None
    return Probe(outcome.error, outcome.missing, names)
