"""What rules look at inside files: syntax trees, and what was observed in them.

`SourceFile` is loaded when it is asked for: a run that has seen everything before needs no trees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.inspection.observation import Observation
from standards_lint.inspection.observe import Inspector, Observations, observe

if TYPE_CHECKING:
    from standards_lint.inspection.source_file import SourceFile

__all__ = ["Inspector", "Observation", "Observations", "SourceFile", "observe"]


def __getattr__(name: str) -> object:
    if name != "SourceFile":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from standards_lint.inspection.source_file import SourceFile

    return SourceFile
