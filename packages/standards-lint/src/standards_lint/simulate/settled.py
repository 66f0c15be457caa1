"""Names, lists, tables and attributes of what has run: one set for all processes of a machine.

What a later module does to them is taken back when its process ends, and done again when that
module is remembered. Whatever is read is noted with the state that was seen: what is remembered
of the reader holds only where the state is the same. Of names, only those are noted that somebody
set later; whatever ran before may have read them as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import filterfalse
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from standards_lint.simulate.values import (
    ABSENT,
    WHOLE,
    Bound,
    ClassValue,
    Dict,
    External,
    FunctionValue,
    Instance,
    List,
    Marked,
    Method,
    Module,
    Native,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.frames import Frame

# Stands for the keys of a container that have no state of their own.
_OTHERS = ("<others>",)
Place = tuple[int, Any]
State = int
Seen = dict[Place, tuple[Any, State]]
_UNCHANGED: State = 0
# The state that was seen, of what `Seen` holds.
_STATE = itemgetter(1)


class Change:
    """A method of a settled container that was called, with its arguments."""

    __slots__ = ("args", "container", "method")

    def __init__(self, container: Any, method: str, args: tuple[Value, ...]) -> None:
        self.container = container
        self.method = method
        self.args = args

    @property
    def is_keyed(self) -> bool:
        """Whether it is about one key, its first argument, and with that about the whole."""
        return isinstance(self.container, dict) and self.method in _KEYED

    def alters(self, key: Any) -> bool:
        """Whether the state of a key, or of the whole, is another one afterwards."""
        return not self.is_keyed or key == WHOLE or key == self.args[0]


class Readings:
    """What one module, with all it loads, saw; `starts` are the states it found what it changed in.

    A container is kept with its identity, which must not be given to another one.
    """

    __slots__ = ("seen", "starts")

    def __init__(self) -> None:
        self.seen: Seen = {}
        self.starts: dict[Place, State] = {}

    def note(self, container: Any, key: Any, state: State) -> None:
        """Something was read; what counts is its state when the module began."""
        place = (id(container), key)
        if place not in self.seen:
            self.seen[place] = (container, self._start(container, key, state))

    def change(self, container: Any, key: Any, *, is_keyed: bool) -> None:
        """A key is about to change, or all of a container, and each of its keys with that."""
        for one in (key, WHOLE) if is_keyed else (WHOLE, *container.states, _OTHERS):
            start = self._start(container, one, state_of(container, one))
            self.starts.setdefault((id(container), one), start)

    def _start(self, container: Any, key: Any, state: State) -> State:
        """The state something had when the module began, which is in this one now."""
        starts = self.starts
        known = starts.get((id(container), key))
        return starts.get((id(container), _OTHERS), state) if known is None else known


class Journal:
    """What the process at hand changed, and which of its modules read what."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self._readings: list[Readings] = []
        self._before: dict[int, tuple[Any, Any, bool]] = {}
        self._states: dict[tuple[State, str, Any], State] = {}
        self._kept: list[Change] = []
        # Names that were set after what they belong to had run.
        self.later: list[tuple[Dict, Any]] = []

    def begin(self) -> None:
        """A module starts to run."""
        self._readings.append(Readings())

    def end(self) -> Seen:
        """A module has run; its package saw what it saw."""
        found = self._readings.pop().seen
        self.include(found)
        return found

    def include(self, seen: Seen) -> None:
        """The module in progress depends on what one it loaded saw."""
        if self._readings:
            readings = self._readings[-1]
            for place in filterfalse(readings.seen.__contains__, seen):
                container, state = seen[place]
                readings.note(container, place[1], state)

    def holds(self, seen: Seen) -> bool:
        """Whether everything is as it was seen."""
        changed = self._before
        if not changed:
            # All is as it was when it was settled, which is state 0.
            return not any(map(_STATE, seen.values()))
        return all(
            state_of(container, key) == state
            for (at, key), (container, state) in seen.items()
            if state != _UNCHANGED or at in changed
        )

    def read(self, container: Any, key: Any = WHOLE) -> None:
        """The module in progress sees something."""
        if self._readings:
            self._readings[-1].note(container, key, state_of(container, key))

    def apply(self, change: Change) -> Value:
        """Carries out a change, which can be taken back and repeated."""
        container, method, args = change.container, change.method, change.args
        kind = list if isinstance(container, list) else dict
        if id(container) not in self._before:
            is_loose = vars(container).get(_LOOSE, False)
            # `dict.copy` would ask a subclass for its keys, which is noted.
            content = list.copy(container) if kind is list else dict(dict.items(container))
            self._before[id(container)] = (container, content, is_loose)
        is_keyed = change.is_keyed
        for readings in self._readings:
            readings.change(container, args[0] if is_keyed else None, is_keyed=is_keyed)
        keys = (args[0], WHOLE) if is_keyed else (WHOLE,)
        after = {key: self._advance(container, key, change) for key in keys}
        if not is_keyed:
            container.states, container.base = {}, after[WHOLE]
        container.states.update(after)
        self.changes.append(change)
        if method == _LOOSE:
            vars(container)[_LOOSE] = args[0]
            return None
        return getattr(kind, method)(container, *args)

    def set_name(self, names: Dict, name: Any, value: Value) -> None:
        """Sets a name of what has run, or deletes it (ABSENT)."""
        self._reveal(names, name)
        self._reveal(names, WHOLE)
        if value is ABSENT:
            self.apply(Change(names, "pop", (name, None)))
        else:
            self.apply(Change(names, "__setitem__", (name, value)))

    def loosen(self, names: Dict) -> None:
        """Makes unknown which other names there are in what has run."""
        if not names.loose:
            self._reveal(names, WHOLE)
            self.apply(Change(names, _LOOSE, (True,)))

    def _reveal(self, names: Dict, key: Any) -> None:
        """From now on, something is noted when it is read; before, it may have been read."""
        if key in names.later:
            return
        if names.states is None:
            names.states = {}
        names.later |= {key}
        self.later.append((names, key))
        for readings in self._readings:
            readings.note(names, key, state_of(names, key))

    def as_table(self, names: Dict) -> Dict:
        """A namespace for whoever may read and change it as a whole."""
        if names.journal is not None and type(names) is Dict:
            self._reveal(names, WHOLE)
            names.__class__ = _SETTLED[Dict]
        return names

    def catch_up(self, seen: Seen, since: int) -> int:
        """Adds what could have been read unnoted, from that position of `later` to its end."""
        for names, key in self.later[since:]:
            seen.setdefault((id(names), key), (names, _UNCHANGED))
        return len(self.later)

    def _advance(self, container: Any, key: Any, change: Change) -> State:
        """The state after a change; equal changes lead from equal states to equal ones."""
        state = state_of(container, key)
        args = tuple(_stable(arg) for arg in change.args)
        if None in args:
            self._kept.append(change)
        step = (state, change.method, id(change) if None in args else args)
        return self._states.setdefault(step, len(self._states) + 1)

    def undo(self) -> None:
        """Takes everything back."""
        for container, content, loose in self._before.values():
            if isinstance(container, list):
                list.__setitem__(container, slice(None), content)
            else:
                dict.clear(container)
                dict.update(container, content)
            vars(container)[_LOOSE] = loose
            container.states, container.base = {}, _UNCHANGED
        self._before.clear()
        self._readings.clear()
        self.changes.clear()


