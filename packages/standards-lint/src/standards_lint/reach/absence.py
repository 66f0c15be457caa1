"""An environment without some of what it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from standards_lint.environments.distribution_names import guessed
from standards_lint.model import Lookup

if TYPE_CHECKING:
    from standards_lint.simulate.ports import Surroundings


class _Without:
    """Answers as an environment does, but for the packages that are taken out."""

    def __init__(self, around: Surroundings, roots: frozenset[str]) -> None:
        self._around = around
        self._roots = roots

    def __getattr__(self, name: str) -> object:
        return getattr(self._around, name)

    def lookup(self, name: str) -> Lookup:
        root = name.partition(".")[0]
        return Lookup("absent", root) if root in self._roots else self._around.lookup(name)

    def distribution(self, name: str) -> str | None:
        if not self._roots.isdisjoint((name.replace("-", "_"), *guessed(name))):
            return None
        return self._around.distribution(name)


def without(around: Surroundings, roots: frozenset[str]) -> Surroundings:
    """`around` where nothing provides the top-level import names `roots`."""
    return cast("Surroundings", _Without(around, roots)) if roots else around
