"""Where names are bound, and how they are set: what an undecided branch changes is noted first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import ABSENT, Dict, Instance, Value

if TYPE_CHECKING:
    from standards_lint.simulate.checkpoints import Kind
    from standards_lint.simulate.machine import Machine


def home(frame: Frame, name: str) -> Dict:
    """The namespace in which this scope binds a name."""
    is_global = frame.outer_names.get(name)
    if is_global is None:
        return frame.ns
    return frame.globals_ if is_global else enclosing(frame, name)


def enclosing(frame: Frame, name: str) -> Dict:
    """The namespace around this scope that `nonlocal` means."""
    closure = frame.closure
    while closure is not None and name not in closure.ns:
        closure = closure.closure
    return (closure or frame).ns


def put(m: Machine, names: Dict, name: Any, value: Value, kind: Kind = "name") -> None:
    """Sets a name, an attribute, or an entry of a table, or deletes it (ABSENT)."""
    for fetch in m.process.fetches:
        if fetch.names is names and fetch.name == name and _is_lasting(value):
            fetch.is_stored = True
            dict.__setitem__(names, name, value)
            return
    checkpoint = m.process.checkpoint
    if checkpoint is not None:
        checkpoint.note_name(names, name, kind=kind)
    names.set(name, value)


def space(owner: Value) -> Dict:
    """Where a module, class or object keeps its attributes."""
    return owner.attrs if isinstance(owner, Instance) else owner.ns


def loosen(names: Dict) -> None:
    """Makes unknown which other names a namespace holds."""
    if names.journal is not None and type(names) is Dict:
        names.journal.loosen(names)
    else:
        names.loose = True


def bind(m: Machine, frame: Frame, name: str, value: Value) -> None:
    """Binds a name where this scope keeps it."""
    names = frame.ns if name not in frame.outer_names else home(frame, name)
    if names.journal is None and m.process.checkpoint is None and value is not ABSENT:
        # Nearly every name is bound like this.
        names[name] = value
    else:
        put(m, names, name, value)


def unbind(m: Machine, frame: Frame, name: str) -> None:
    """Deletes a name where this scope keeps it, if it is there."""
    put(m, home(frame, name), name, ABSENT)


def _is_lasting(value: Value) -> bool:
    """Whether a value is no new object: a module that has run holds it, or it has no content."""
    holder = value.attrs if isinstance(value, Instance) else value
    return not isinstance(holder, (dict, list)) or getattr(holder, "journal", None) is not None
