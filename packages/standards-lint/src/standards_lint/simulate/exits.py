"""Calls and passes of loops that end early if a condition holds that nobody can decide.

What follows such a condition happens only if it does not hold: an exception there is postponed,
and what is changed is afterwards as it was, or as it has become.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
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


class Rest(Saved):
    """What changes in a scope after an exit that may be taken, as it was before."""

    __slots__ = ("frame",)

    def __init__(self, outer: Saved | None, frame: Frame) -> None:
        super().__init__(outer)
        self.frame = frame


def run(
    m: Machine, frame: Frame, block: Iterable[Stmt], kinds: Collection[str]
) -> tuple[Signal | None, list[Exit]]:
    """Runs a block, which an exit of one of these kinds ends; returns those that may be taken.

    Raises:
        Raised: what surely happens.
    """
    process = m.process
    outer, begun, closed = process.checkpoint, len(frame.exits), len(frame.rests)
    error: Raised | None = None
    try:
        signal = m.run(frame, block)
    except Raised as raised:
        error = raised
    finally:
        close(process, outer)
    taken = _taken(frame, begun, kinds)
    if error is not None:
        if not taken:
            raise error
        signal = _instead(m, frame, error, taken, frame.rests[closed:])
    if taken:
        for saved in (*frame.rests[closed:], *(item.left for item in taken)):
            saved.join(taken[0].why)
    if not frame.exits:
        frame.rests.clear()
    reopen(process, frame, begun)
    return signal, taken


def noted(
    m: Machine, frame: Frame, before: Saved, run: Callable[[], Signal | None]
) -> Signal | None:
    """Runs something while what it changes is noted in a checkpoint."""
    process, begun = m.process, len(frame.exits)
    try:
        with process.noting(before):
            try:
                return run()
            finally:
                close(process, before)
    finally:
        reopen(process, frame, begun)


def _taken(frame: Frame, begun: int, kinds: Collection[str]) -> list[Exit]:
    found = frame.exits[begun:]
    frame.exits[begun:] = [item for item in found if item.kind not in kinds]
    return [item for item in found if item.kind in kinds]


def _instead(
    m: Machine, frame: Frame, raised: Raised, taken: list[Exit], rests: list[Rest]
) -> Signal:
    """What happens if not what is raised at the end does: the first exit."""
    first = taken.pop(0)
    if first.suspect is not None and not raised.judged:
        raise first.suspect from None
    postpone(m, frame, raised, first.why, first.text)
    if not taken:
        for saved in (*reversed(rests), first.left):
            saved.restore()
    return Signal(first.kind, first.value)


def close(process: Process, outer: Saved | None) -> None:
    """Ends what only happens if no exit was taken, back to what was noted before."""
    rests = []
    while process.checkpoint is not outer:
        rests.append(process.checkpoint)
        process.checkpoint = process.checkpoint.outer
    for rest in reversed(rests):
        rest.frame.rests.append(rest)
        if outer is not None:
            outer.include(rest)


def reopen(process: Process, frame: Frame, begun: int) -> None:
    """From now on, what happens only does if no exit is taken that was met since then."""
    if len(frame.exits) > begun:
        process.checkpoint = Rest(process.checkpoint, frame)


def postpone(m: Machine, frame: Frame, raised: Raised, why: Unknown, text: str) -> None:
    """Notes an exception that happens under a condition nobody can decide.

    One that a program raises itself, about what nothing is known of, does not count.
    """
    explicit = raised.kind == "name" and not raised.missing
    if not (explicit and why.outside):
        m.postpone(frame, raised, why, text)
