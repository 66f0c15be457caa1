"""What is changed in a branch of which nobody knows whether it is taken, as it was before."""

from __future__ import annotations

from typing import Any, Literal

from standards_lint.simulate.values import (
    ABSENT,
    Dict,
    Fallback,
    Instance,
    List,
    Perhaps,
    Unknown,
    Value,
)

Container = List | Dict


def join(first: Value, second: Value, why: Unknown) -> Value:
    """The value of a name after two branches of which one was taken."""
    if first is second:
        return first
    if type(first) is Perhaps or type(second) is Perhaps:
        parts = [item.value if type(item) is Perhaps else item for item in (first, second)]
        return Perhaps(why, join(*parts, why))
    if isinstance(first, Unknown):
        return first
    if isinstance(second, Unknown):
        return second
    try:
        if _is_alike(first, second):
            return first
    except RecursionError:
        pass
    return Unknown(why.why, outside=why.outside)


def _is_alike(first: Value, second: Value) -> bool:
    """Whether two values are equal, or objects that were made in the same way."""
    if type(first) is not type(second):
        return False
    if isinstance(first, Fallback):
        causes = first.cause, second.cause
        return causes[0].kind == causes[1].kind and causes[0].missing == causes[1].missing
    if isinstance(first, Instance):
        return first.cls is second.cls and _is_alike(first.attrs, second.attrs)
    if isinstance(first, Dict):
        return first.loose == second.loose and _are_alike(dict(first), dict(second))
    return bool(first == second)


def _are_alike(first: dict[Any, Value], second: dict[Any, Value]) -> bool:
    return first.keys() == second.keys() and all(
        value is second[name] or _is_alike(value, second[name]) for name, value in first.items()
    )


# What it means that something is there in one case only: a name counts as bound, an attribute is
# unknown, since a class may have it too, an entry of a table may be missing (`Perhaps`).
Kind = Literal["name", "attribute", "entry"]


class Saved:
    """Names of namespaces, entries of tables and whole containers, with values they have had.

    Whatever changes them notes them here first, while this is the checkpoint of the process.
    `outer` is the checkpoint around it. What happens after it does so only perhaps, if this is a
    branch, or lies in one.
    """

    __slots__ = ("_contents", "_names", "is_branch", "outer")

    def __init__(self, outer: Saved | None = None, *, is_branch: bool = True) -> None:
        self.outer = outer
        self.is_branch = is_branch or (outer is not None and outer.is_branch)
        self._names: dict[int, tuple[Dict, Kind, dict[Any, Value]]] = {}
        self._contents: dict[int, tuple[Container, Any, bool]] = {}

    def note_name(self, names: Dict, name: Any, *, kind: Kind) -> None:
        """A name of a namespace, or an entry of a table, is about to change.

        Raises:
            TypeError: a table cannot have such an entry.
        """
        if id(names) not in self._contents and not self._is_newer(names):
            known = self._names.setdefault(id(names), (names, kind, {}))[2]
            if name not in known:
                known[name] = names.look_up(name)

    def note_content(self, container: Container) -> None:
        """A container is about to change in another way."""
        if id(container) not in self._contents and not self._is_newer(container):
            self._contents[id(container)] = (container, container.copy(), container.loose)

    def reaches_beyond(self, names: Dict) -> bool:
        """Whether anything but names of this namespace was noted."""
        return bool(self._contents) or any(
            space is not names for space, _, _ in self._names.values()
        )

    def include(self, later: Saved) -> None:
        """Takes over what was noted by another one since this one began."""
        for place, (names, kind, values) in later._names.items():
            if place not in self._contents and not self._is_newer(names):
                known = self._names.setdefault(place, (names, kind, {}))[2]
                for name, value in values.items():
                    known.setdefault(name, value)
        for place, content in later._contents.items():
            if not self._is_newer(content[0]):
                self._contents.setdefault(place, content)

    def _is_newer(self, container: Container) -> bool:
        """Whether a container was made after this: it has no value to go back to."""
        born = container.born
        while born is not None and born is not self:
            born = born.outer
        return born is not None

    def roll_back(self) -> Saved:
        """Gives everything the values it had here; returns those that it has now."""
        now = Saved()
        for place, (container, _, _) in self._contents.items():
            now._contents[place] = (container, container.copy(), container.loose)
        for place, (names, kind, values) in self._names.items():
            known = {name: names.look_up(name) for name in values}
            now._names[place] = (names, kind, known)
        self.restore()
        return now

    def restore(self) -> None:
        """Gives everything the values it had here."""
        for container, content, is_loose in self._contents.values():
            _fill(container, content)
            if container.loose != is_loose:
                container.loose = is_loose
        for names, _, values in self._names.values():
            for name, value in values.items():
                if names.look_up(name) is not value:
                    names.set(name, value)

    def join(self, why: Unknown) -> None:
        """Makes everything what it may be if it has either these values or those it has now."""
        for container, content, is_loose in self._contents.values():
            _join_contents(container, content, is_loose, why)
        for names, kind, values in self._names.values():
            for name, value in values.items():
                _join_name(names, name, value, kind, why)


def _fill(container: Container, content: Any) -> None:
    if isinstance(container, List):
        container[:] = content
    else:
        container.clear()
        container.update(content)


def _join_name(names: Dict, name: Any, value: Value, kind: Kind, why: Unknown) -> None:
    current = names.look_up(name)
    if current is value:
        return
    if current is ABSENT or value is ABSENT:
        if kind == "entry":
            names.set(name, _perhaps(value if current is ABSENT else current, why))
        elif kind == "attribute":
            names.set(name, why)
        elif current is ABSENT:
            names.set(name, value)
        return
    names.set(name, join(value, current, why))


def _perhaps(value: Value, why: Unknown) -> Perhaps:
    return value if type(value) is Perhaps else Perhaps(why, value)


def _join_contents(container: Container, content: Any, is_loose: bool, why: Unknown) -> None:
    if isinstance(container, List):
        known = {_identity(item) for item in content}
        sure: Any = [item for item in container if _identity(item) in known]
        is_loose = is_loose or not len(sure) == len(container) == len(content)
    else:
        current = dict(container.items())
        sure = {
            key: join(content[key], current[key], why)
            if key in content and key in current
            else _perhaps(content.get(key, current.get(key)), why)
            for key in {**content, **current}
        }
    if is_loose:
        container.loose = True
    _fill(container, sure)


def _identity(value: Value) -> Any:
    return (type(value), value) if isinstance(value, (str, int, float)) else id(value)
