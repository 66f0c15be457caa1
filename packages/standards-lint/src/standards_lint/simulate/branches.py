"""Runs both branches of what cannot be decided, and joins what they leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from standards_lint.simulate import effects
from standards_lint.simulate.checkpoints import Saved, join
from standards_lint.simulate.frames import EarlyReturn, Frame
from standards_lint.simulate.machine import GiveUp, Signal
from standards_lint.simulate.values import Raised, Unknown

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
    if frame.function is not None and effects.is_inert(m, frame.function):
        raise GiveUp(frame, why)
    outer, before, since = process.checkpoint, Saved(), Saved()
    process.undecided += 1
    try:
        process.checkpoint = before
        left, left_error, left_suspect = _attempt(m, first)
        after_left = before.roll_back()
        process.checkpoint = since
        right, right_error, right_suspect = _attempt(m, second)
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
        _postpone(m, frame, left_error, why, text)
        return right
    if right_error is not None:
        _postpone(m, frame, right_error, why, text)
        before.restore()
        after_left.restore()
        return left
    # What only the second branch changed, the first one left as it was.
    after_left.include(before)
    suspects = (left_suspect, right_suspect)
    return _join_signals(frame, why, text, (left, right), suspects, after_left)


def _attempt(m: Machine, branch: Branch) -> tuple[Signal | None, Raised | None, Raised | None]:
    """What a branch ends with, what it raises, and what it probably raises."""
    before, m.process.suspect = m.process.suspect, None
    try:
        return branch(), None, m.process.suspect
    except Raised as raised:
        return None, raised, None
    finally:
        m.process.suspect = before


def _postpone(m: Machine, frame: Frame, raised: Raised, why: Unknown, text: str) -> None:
    explicit = raised.kind == "name" and not raised.missing
    if not (explicit and why.outside):
        m.postpone(frame, raised, why, text)


def may_have_returned(m: Machine, frame: Frame, raised: Raised) -> bool:
    """Whether a branch that nobody can decide leaves a call before it raises.

    The exception is postponed then, as one of the other branch is.

    Raises:
        Raised: what that branch probably raises, where the other one surely raises something.
    """
    if not frame.returns:
        return False
    first = frame.returns[0]
    if first.suspect is not None and not raised.judged:
        raise first.suspect
    _postpone(m, frame, raised, first.why, first.text)
    return True


def _join_signals(
    frame: Frame,
    why: Unknown,
    text: str,
    signals: tuple[Signal | None, Signal | None],
    suspects: tuple[Raised | None, Raised | None],
    after_left: Saved,
) -> Signal | None:
    left, right = signals
    left_returns = left is not None and left.kind == "return"
    right_returns = right is not None and right.kind == "return"
    if left_returns and right_returns:
        after_left.join(why)
        return Signal("return", join(left.value, right.value, why))
    if left_returns:
        frame.returns.append(EarlyReturn(left.value, why, text, suspects[0], after_left))
        return right
    if right_returns:
        after_right = after_left.roll_back()
        frame.returns.append(EarlyReturn(right.value, why, text, suspects[1], after_right))
        return left
    after_left.join(why)
    return left if right is None else None
