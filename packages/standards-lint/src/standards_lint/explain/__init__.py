"""From a verdict to what can be done about it."""

from standards_lint.explain.cuts import cheapest_cuts
from standards_lint.explain.tracebacks import Failure, matching, read_failure

__all__ = ["Failure", "cheapest_cuts", "matching", "read_failure"]
