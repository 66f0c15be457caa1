"""Calls and passes of loops that end early if a condition holds that nobody can decide.

What follows such a condition happens only if it does not hold: an exception there is postponed,
and what is changed is afterwards as it was, or as it has become.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from standards_lint.simulate.checkpoints import Saved
from standards_lint.simulate.machine import Signal
from standards_lint.simulate.values import Raised, Unknown, Value

if TYPE_CHECKING:
    from standards_lint.facts import Stmt
    from standards_lint.simulate.frames import Frame, Process
    from standards_lint.simulate.machine import Machine


class Exit(NamedTuple):
    """How a branch ends that may be taken: `kind` and `value` are those of a `Signal`.

    `suspect` is what it probably raises before, `left` what it leaves of all that changes.
    """

    kind: str
    value: Value
    why: Unknown
    text: str
    suspect: Raised | None
    left: Saved


def run(
    m: Machine, frame: Frame, block: Iterable[Stmt], kinds: Collection[str]
) -> tuple[Signal | None, list[Exit]]:
    """Runs a block, which an exit of one of these kinds ends; returns those that may be taken.

    Raises:
        Raised: what surely happens.
    """
    process = m.process
    outer, begun = process.checkpoint, len(frame.exits)
    try:
        signal = m.run(frame, block)
    except Raised as raised:
        close(process, outer)
        taken = _taken(frame, begun, kinds)
        if not taken:
            raise
        first = taken.pop(0)
        if first.suspect is not None and not raised.judged:
            raise first.suspect from None
        postpone(m, frame, raised, first.why, first.text)
        first.left.restore()
        signal = Signal(first.kind, first.value)
    else:
        close(process, outer)
        taken = _taken(frame, begun, kinds)
    finally:
        close(process, outer)
    for other in taken:
        other.left.join(other.why)
    reopen(process, frame, begun)
    return signal, taken


def _taken(frame: Frame, begun: int, kinds: Collection[str]) -> list[Exit]:
    found = frame.exits[begun:]
    frame.exits[begun:] = [item for item in found if item.kind not in kinds]
    return [item for item in found if item.kind in kinds]


def close(process: Process, outer: Saved | None) -> None:
    """Ends what only happens if no exit was taken, back to what was noted before."""
    while process.checkpoint is not outer:
        rest = process.checkpoint
        for earlier in rest.exits:
            earlier.left.include(rest)
        process.checkpoint = rest.outer
        if rest.outer is not None:
            rest.outer.include(rest)


def reopen(process: Process, frame: Frame, begun: int) -> None:
    """From now on, what happens only does if no exit is taken that was met since then."""
    if len(frame.exits) > begun:
        process.checkpoint = Saved(process.checkpoint, tuple(frame.exits))


def postpone(m: Machine, frame: Frame, raised: Raised, why: Unknown, text: str) -> None:
    """Notes an exception that happens under a condition nobody can decide.

    One that a program raises itself, about what nothing is known of, does not count.
    """
    explicit = raised.kind == "name" and not raised.missing
    if not (explicit and why.outside):
        m.postpone(frame, raised, why, text)
