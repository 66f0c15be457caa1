"""Assignment targets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standards_lint import facts
from standards_lint.simulate import containers
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.names import bind
from standards_lint.simulate.values import Fallback, List, Unknown, Value, Version

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine


def store(m: Machine, frame: Frame, target: facts.Expr, value: Value) -> None:
    """Binds a value to an assignment target."""
    if isinstance(target, facts.Name):
        bind(m, frame, target.id, value)
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
    parts = _gathered(targets, containers.elements(m, frame, value))
    if parts is None or len(parts) != len(targets):
        if isinstance(value, Fallback):
            text = "cannot unpack non-iterable NoneType object"
            raise m.attributes.after_fallback(frame, TypeError, text, value)
        why = value if isinstance(value, (Unknown, Version)) else Unknown("an unpacked value")
        parts = [why] * len(targets)
    for target, part in zip(targets, parts, strict=True):
        store(m, frame, target, part)


def _gathered(targets: Sequence[facts.Expr], parts: list[Value] | None) -> list[Value] | None:
    """The parts with those of a starred target as one list."""
    starred = [at for at, item in enumerate(targets) if isinstance(item, facts.Starred)]
    if not starred or parts is None or len(parts) < len(targets) - 1:
        return parts
    first, after = starred[0], len(targets) - starred[0] - 1
    end = len(parts) - after
    return [*parts[:first], List(parts[first:end]), *parts[end:]]
