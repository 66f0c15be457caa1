"""Assignment targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standards_lint import facts
from standards_lint.simulate import containers
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import Fallback, Unknown, Value

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine


def store(m: Machine, frame: Frame, target: facts.Expr, value: Value) -> None:
    """Binds a value to an assignment target."""
    if isinstance(target, facts.Name):
        m.attributes.bind(frame, target.id, value)
    elif isinstance(target, facts.Attr):
        m.attributes.assign(m, frame, m.value(frame, target.value), target.attr, value)
    elif isinstance(target, facts.Subscript):
        container, key = m.value(frame, target.value), m.value(frame, target.index)
        containers.set_item(m, frame, container, key, value)
    elif isinstance(target, facts.Starred):
        store(m, frame, target.value, value)
    elif isinstance(target, facts.Sequence):
        _unpack(m, frame, target.items, value)


def _unpack(m: Machine, frame: Frame, targets: Sequence[facts.Expr], value: Value) -> None:
    parts = containers.elements(m, frame, value)
    fits = parts is not None and len(parts) == len(targets)
    if not fits or any(isinstance(target, facts.Starred) for target in targets):
        if isinstance(value, Fallback):
            text = "cannot unpack non-iterable NoneType object"
            raise m.attributes.after_fallback(frame, TypeError, text, value)
        why = value if isinstance(value, Unknown) else Unknown("an unpacked value")
        parts = [why] * len(targets)
    for target, part in zip(targets, parts or (), strict=True):
        store(m, frame, target, part)
