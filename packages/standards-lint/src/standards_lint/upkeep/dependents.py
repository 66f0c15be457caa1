"""Who imports whom among first-party modules, at import time or later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from standards_lint.environments.matching import prefixes
from standards_lint.upkeep.uses import Uses


class Dependents:
    """Answers which modules a change of one can matter to.

    Args:
        modules: all first-party modules by name.
        uses: what each of them imports.
    """

    def __init__(self, modules: Iterable[str], uses: Mapping[str, Uses]) -> None:
        self._importers: dict[str, set[str]] = {}
        for module in modules:
            for imported in _imported(module, uses.get(module, {})):
                self._importers.setdefault(imported, set()).add(module)

    def of(self, changed: Collection[str]) -> frozenset[str]:
        """The changed modules and all that import one, directly or through others."""
        found = set(changed)
        waiting = list(changed)
        while waiting:
            new = self._importers.get(waiting.pop(), set()) - found
            found |= new
            waiting.extend(new)
        return frozenset(found)


def _imported(module: str, uses: Uses) -> Iterator[str]:
    """Everything that may be a module among what one imports; its packages run before it."""
    yield from prefixes(module)
    for name, taken in uses.items():
        yield from prefixes(name)
        yield from (f"{name}.{item}" for item in taken)
