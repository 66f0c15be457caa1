"""Which exceptions decide a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import (
    ClassValue,
    ExceptionValue,
    External,
    Module,
    Raised,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

# The module that an interpreter runs, where it runs a file.
MAIN = "__main__"
# What pytest raises to leave a module out; a BaseException that is no Exception.
SKIPPED = External("pytest.skip.Exception")


def judge(m: Machine, frame: Frame, raised: Raised) -> None:
    """Decides whether an explicit `raise` follows from something the environment lacks.

    It does when it happens while such a failure is handled, when it is an ImportError, or when
    this module, or inside a function this call of it, met something missing before.
    AttributeError and KeyError are how lookups say no.
    """
    if is_subclass(raised.value.cls, (AttributeError, KeyError, StopIteration)):
        return
    if _ends_program(m, raised.value):
        return
    handling = next((item for item in reversed(m.process.handling) if item.judged), None)
    if handling is not None:
        raised.kind, raised.missing = handling.kind, handling.missing
        return
    process = m.process
    evidence = process.stack[-1].evidence[frame.met :] if process.stack else []
    if evidence and not process.undecided:
        raised.kind, raised.missing = evidence[-1]
    elif is_subclass(raised.value.cls, ImportError):
        raised.kind, raised.missing = "name", ""


def _ends_program(m: Machine, exception: ExceptionValue) -> bool:
    """Whether this is how a script says that all went well, or may say so."""
    if exception.cls is not SystemExit or not isinstance(m.process.modules.get(MAIN), Module):
        return False
    status = exception.argument
    if status is None or (isinstance(status, int) and not status):
        return True
    return not isinstance(status, (int, str)) and not m.process.handling


def is_subclass(cls: Value, parent: Value) -> bool:
    """Whether an exception class is caught by another, as far as both are known."""
    if isinstance(parent, tuple):
        return any(is_subclass(cls, item) for item in parent)
    if cls is parent or cls == parent:
        return True
    if isinstance(cls, type):
        return isinstance(parent, type) and issubclass(cls, parent)
    if isinstance(cls, ClassValue):
        return any(is_subclass(base, parent) for base in cls.bases)
    if cls is SKIPPED:
        return parent is BaseException
    if isinstance(cls, External):
        return isinstance(parent, type) and issubclass(Exception, parent)
    return False
