"""Which dotted names a set of provided dotted names answers for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct


def prefixes(name: str) -> Iterator[str]:
    """`a`, `a.b`, `a.b.c` for `a.b.c`."""
    end = name.find(".")
    while end >= 0:
        yield name[:end]
        end = name.find(".", end + 1)
    yield name


class NameSet(Struct, frozen=True):
    """A set of provided dotted names, and every proper prefix of one of them."""

    names: frozenset[str]
    parents: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> NameSet:
        """The set of the given dotted names."""
        given = frozenset(names)
        parents = (parent for name in given for parent in prefixes(name) if parent != name)
        return cls(given, frozenset(parents))

    def first_absent(self, name: str) -> str | None:
        """The shortest prefix of `name` that nothing provides, None if `name` is there.

        A name is there if a provided name is it, lies below it (a namespace package), or lies
        above it (a package whose inside is not known).
        """
        for prefix in prefixes(name):
            if prefix in self.names:
                return None
            if prefix not in self.parents:
                return prefix
        return None