def state_of(container: Any, key: Any) -> State:
    """A number for all that happened to a container, or one key of it, since it was settled."""
    return container.states.get(key, container.base)


def _stable(value: Value) -> Any:
    """What stands for a value that equals others like it; None where only itself will do."""
    if isinstance(value, (bool, int, float, str)):
        return (type(value), value)
    if isinstance(value, External):
        return (External, value.name, value.is_result) if value.wraps is None else None
    if isinstance(value, tuple):
        parts = tuple(_stable(part) for part in value)
        return None if None in parts else parts
    return (type(None),) if value is None else None


_LOOSE = "loose"
# What it is about when somebody asks whether a container is loose; no entry changes that.
_OF_THE_WHOLE = ("<loose>",)
_KEYED = frozenset(("__setitem__", "__delitem__", "pop", "setdefault"))
_CHANGING = {
    list: "__setitem__ __delitem__ append extend insert clear sort reverse".split(),
    dict: "__setitem__ __delitem__ update clear".split(),
}
# What changes a container and tells what was in it.
_TAKING = {list: ["pop", "remove"], dict: ["pop", "setdefault", "popitem"]}
_READING = {
    list: "__iter__ __len__ __getitem__ __contains__ __eq__ __reversed__ copy index count".split(),
    dict: "__iter__ __len__ __eq__ __reversed__ keys values items copy".split(),
}
_READING_KEY = ("__getitem__", "__contains__", "get")


