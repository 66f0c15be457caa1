"""What there is to tell of every environment."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from standards_lint.config import Project
from standards_lint.environments import Environment, locate
from standards_lint.environments.folder import RECORD
from standards_lint.model import EnvironmentFacts
from standards_lint.paths import shown

_BY_HAND = "by hand"


def listed(project: Project, environments: Iterable[Environment]) -> Iterator[EnvironmentFacts]:
    """The facts of environments, in their order."""
    for item in environments:
        is_here = item.platform == sys.platform
        python = locate.interpreter(project, item.environment) if is_here else None
        distributions = sorted(item.contents.distributions.items())
        yield EnvironmentFacts(
            environment=item.name,
            python=".".join(map(str, item.python)),
            platform=item.platform,
            machine=item.machine,
            distributions={name: held.version for name, held in distributions},
            sources=project.config.environments[item.environment].provides_from,
            state=_state(project, item),
            interpreter=None if python is None else shown(python),
        )


def _state(project: Project, environment: Environment) -> str:
    """How far what is known to be installed can be trusted."""
    contents = environment.contents
    entries = project.config.environments[environment.environment].provides_from
    if contents.problems:
        return "record out of date"
    if not entries:
        return _BY_HAND
    if contents.interpreter is not None:
        places = [project.root / entry for entry in entries]
        is_record = any(place.name == RECORD or (place / RECORD).is_file() for place in places)
        return "recorded" if is_record else "installed"
    return "locked" if contents.is_closed else "open"
