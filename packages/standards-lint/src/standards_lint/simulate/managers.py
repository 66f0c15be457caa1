"""`with`: what entering and leaving a context manager runs, and which exceptions it swallows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint import facts
from standards_lint.simulate import exits, operations
from standards_lint.simulate.branches import either
from standards_lint.simulate.checkpoints import Saved
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.guards import mark_fallbacks
from standards_lint.simulate.judging import is_subclass
from standards_lint.simulate.machine import Signal
from standards_lint.simulate.targets import store
from standards_lint.simulate.values import (
    Bound,
    ClassValue,
    Dict,
    External,
    Fallback,
    GeneratorValue,
    Instance,
    Native,
    Raised,
    Suppress,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

# The library whose managers put an ImportError off until somebody asks.
_DEFERRING = "lazy_imports.try_import."
_CALLED = (Bound, Native)


def run_with(m: Machine, frame: Frame, s: facts.With) -> Signal | None:
    """`with`, whose managers may swallow exceptions."""
    with m.process.guarding():
        return _run_items(m, frame, s, 0)


def _run_items(m: Machine, frame: Frame, s: facts.With, index: int) -> Signal | None:
    if index == len(s.items):
        return m.run(frame, s.body)
    expression, target = s.items[index]
    manager = m.value(frame, expression)
    if isinstance(manager, GeneratorValue):
        return _run_generator(m, frame, s, index, manager)
    if isinstance(manager, External) and _is_known(m, manager):
        manager = Instance(ClassValue("guard", frame.module, (manager,), Dict()))
    entered = enter(m, frame, manager)
    if target is not None:
        store(m, frame, target, entered)
    pending = len(m.process.pending)
    before = Saved(m.process.checkpoint, is_branch=False)
    try:
        signal = exits.noted(m, frame, before, lambda: _run_items(m, frame, s, index + 1))
    except Raised as raised:
        swallows = leave(m, frame, manager, raised)
        if swallows is False:
            raise
        if swallows is not True:
            m.postpone(frame, raised, swallows, "a context manager swallows the exception")
        m.process.tell(frame, f"the context manager swallows: {raised.value.message}")
        if raised.judged:
            m.process.note(raised.kind, raised.missing)
            mark_fallbacks(m, frame, s.body, raised)
        _remember(manager, raised)
        return None
    leave(m, frame, manager, None)
    _remember(manager, None)
    doubt = _swallow_postponed(m, manager, before, pending)
    if doubt is None or signal is None:
        return signal
    return either(m, frame, doubt, doubt.why, lambda: signal, lambda: None)


def _swallow_postponed(m: Machine, manager: Value, before: Saved, start: int) -> Unknown | None:
    """Takes out what the block may have raised, if that is swallowed; tells on what it depends."""
    found = m.process.pending[start:]
    swallowed = [item for item in found if _may_swallow(m, manager, item.raised)]
    if not swallowed:
        return None
    m.process.pending[start:] = [item for item in found if item not in swallowed]
    doubt = Unknown(swallowed[0].condition)
    before.join(doubt)
    return doubt


def _may_swallow(m: Machine, manager: Value, raised: Raised) -> bool:
    if isinstance(manager, Suppress):
        return is_subclass(raised.value.cls, manager.types)
    is_guard = isinstance(manager, Instance) and _has_known_base(m, manager)
    return is_guard and is_subclass(raised.value.cls, ImportError)


def enter(m: Machine, frame: Frame, manager: Value) -> Value:
    """What `__enter__` gives."""
    if isinstance(manager, GeneratorValue):
        values: list[Value] = []
        m.calls.run_generator(m, frame, manager, values.append)
        return values[0] if values else Unknown("what a context manager returns")
    if isinstance(manager, Fallback):
        m.attributes.get(m, frame, manager, "__enter__")
    if isinstance(manager, Instance):
        method = m.attributes.find(m, frame, manager, "__enter__")
        return m.call(frame, method) if isinstance(method, _CALLED) else manager
    return Unknown("what a context manager returns")


def leave(m: Machine, frame: Frame, manager: Value, raised: Raised | None) -> bool | Unknown:
    """Whether `__exit__` swallows the exception that ended the block, None where none did."""
    if isinstance(manager, Suppress):
        return raised is not None and is_subclass(raised.value.cls, manager.types)
    is_import_error = raised is not None and is_subclass(raised.value.cls, ImportError)
    if isinstance(manager, External):
        return _is_known(m, manager) and is_import_error
    if not isinstance(manager, Instance):
        return False
    method = m.attributes.find(m, frame, manager, "__exit__")
    if isinstance(method, _CALLED):
        args: list[Value] = [None, None, None]
        if raised is not None:
            args = [raised.value.cls, raised.value, External("traceback")]
        return operations.truth(m, frame, m.call(frame, method, args))
    return _has_known_base(m, manager) and is_import_error


def _has_known_base(m: Machine, manager: Instance) -> bool:
    bases = [base for base in manager.cls.mro() if isinstance(base, External)]
    return any(_is_known(m, base) for base in bases)


def _is_known(m: Machine, manager: External) -> bool:
    name = manager.name.removesuffix("()")
    return name in m.around.swallowing or name.startswith(_DEFERRING)


def _remember(manager: Value, raised: Raised | None) -> None:
    """Lets a deferring manager answer, as those of `lazy_imports` do, how its block went."""
    if not isinstance(manager, Instance):
        return
    bases = [base for base in manager.cls.mro() if isinstance(base, External)]
    if not any(base.name.startswith(_DEFERRING) for base in bases):
        return

    def check(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        if raised is not None:
            raise raised.below(frame.step())

    manager.attrs["is_successful"] = Native("is_successful", lambda *_: raised is None)
    manager.attrs["check"] = Native("check", check)


def _run_generator(
    m: Machine, frame: Frame, s: facts.With, index: int, manager: GeneratorValue
) -> Signal | None:
    """`with` over a `@contextmanager` function: the block runs where the generator yields."""
    outcome: list[Signal | None] = []
    target = s.items[index][1]

    def block(value: Value) -> Value:
        if target is not None:
            store(m, frame, target, value)
        outcome.append(_run_items(m, frame, s, index + 1))
        return None

    m.calls.run_generator(m, frame, manager, block)
    return outcome[-1] if outcome else None
