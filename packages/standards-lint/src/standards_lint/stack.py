"""Room for the frames of deep calls."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import TypeVar

Function = TypeVar("Function", bound=Callable[..., object])

# A chunk is doubled until a frame fits; what it has left, nearly as much as this again, is for
# the frames of what is called.
_WORDS = 2**16


def roomy(function: Function) -> Function:
    """Gives a function a frame so large that what it calls finds room in the same chunk.

    Frames lie in chunks of 16 KiB. For one that does not fit, Python asks the kernel for another
    chunk, and gives it back when the call returns. A loop at that depth pays two system calls and
    a page fault for every call, 10 us or more. Room that nobody uses is never touched.

    Source: `_PyThreadState_BumpFramePointerSlow` and `_PyThreadState_PopFrame` of CPython 3.11,
    as they are in 3.12 and 3.13, too.
    """
    if isinstance(function, FunctionType):
        function.__code__ = function.__code__.replace(co_stacksize=_WORDS)
    return function
