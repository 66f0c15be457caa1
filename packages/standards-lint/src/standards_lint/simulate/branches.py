"""Runs both branches of what cannot be decided, and joins what they leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from standards_lint.simulate import effects, exits
from standards_lint.simulate.checkpoints import Saved, join
from standards_lint.simulate.exits import Exit
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.machine import GiveUp, Signal
from standards_lint.simulate.values import Raised, Unknown, Value

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

# Every undecided branch inside another doubles the work. Import-time code that decides about
# imports never nests this deep; what lies deeper is taken to have no effect.
NESTED = 7

Branch = Callable[[], Signal | None]


def either(
    m: Machine, frame: Frame, why: Unknown, text: str, first: Branch, second: Branch
) -> Signal | None:
    """The outcome of two branches of which one is taken.

    An exception of one branch is postponed: it becomes the condition of the verdict, unless the
    other branch ends up in an exception too.

    Raises:
        Raised: both branches raise.
    """
    process = m.process
    if process.undecided >= NESTED or m.is_exhausted():
        frame.ns.loose = True
        return None
    if process.tries:
        raise GiveUp(None, why)
    if frame.function is not None and effects.is_inert(m, frame.function):
        raise GiveUp(frame, why)
    outer, begun = process.checkpoint, len(frame.exits)
    before, since = Saved(outer), Saved(outer)
    process.undecided += 1
    try:
        left, left_error, left_suspect = _attempt(m, first, before)
        after_left = before.roll_back()
        right, right_error, right_suspect = _attempt(m, second, since)
    finally:
        process.undecided -= 1
        process.checkpoint = outer
        before.include(since)
        if outer is not None:
            outer.include(before)
    # Where one branch raises, a doubt about the other is none any more.
    left_error = left_error or (right_error and left_suspect)
    right_error = right_error or (left_error and right_suspect)
    if left_error is not None and right_error is not None:
        raise left_error if left_error.judged or not right_error.judged else right_error
    if left_error is not None:
        exits.postpone(m, frame, left_error, why, text)
        ending = right
    elif right_error is not None:
        exits.postpone(m, frame, right_error, why, text)
        before.restore()
        after_left.restore()
        ending = left
    else:
        # What only the second branch changed, the first one left as it was.
        after_left.include(before)
        suspects = (left_suspect, right_suspect)
        ending = _join_signals(frame, why, text, (left, right), suspects, after_left)
    exits.reopen(process, frame, begun)
    return ending


def possibly(m: Machine, run: Callable[[], Value]) -> Value:
    """What comes of something of which nobody knows whether it happens."""
    process = m.process
    before = Saved(process.checkpoint)
    process.undecided += 1
    try:
        with process.noting(before):
            return run()
    finally:
        process.undecided -= 1
        before.join(Unknown("whether something is evaluated"))


def _attempt(
    m: Machine, branch: Branch, before: Saved
) -> tuple[Signal | None, Raised | None, Raised | None]:
    """What a branch ends with, what it raises, and what it probably raises."""
    process = m.process
    outer_suspect, process.suspect, process.checkpoint = process.suspect, None, before
    try:
        return branch(), None, process.suspect
    except Raised as raised:
        return None, raised, None
    finally:
        exits.close(process, before)
        process.suspect = outer_suspect


def _join_signals(
    frame: Frame,
    why: Unknown,
    text: str,
    signals: tuple[Signal | None, Signal | None],
    suspects: tuple[Raised | None, Raised | None],
    after_left: Saved,
) -> Signal | None:
    left, right = signals
    if left is None and right is None:
        after_left.join(why)
        return None
    if left is not None and right is not None and left.kind == right.kind:
        after_left.join(why)
        return Signal(left.kind, join(left.value, right.value, why))
    if left is not None:
        frame.exits.append(Exit(left.kind, left.value, why, text, suspects[0], after_left))
        return right
    after_right = after_left.roll_back()
    frame.exits.append(Exit(right.kind, right.value, why, text, suspects[1], after_right))
    return left
