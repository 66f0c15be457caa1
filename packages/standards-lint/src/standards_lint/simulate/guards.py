"""`try`: which exceptions are caught, and what names are left with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from standards_lint import facts
from standards_lint.simulate import exits
from standards_lint.simulate.branches import either
from standards_lint.simulate.checkpoints import Saved
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.judging import is_subclass
from standards_lint.simulate.machine import Signal
from standards_lint.simulate.names import bind, home, put, unbind
from standards_lint.simulate.values import (
    Fallback,
    Raised,
    Unknown,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine


def run_try(m: Machine, frame: Frame, s: facts.Try) -> Signal | None:
    """`try` with its handlers, `else` and `finally`."""
    frame.blocks += 1
    try:
        return _run_try(m, frame, s)
    finally:
        frame.blocks -= 1


def _run_try(m: Machine, frame: Frame, s: facts.Try) -> Signal | None:
    if not s.final:
        return _run_guarded(m, frame, s)
    try:
        signal = _run_guarded(m, frame, s)
    except Raised:
        ending = m.run(frame, s.final)
        if ending is not None:
            return ending
        raise
    ending = m.run(frame, s.final)
    return ending if ending is not None else signal


def _run_guarded(m: Machine, frame: Frame, s: facts.Try) -> Signal | None:
    pending = len(m.process.pending)
    before = Saved(m.process.checkpoint, is_branch=False)
    try:
        with m.process.guarding():
            signal = exits.noted(m, frame, before, lambda: m.run(frame, s.body))
    except Raised as raised:
        handler = _handler(m, frame, s, raised)
        if handler is None:
            raise
        m.process.tell(frame, _caught(handler, raised))
        return _handle(m, frame, s, handler, raised)
    postponed = _postponed(m, frame, s, pending)
    if postponed is not None:
        raised, handler, condition = postponed
        why = Unknown(condition)
        # Of what the body changed, nobody knows what happened before it was left.
        before.join(why)
        return either(
            m,
            frame,
            why,
            condition,
            lambda: signal if signal is not None else m.run(frame, s.orelse),
            lambda: _handle(m, frame, s, handler, raised),
        )
    return signal if signal is not None else m.run(frame, s.orelse)


def _caught(handler: facts.Handler, raised: Raised) -> str:
    what = raised.value.message or raised.missing
    return f"the handler at line {handler.line} catches: {what}"


def _handler(m: Machine, frame: Frame, s: facts.Try, raised: Raised) -> facts.Handler | None:
    for handler in s.handlers:
        if handler.catches is None:
            return handler
        caught = m.value(frame, handler.catches)
        if is_subclass(raised.value.cls, caught):
            return handler
    return None


def _postponed(
    m: Machine, frame: Frame, s: facts.Try, start: int
) -> tuple[Raised, facts.Handler, str] | None:
    found = None
    for item in m.process.pending[start:]:
        handler = _handler(m, frame, s, item.raised)
        if handler is not None:
            m.process.pending.remove(item)
            found = (item.raised, handler, item.condition)
    return found


def _handle(
    m: Machine, frame: Frame, s: facts.Try, handler: facts.Handler, raised: Raised
) -> Signal | None:
    if raised.judged:
        m.process.note(raised.kind, raised.missing)
        mark_fallbacks(m, frame, s.body, raised)
    signal: Signal | None = None
    outer = frame.handling
    frame.handling = raised
    m.process.handling.append(raised)
    if handler.name is not None:
        bind(m, frame, handler.name, raised.value)
    try:
        signal = m.run(frame, handler.body)
    finally:
        m.process.handling.pop()
        frame.handling = outer
        if handler.name is not None:
            unbind(m, frame, handler.name)
    if raised.judged:
        mark_fallbacks(m, frame, handler.body, raised)
        if signal is not None and signal.kind == "return" and signal.value is None:
            return Signal("return", Fallback(raised))
    return signal


def mark_fallbacks(m: Machine, frame: Frame, block: Sequence[facts.Stmt], raised: Raised) -> None:
    """A None that the handler binds, or that stood there before the `try`, is a stand-in."""
    for name in bound_names(block):
        names = home(frame, name)
        if names.look_up(name) is None:
            put(m, names, name, Fallback(raised))


def bound_names(block: Sequence[facts.Stmt]) -> Iterator[str]:
    """The names that imports and assignments of a block bind, classes left out."""
    for statement in block:
        if isinstance(statement, (facts.Import, facts.ImportFrom)):
            for name, alias in statement.names:
                yield alias or name.partition(".")[0]
        elif isinstance(statement, facts.Assign):
            for target in statement.targets:
                parts = target.items if isinstance(target, facts.Sequence) else (target,)
                yield from (part.id for part in parts if isinstance(part, facts.Name))
        elif isinstance(statement, facts.Annotate):
            if isinstance(statement.target, facts.Name):
                yield statement.target.id
        elif not isinstance(statement, facts.Class):
            yield from bound_names(getattr(statement, "body", ()))
            yield from bound_names(getattr(statement, "orelse", ()))
