"""One environment, ready to answer questions."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from standards_lint.environments.contents import Contents
from standards_lint.environments.distribution_names import guessed
from standards_lint.environments.files import missing_submodule
from standards_lint.environments.matching import NameSet, prefixes
from standards_lint.environments.stdlib import stdlib_has_name, stdlib_lookup, stdlib_module
from standards_lint.model import Lookup

PRESENT = Lookup("present")


class Environment(Struct, frozen=True, eq=False):
    """A Python, a platform and what is installed.

    `python` is (major, minor), `platform` a `sys.platform`, `machine` a `platform.machine()`.
    `provided` are the import names of all sources, `by_hand` those of `provides` alone.
    `forbid` is what must never be in it, as declared; the `forbidden` import names that follow
    are absent whatever the sources say. `elsewhere` maps import names
    that only other environments list to the assumption under which an open environment lacks
    them. `variables` are the environment variables set while importing, `swallowing` the dotted
    names of context managers that catch ImportError. `digest` changes with anything that can
    change an answer.
    """

    name: str
    environment: str
    python: tuple[int, int]
    platform: str
    machine: str
    contents: Contents
    provided: NameSet
    by_hand: NameSet
    forbid: tuple[str, ...]
    forbidden: frozenset[str]
    elsewhere: dict[str, str]
    variables: dict[str, str]
    swallowing: frozenset[str]
    modules: tuple[str, ...]
    except_modules: tuple[str, ...]
    digest: str

    @property
    def is_open(self) -> bool:
        """Whether more may be installed than the sources list."""
        return not self.contents.is_closed

    def lookup(self, dotted: str) -> Lookup:
        """Whether a module that is not first-party can be imported here, as far as is known."""
        standard = stdlib_lookup(dotted, self.python, self.platform)
        if standard is not None and standard.state == "present":
            return standard
        found = self._third_party(dotted)
        return standard if standard is not None and found.state != "present" else found

    def is_module(self, dotted: str) -> bool:
        """Whether what `lookup` calls present may be a module; True where that is not known."""
        if stdlib_lookup(dotted, self.python, self.platform) is None:
            return True
        return stdlib_module(dotted, self.python) or self._third_party(dotted).state == "present"

    def is_standard(self, dotted: str) -> bool:
        """Whether a module belongs to the standard library of any Python or platform."""
        return stdlib_lookup(dotted, self.python, self.platform) is not None

    def has_name(self, module: str, name: str) -> bool:
        """Whether a module that is not first-party has an attribute; True where not known."""
        names = self.names(module)
        if names is not None:
            return name in names
        return stdlib_has_name(module, name, self.python, self.platform)

    def names(self, module: str) -> frozenset[str] | None:
        """The attributes of a third-party module where a probe recorded them."""
        probe = self.contents.probes.get(module)
        return None if probe is None or probe.names is None else frozenset(probe.names)

    def distribution(self, name: str) -> str | None:
        """The version of a distribution by normalised name: "" unknown, None not installed.

        Where import names were given by hand, or not everything is listed, its import names
        decide.
        """
        found = self.contents.distributions.get(name)
        if found is not None:
            return found.version
        for module in guessed(name):
            if self.by_hand.first_absent(module) is None:
                return ""
            if self.is_open and self.lookup(module).state != "absent":
                return ""
        return None

    def holds(self, name: str) -> bool:
        """Whether the sources list a distribution or import name, forbidden or not."""
        spelled = name.lower().replace("_", "-")
        return spelled in self.contents.distributions or name in self.provided.names

    def must_import(self, module: str) -> bool:
        """Whether a first-party module belongs to this environment."""
        return _matches(module, self.modules) and not _matches(module, self.except_modules)

    def must_run(self, names: Sequence[str]) -> bool:
        """Whether a script belongs to this environment, by its path and its names as a module."""
        spelled = [*names, *(name.removeprefix("./") for name in names)]
        return any(_matches(name, self.modules) for name in spelled) and not any(
            _matches(name, self.except_modules) for name in spelled
        )

    def _third_party(self, dotted: str) -> Lookup:
        for prefix in prefixes(dotted):
            if prefix in self.forbidden:
                return Lookup("absent", prefix)
        missing = self.provided.first_absent(dotted)
        if missing is None:
            return self._inside(dotted)
        if not self.is_open:
            return Lookup("absent", missing)
        for prefix in prefixes(dotted):
            if prefix in self.elsewhere:
                return Lookup("absent", prefix, assumes=self.elsewhere[prefix])
        assumes = f"{missing} is installed in {self.name}, although no environment declares it"
        return Lookup("undeclared", missing, assumes=assumes)

    def _inside(self, dotted: str) -> Lookup:
        for prefix in prefixes(dotted):
            probe = self.contents.probes.get(prefix)
            if probe is not None and probe.error:
                return Lookup("absent", prefix, "module", reason=probe.error)
        if self.contents.folders:
            editable = tuple(self.contents.editable.items())
            missing = missing_submodule(dotted, self.contents.folders, editable)
            if missing is not None:
                return Lookup("absent", missing, "module")
        return PRESENT


def _matches(module: str, patterns: tuple[str, ...]) -> bool:
    if not patterns or "*" in patterns:
        return bool(patterns)
    from fnmatch import fnmatchcase

    return any(fnmatchcase(module, pattern) or pattern == f"{module}.*" for pattern in patterns)
