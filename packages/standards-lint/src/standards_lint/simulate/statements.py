"""Runs statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from standards_lint import facts
from standards_lint.simulate import containers, imports, judging, operations
from standards_lint.simulate.branches import either
from standards_lint.simulate.classes import define_class
from standards_lint.simulate.expressions import define
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.guards import run_try
from standards_lint.simulate.loops import run_for, run_while
from standards_lint.simulate.machine import Signal
from standards_lint.simulate.managers import run_with
from standards_lint.simulate.names import bind
from standards_lint.simulate.targets import store
from standards_lint.simulate.values import (
    ClassValue,
    ExceptionValue,
    External,
    Raised,
    Unknown,
    Value,
    failure,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine


def _import(m: Machine, frame: Frame, s: facts.Import) -> None:
    imports.run_import(m, frame, s)


def _import_from(m: Machine, frame: Frame, s: facts.ImportFrom) -> None:
    imports.run_import_from(m, frame, s)


def _assign(m: Machine, frame: Frame, s: facts.Assign) -> None:
    value = m.value(frame, s.value)
    for target in s.targets:
        store(m, frame, target, value)


def _augment(m: Machine, frame: Frame, s: facts.Augment) -> None:
    left, right = m.value(frame, s.target), m.value(frame, s.value)
    store(m, frame, s.target, operations.augment(m, frame, s.op, left, right))


def _annotate(m: Machine, frame: Frame, s: facts.Annotate) -> None:
    if frame.function is None and evaluates_annotations(m, frame):
        m.value(frame, s.annotation)
    if s.value is not None:
        store(m, frame, s.target, m.value(frame, s.value))


def evaluates_annotations(m: Machine, frame: Frame) -> bool:
    """Whether annotations run when they are passed (PEP 563, PEP 649)."""
    future = frame.globals_.get("annotations")
    postponed = isinstance(future, External) and future.name == "__future__.annotations"
    return m.around.python < (3, 14) and not postponed


def _delete(m: Machine, frame: Frame, s: facts.Delete) -> None:
    for target in s.targets:
        if isinstance(target, facts.Name):
            m.attributes.unbind(m, frame, target.id)
        elif isinstance(target, facts.Attr):
            m.attributes.delete(m, frame, m.value(frame, target.value), target.attr)
        elif isinstance(target, facts.Subscript):
            container, key = m.value(frame, target.value), m.value(frame, target.index)
            containers.delete_item(m, frame, container, key)


def _evaluate(m: Machine, frame: Frame, s: facts.Evaluate) -> None:
    m.value(frame, s.value)


def _if(m: Machine, frame: Frame, s: facts.If) -> Signal | None:
    versions = m.process.versions
    value = m.value(frame, s.test)
    truth = operations.truth(m, frame, value)
    if isinstance(truth, bool):
        is_refused = _refuses(s.body if truth else s.orelse)
        if is_refused and versions != m.process.versions and _rests_on_versions(m, frame, s.test):
            truth = not truth
        if m.process.listen is not None:
            m.process.tell(frame, f"`{s.text}` is {truth}")
        return m.run(frame, s.body if truth else s.orelse)
    m.process.tell(frame, f"`{s.text}` cannot be decided: {truth.why}")
    return either(
        m,
        frame,
        truth,
        s.text,
        lambda: m.run(frame, s.body),
        lambda: m.run(frame, s.orelse),
    )


def _refuses(block: Sequence[facts.Stmt]) -> bool:
    """Whether statements end in an exception: for a version that is too recent, say."""
    return bool(block) and type(block[-1]) is facts.Raise


def _rests_on_versions(m: Machine, frame: Frame, test: facts.Expr) -> bool:
    """Whether a test cannot be decided where nobody assumes that versions are recent enough."""
    process = m.process
    pending = len(process.pending)
    process.doubts_versions = True
    try:
        return not isinstance(operations.truth(m, frame, m.value(frame, test)), bool)
    finally:
        process.doubts_versions = False
        del process.pending[pending:]


def _define(m: Machine, frame: Frame, s: facts.Define) -> None:
    function = s.function
    decorators = [m.value(frame, decorator) for decorator in s.decorators]
    for default in function.defaults:
        m.value(frame, default)
    if function.annotations and evaluates_annotations(m, frame):
        for annotation in function.annotations:
            m.value(frame, annotation)
    value = define(frame, function)
    for decorator in reversed(decorators):
        value = m.calls.decorate(m, frame, decorator, value)
    bind(m, frame, function.name, value)


def _class(m: Machine, frame: Frame, s: facts.Class) -> None:
    decorators = [m.value(frame, decorator) for decorator in s.decorators]
    value: Value = define_class(m, frame, s)
    for decorator in reversed(decorators):
        value = m.calls.decorate(m, frame, decorator, value)
    bind(m, frame, s.name, value)


def _return(m: Machine, frame: Frame, s: facts.Return) -> Signal:
    return Signal("return", None if s.value is None else m.value(frame, s.value))


def _raise(m: Machine, frame: Frame, s: facts.Raise) -> None:
    if s.exception is None:
        if frame.handling is not None:
            raise frame.handling
        raise failure(RuntimeError, "No active exception to reraise", None, "", (frame.step(),))
    value = m.value(frame, s.exception)
    if isinstance(value, (type, ClassValue)):
        value = m.call(frame, value)
    raise raised_by(m, frame, value)


def raised_by(m: Machine, frame: Frame, value: Value) -> Raised:
    """The exception that `raise value` puts in flight, judged by what brought it about."""
    if isinstance(value, ExceptionValue):
        if value.raised is not None and value.raised is frame.handling:
            return value.raised
        exception = ExceptionValue(value.cls, value.argument)
    elif isinstance(value, (External, Unknown)):
        exception = ExceptionValue(External(f"{value!r}"))
    else:
        cls = value.cls if hasattr(value, "cls") else Exception
        exception = ExceptionValue(cls)
    raised = Raised(exception, (frame.step(),))
    judging.judge(m, frame, raised)
    return raised


def _assert(m: Machine, frame: Frame, s: facts.Assert) -> None:
    versions = m.process.versions
    truth = operations.truth(m, frame, m.value(frame, s.test))
    is_compared = versions != m.process.versions
    if truth is False and not (is_compared and _rests_on_versions(m, frame, s.test)):
        raised = failure(AssertionError, s.text, None, "", (frame.step(),))
        judging.judge(m, frame, raised)
        raise raised


def _scope(m: Machine, frame: Frame, s: facts.Scope) -> None:
    if frame.function is not None:
        for name in s.names:
            frame.outer_names[name] = s.is_global


def _jump(m: Machine, frame: Frame, s: facts.Jump) -> Signal:
    return Signal("break" if s.is_break else "continue")


def _match(m: Machine, frame: Frame, s: facts.Match) -> Signal | None:
    subject = m.value(frame, s.subject)
    return _match_from(m, frame, subject, s.cases)


def _match_from(
    m: Machine, frame: Frame, subject: Value, cases: Sequence[facts.Case]
) -> Signal | None:
    if not cases:
        return None
    case, *rest = cases
    if case.is_default and case.guard is None:
        for name in case.binds:
            bind(m, frame, name, subject)
        return m.run(frame, case.body)
    matches: Any = Unknown("a pattern")
    if case.values is not None and case.guard is None:
        values = [m.value(frame, value) for value in case.values]
        results = [operations.equal(subject, value) for value in values]
        if True in results:
            matches = True
        elif all(result is False for result in results):
            matches = False
    if isinstance(matches, bool):
        return m.run(frame, case.body) if matches else _match_from(m, frame, subject, rest)

    def taken() -> Signal | None:
        for name in case.binds:
            bind(m, frame, name, Unknown("a pattern"))
        return m.run(frame, case.body)

    return either(
        m, frame, matches, "a pattern", taken, lambda: _match_from(m, frame, subject, rest)
    )


TABLE: dict[type, Callable[[Machine, Frame, Any], Signal | None]] = {
    facts.Import: _import,
    facts.ImportFrom: _import_from,
    facts.Assign: _assign,
    facts.Augment: _augment,
    facts.Annotate: _annotate,
    facts.Delete: _delete,
    facts.Evaluate: _evaluate,
    facts.If: _if,
    facts.For: run_for,
    facts.While: run_while,
    facts.Try: run_try,
    facts.With: run_with,
    facts.Define: _define,
    facts.Class: _class,
    facts.Return: _return,
    facts.Raise: _raise,
    facts.Assert: _assert,
    facts.Scope: _scope,
    facts.Jump: _jump,
    facts.Match: _match,
}
