"""Targets to environments: read every source, then fill in what only all of them can tell."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import msgspec

from standards_lint.config import Config, Project, Target, nearest
from standards_lint.environments.contents import Contents, merged
from standards_lint.environments.distribution_names import guessed
from standards_lint.environments.environment import Environment
from standards_lint.environments.kept import Reader, remembering, state
from standards_lint.environments.markers import Platform, full_version, usual_machine
from standards_lint.environments.matching import NameSet, prefixes
from standards_lint.environments.sources import read
from standards_lint.errors import EnvironmentSourceError, StandardsLintError, UsageError
from standards_lint.store import Store


class _Draft(msgspec.Struct, frozen=True):
    target: Target
    where: Platform
    contents: Contents
    names: NameSet


def build(project: Project, store: Store | None = None) -> tuple[Environment, ...]:
    """The environments of all targets, in their order.

    All are built, since what an open environment lacks depends on what the others list. `store`
    keeps what their sources say between runs.

    Raises:
        EnvironmentSourceError: a lock, requirements file or interpreter cannot be read.
    """
    reader = remembering(read, store)
    drafts = [_draft(target, project.root, reader) for target in project.targets()]
    return tuple(_environment(draft, drafts, project.config) for draft in drafts)


def choose(found: tuple[Environment, ...], names: tuple[str, ...]) -> tuple[Environment, ...]:
    """The environments that `names` mean; `NAME@PLATFORM` is one platform of several.

    Raises:
        UsageError: a name means none of them.
    """
    if not names:
        return found
    for name in names:
        if not any(name in (item.name, item.environment) for item in found):
            known = tuple(dict.fromkeys(item.environment for item in found))
            raise UsageError(f"unknown environment {name!r}; {nearest(name, known)}")
    return tuple(item for item in found if item.name in names or item.environment in names)


def _draft(target: Target, folder: Path, read: Reader) -> _Draft:
    where = _platform(target, None)
    try:
        parts = tuple(read(entry, folder, where) for entry in target.config.provides_from)
    except StandardsLintError as error:
        raise EnvironmentSourceError(f"environment {target.environment!r}: {error}") from None
    contents = merged(parts) if parts else Contents("provides")
    where = _platform(target, contents)
    return _Draft(target, where, contents, NameSet.of(_import_names(target, contents)))


def _platform(target: Target, contents: Contents | None) -> Platform:
    """What is declared, else what the interpreter says, else the defaults."""
    own = contents.interpreter if contents is not None else None
    version = target.python or (own.python if own else target.default_python)
    system = target.platform or (own.platform if own else sys.platform)
    machine = target.machine or (own.machine if own else usual_machine(system))
    return Platform(full_version(version), system, machine)


def _import_names(target: Target, contents: Contents) -> set[str]:
    names = {*target.config.provides, *contents.names, *contents.editable}
    for name, distribution in contents.distributions.items():
        names.update(guessed(name) if distribution.imports is None else distribution.imports)
    return names


def _environment(draft: _Draft, drafts: list[_Draft], config: Config) -> Environment:
    target, where, names, elsewhere = draft.target, draft.where, draft.names, {}
    if not draft.contents.is_closed:
        known = _required(draft, drafts)
        names = NameSet.of({*names.names, *_known_names(known, drafts)})
        elsewhere = _elsewhere(draft, names, known, drafts)
    forbidden = frozenset(name for item in target.config.forbid for name in _forbidden(item))
    variables, swallowing = config.environment_variables, config.suppressing_context_managers
    states = [state(Path(folder)) for folder in draft.contents.folders]
    by_hand = sorted(target.config.provides)
    answers = (
        where,
        draft.contents,
        states,
        by_hand,
        sorted(names.names),
        sorted(forbidden),
        elsewhere,
    )
    content = msgspec.msgpack.encode((answers, variables, swallowing), order="sorted")
    return Environment(
        name=target.name,
        environment=target.environment,
        python=where.release,
        platform=where.system,
        machine=where.machine,
        contents=draft.contents,
        provided=names,
        by_hand=NameSet.of(target.config.provides),
        forbid=target.config.forbid,
        forbidden=forbidden,
        elsewhere=elsewhere,
        variables=variables,
        swallowing=frozenset(swallowing),
        modules=target.config.modules,
        except_modules=target.config.except_modules,
        digest=hashlib.sha256(content).hexdigest(),
    )


def _forbidden(name: str) -> tuple[str, ...]:
    """The import names that a forbidden distribution or import name stands for."""
    return (name, *guessed(name.lower().replace("_", "-")))


def _known_names(known: set[str], drafts: list[_Draft]) -> set[str]:
    """The import names of distributions, as those who list them know them."""
    return {
        name
        for draft in drafts
        for distribution in known & set(draft.contents.distributions)
        for name in _names_of(distribution, draft.contents)
    }


def _elsewhere(
    draft: _Draft, names: NameSet, known: set[str], drafts: list[_Draft]
) -> dict[str, str]:
    """What an open environment is taken to lack, with the assumption that says so.

    A distribution that another environment lists, this one does not, and nothing listed here is
    known to require.
    """
    found: dict[str, str] = {}
    source = ", ".join(draft.target.config.provides_from)
    for other in drafts:
        if other.target.environment == draft.target.environment:
            continue
        unknown = set(other.contents.distributions) - known
        listed = {n for d in unknown for n in _names_of(d, other.contents)}
        for name in sorted(listed.union(other.target.config.provides)):
            text = f"nothing in {source} requires {name}, which {other.target.environment} lists"
            for prefix in prefixes(name):
                if names.first_absent(prefix) is not None:
                    found.setdefault(prefix, text)
    return found


def _names_of(distribution: str, contents: Contents) -> tuple[str, ...]:
    imports = contents.distributions[distribution].imports
    return guessed(distribution) if imports is None else imports


def _required(draft: _Draft, drafts: list[_Draft]) -> set[str]:
    """What is listed here and everything it is known, from any environment, to require."""
    known: set[str] = set()
    waiting = list(draft.contents.distributions)
    while waiting:
        name = waiting.pop()
        if name in known:
            continue
        known.add(name)
        for other in drafts:
            if name in other.contents.distributions:
                waiting.extend(other.contents.distributions[name].requires)
    return known
