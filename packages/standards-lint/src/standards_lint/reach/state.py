"""What holds at one point of a function, and how a way through it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from standards_lint import facts
from standards_lint.reach.missing import is_third_party
from standards_lint.simulate.checkpoints import join
from standards_lint.simulate.values import Raised, Unknown, Value

if TYPE_CHECKING:
    from standards_lint.reach.use import How
    from standards_lint.simulate.values import ClassValue

_EITHER = Unknown("either of two branches")


class State:
    """The values of local names where a way through a function has got to.

    `is_doubtful` where the way was taken on a condition that nobody can decide and that may well
    ask whether something is there.
    """

    __slots__ = ("is_doubtful", "names")

    def __init__(self, names: dict[str, Value], *, is_doubtful: bool = False) -> None:
        self.names = names
        self.is_doubtful = is_doubtful

    def copy(self) -> State:
        """The same, to go another way from here."""
        return State(dict(self.names), is_doubtful=self.is_doubtful)

    def doubtful(self) -> State:
        """The same, on a condition that may ask whether something is there."""
        return State(dict(self.names), is_doubtful=True)


def merged(*states: State | None) -> State | None:
    """Where the ways through several branches meet; None where none of them goes on."""
    alive = [state for state in states if state is not None]
    if not alive:
        return None
    first, *rest = alive
    if not rest:
        return first
    names = dict(first.names)
    for state in rest:
        for name in names.keys() | state.names.keys():
            if name in names and name in state.names:
                names[name] = join(names[name], state.names[name], _EITHER)
            else:
                names[name] = _EITHER
    return State(names, is_doubtful=all(state.is_doubtful for state in alive))


class Found(NamedTuple):
    """A use of something missing, and the failure that explains it."""

    how: How
    name: str
    line: int
    cause: Raised


class Stopped(Exception):
    """A way through a function ends in an exception of class `cls`, because of `found` if any."""

    def __init__(self, cls: Value, found: Found | None = None, *, is_doubtful: bool = True) -> None:
        super().__init__(repr(cls))
        self.cls = cls
        self.found = found
        self.is_doubtful = is_doubtful


def stop(state: State, cls: Value, found: Found) -> Stopped:
    """The end of a way that uses something missing."""
    is_told = is_third_party(found.cause)
    return Stopped(cls, found if is_told else None, is_doubtful=state.is_doubtful)


def spelled(e: facts.Expr) -> str:
    """What people call an expression."""
    if isinstance(e, facts.Attr):
        return f"{spelled(e.value)}.{e.attr}"
    if isinstance(e, facts.Call):
        return f"{spelled(e.func)}()"
    return e.id if isinstance(e, facts.Name) else "..."


class Escape(NamedTuple):
    """An exception that leaves a block, with what held when it was raised."""

    stopped: Stopped
    state: State


class Own:
    """`self` in a method of a class, or the class itself in a class method."""

    __slots__ = ("is_super", "owner")

    def __init__(self, owner: ClassValue, *, is_super: bool = False) -> None:
        self.owner = owner
        self.is_super = is_super


class Nested:
    """A function defined inside another one, with the names it sees."""

    __slots__ = ("fact", "state")

    def __init__(self, fact: facts.Function, state: State) -> None:
        self.fact = fact
        self.state = state
