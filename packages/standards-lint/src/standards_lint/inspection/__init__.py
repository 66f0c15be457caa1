"""What rules look at inside files: syntax trees, and what was observed in them."""

from standards_lint.inspection.observe import Inspector, Observations, observe
from standards_lint.inspection.source_file import Observation, SourceFile

__all__ = ["Inspector", "Observation", "Observations", "SourceFile", "observe"]
