"""Which exceptions decide a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import Raised, is_subclass

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine


def judge(m: Machine, frame: Frame, raised: Raised) -> None:
    """Decides whether an explicit `raise` follows from something the environment lacks.

    It does when it happens while such a failure is handled, when it is an ImportError, or when
    this module, or inside a function this call of it, met something missing before.
    AttributeError and KeyError are how lookups say no.
    """
    if is_subclass(raised.value.cls, (AttributeError, KeyError, StopIteration)):
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
