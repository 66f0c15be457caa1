"""`try` and `with`: which exceptions are caught, and what holds afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standards_lint import facts
from standards_lint.reach.state import Escape, State, Stopped, merged, spelled
from standards_lint.simulate.guards import bound_names
from standards_lint.simulate.judging import is_subclass
from standards_lint.simulate.values import (
    ClassValue,
    ExceptionValue,
    Fallback,
    Raised,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.reach.walk import Walk

# Context managers in which an exception is expected, whatever library they are from.
_SWALLOWING = frozenset("suppress raises assertRaises assertRaisesRegex ignored ignoring".split())


def walk_try(w: Walk, s: State, n: facts.Try) -> State | None:
    """`try` with its handlers, `else` and `finally`."""
    outer, w.raised = w.raised, []
    start = s.copy()
    end = w.block(n.body, s)
    escapes, w.raised = w.raised, outer
    after = [w.block(n.orelse, end)]
    left = escapes
    may_fail = end is not None or not escapes
    for handler in n.handlers:
        caught, left = _caught(w, start, handler, left)
        after.append(_handle(w, n, handler, caught, start if may_fail else None))
    w.raised.extend(left)
    state = merged(*after)
    if n.final:
        final = w.block(n.final, state if state is not None else start.doubtful())
        return final if state is not None else None
    return state


def _caught(
    w: Walk, start: State, handler: facts.Handler, escapes: Sequence[Escape]
) -> tuple[list[Escape], list[Escape]]:
    """The exceptions that a handler catches, and those that go past it.

    What is not known to match counts as caught, and ends there.
    """
    if handler.catches is None:
        return list(escapes), []
    try:
        classes = w.value(start, handler.catches)
    except Stopped:
        classes = Unknown("what is caught")
    caught, past = [], []
    for escape in escapes:
        is_caught = _is_known(classes) and _is_known(escape.stopped.cls)
        is_caught = not is_caught or is_subclass(escape.stopped.cls, classes)
        (caught if is_caught else past).append(escape)
    return caught, past


def _is_known(cls: Value) -> bool:
    if isinstance(cls, tuple):
        return all(_is_known(item) for item in cls)
    return isinstance(cls, (type, ClassValue))


def _handle(
    w: Walk, n: facts.Try, handler: facts.Handler, caught: Sequence[Escape], start: State | None
) -> State | None:
    """What holds after a handler; nothing is certain where no exception is known to reach it."""
    if caught:
        state = merged(*(escape.state.copy() for escape in caught))
        if state is not None and all(escape.stopped.found is None for escape in caught):
            state = state.doubtful()
    else:
        state = start.doubtful() if start is not None else None
        if state is not None:
            state.names.update(dict.fromkeys(bound_names(n.body), Unknown("what a try left")))
    if state is not None and handler.name is not None:
        state.names[handler.name] = ExceptionValue(Unknown("an exception"))
    state = w.block(handler.body, state)
    causes = [escape.stopped.found.cause for escape in caught if escape.stopped.found is not None]
    if state is not None and causes:
        _mark(state, [*bound_names(n.body), *bound_names(handler.body)], causes[0])
    return state


def _mark(state: State, names: Sequence[str], cause: Raised) -> None:
    """A None that a handler binds, or that stood there before, is a stand-in."""
    for name in names:
        if name in state.names and state.names[name] is None:
            state.names[name] = Fallback(cause)


def walk_with(w: Walk, s: State, n: facts.With) -> State | None:
    """`with`; a manager that may swallow exceptions leaves everything open."""
    for manager, target in n.items:
        found = w.value(s, manager)
        if target is not None:
            w.bind(s, target, found if isinstance(found, Unknown) else Unknown("a context"))
    if not any(_swallows(w, manager) for manager, _ in n.items):
        return w.block(n.body, s)
    outer, w.raised = w.raised, []
    start = s.copy()
    end = w.block(n.body, s)
    escapes, w.raised = w.raised, outer
    causes = [escape.stopped.found.cause for escape in escapes if escape.stopped.found is not None]
    for escape in escapes:
        _mark(escape.state, list(bound_names(n.body)), causes[0] if causes else None)
    return merged(end, *(escape.state for escape in escapes)) or start.doubtful()


def _swallows(w: Walk, manager: facts.Expr) -> bool:
    function = manager.func if isinstance(manager, facts.Call) else manager
    name = spelled(function)
    return name.rpartition(".")[2] in _SWALLOWING or name in w.scope.m.around.swallowing