def _changing(name: str, *, is_reading: bool, is_keyed: bool = False) -> Callable[..., Value]:
    def method(self: Any, *args: Value) -> Value:
        if is_reading:
            self.journal.read(self, args[0] if is_keyed else WHOLE)
        return self.journal.apply(Change(self, name, args))

    return method


def _reading(kind: type, name: str, *, is_keyed: bool = False) -> Callable[..., Value]:
    function = getattr(kind, name)

    def method(self: Any, *args: Value) -> Value:
        result = function(self, *args)
        self.journal.read(self, args[0] if is_keyed else WHOLE)
        return result

    return method


def _methods(kind: type) -> dict[str, Any]:
    found: dict[str, Any] = {"__hash__": List.__hash__, _LOOSE: property(_is_loose, _set_loose)}
    for name in _CHANGING[kind]:
        found[name] = _changing(name, is_reading=False)
    for name in _TAKING[kind]:
        keyed = kind is dict and name in _KEYED
        found[name] = _changing(name, is_reading=True, is_keyed=keyed)
    for name in _READING[kind]:
        found[name] = _reading(kind, name)
    if kind is dict:
        found |= {name: _reading(dict, name, is_keyed=True) for name in _READING_KEY}
    return found


def _is_loose(self: Any) -> bool:
    self.journal.read(self, _OF_THE_WHOLE)
    return vars(self).get(_LOOSE, False)


def _set_loose(self: Any, value: bool) -> None:
    if value != vars(self).get(_LOOSE, False):
        self.journal.apply(Change(self, _LOOSE, (value,)))


_SETTLED: dict[type, type] = {
    List: type("SettledList", (List,), _methods(list)),
    Dict: type("SettledDict", (Dict,), _methods(dict)),
}
_HOLD_NOTHING = frozenset((str, int, bool, type(None), Unknown))


def unfinished(journal: Journal) -> List:
    """A list whose changes are noted, of which only what is added to it is known."""
    value = List()
    value.loose = True
    _follow(journal, value)
    return value


def _follow(journal: Journal, value: Any) -> None:
    """From now on, changes to a container are noted."""
    value.__class__ = _SETTLED[type(value)]
    value.journal, value.states, value.base, value.born = journal, {}, _UNCHANGED, None


def settle(
    journal: Journal, module: Module, changes: Iterable[Change], entered: Iterable[Value]
) -> None:
    """From now on, changes to what the names of a module lead to are noted.

    `changes` are those that it made to others, which hold what it gave them; what it has `entered`
    in `sys.modules` need not have a name.
    """
    module.ns.journal = journal
    stack: list[Value] = [*dict.values(module.ns), *entered]
    for change in changes:
        stack += change.args
    while stack:
        value = stack.pop()
        kind = type(value)
        # The most frequent kinds come first.
        if kind is External:
            if value.wraps is not None:
                stack.append(value.wraps)
        elif kind is FunctionValue:
            if value.closure is not None:
                stack += _around(journal, value.closure)
            if value.owner is not None and value.owner.ns.journal is None:
                stack.append(value.owner)
        elif kind not in _HOLD_NOTHING:
            stack += _inside(journal, kind, value)


def _inside(journal: Journal, kind: type, value: Value) -> Iterable[Value]:
    """What a value holds, once; from now on, changes to it are noted."""
    if kind is ClassValue:
        return (*_names(journal, value.ns), *value.bases, *value.keywords.values())
    if kind is Module and value.sequence < 0:
        return _names(journal, value.ns)
    if kind is Dict and value.journal is not None:
        journal.as_table(value)
    elif kind in _SETTLED:
        content = list(dict.values(value) if kind is Dict else list.__iter__(value))
        _follow(journal, value)
        return content
    elif kind is tuple:
        return value
    elif kind is Instance:
        return (value.attrs, value.cls)
    elif kind is Bound:
        return (value.function, value.receiver)
    elif kind is Method:
        return (value.receiver,)
    elif kind is Marked:
        return (value.function,)
    elif kind is Native:
        return value.holds
    return ()


def _names(journal: Journal, names: Dict) -> Iterable[Value]:
    """The values of a namespace, once: from now on, changes to its names are noted."""
    if names.journal is not None:
        return ()
    names.journal = journal
    return list(dict.values(names))


def _around(journal: Journal, closure: Frame | None) -> Iterator[Value]:
    """The values of the scopes of functions around one."""
    while closure is not None:
        if closure.function is not None:
            yield from _names(journal, closure.ns)
        closure = closure.closure
