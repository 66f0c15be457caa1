"""Turns what every tool finds into a report by clause of the standards and by environment."""

from standards_lint.compliance.collect import collect
from standards_lint.compliance.revisions import at, checked_out
from standards_lint.compliance.standards import load

__all__ = ["at", "checked_out", "collect", "load"]
