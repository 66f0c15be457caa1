"""Context managers of `contextlib`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from standards_lint.simulate import managers
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import (
    ClassValue,
    Dict,
    ExceptionValue,
    External,
    Instance,
    Native,
    Raised,
    Suppress,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

Run = Callable[["Machine", Frame, list[Value], dict[str, Value]], Value]


def _object(frame: Frame, name: str, methods: dict[str, Run]) -> Instance:
    made = Instance(ClassValue(name, frame.module, (External(f"contextlib.{name}"),), Dict()))
    made.attrs.update({key: Native(key, run) for key, run in methods.items()})
    return made


def _suppress(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    return Suppress(tuple(args))


def _null(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    value = args[0] if args else keywords.get("enter_result")
    return _object(
        frame, "nullcontext", {"__enter__": lambda *_: value, "__exit__": lambda *_: False}
    )


def _closing(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    thing = args[0] if args else Unknown("contextlib.closing")

    def close(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        m.call(frame, m.attribute(frame, thing, "close"))
        return False

    return _object(frame, "closing", {"__enter__": lambda *_: thing, "__exit__": close})


def _exit_stack(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    entered: list[Value] = []

    def push(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        entered.extend(args[:1])
        return args[0] if args else None

    def enter(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        if not args:
            return None
        value = managers.enter(m, frame, args[0])
        entered.append(args[0])
        return value

    def callback(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        function, *rest = args or [None]

        def run(m: Machine, frame: Frame, _: list[Value], __: dict[str, Value]) -> Value:
            m.call(frame, function, rest, dict(keywords))
            return False

        entered.append(_object(frame, "callback", {"__exit__": run}))
        return function

    def leave(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        value = args[1] if len(args) > 1 else None
        raised = value.raised if isinstance(value, ExceptionValue) else None
        return _unwound(m, frame, entered, raised)

    methods = {"push": push, "enter_context": enter, "callback": callback}
    stack = _object(frame, "ExitStack", {**methods, "close": leave, "__exit__": leave})
    stack.attrs["__enter__"] = Native("__enter__", lambda *_: stack)
    return stack


def _unwound(
    m: Machine, frame: Frame, entered: list[Value], raised: Raised | None
) -> bool | Unknown:
    """Leaves what was entered, last first; tells whether the exception was swallowed."""
    swallowed: bool | Unknown = False
    while entered:
        told = managers.leave(m, frame, entered.pop(), raised)
        if raised is not None and told is True:
            raised, swallowed = None, True
        elif raised is not None and told is not False:
            swallowed = told
    return swallowed


TABLE: dict[str, Run] = {
    "contextlib.suppress": _suppress,
    "contextlib.nullcontext": _null,
    "contextlib.closing": _closing,
    "contextlib.ExitStack": _exit_stack,
}
