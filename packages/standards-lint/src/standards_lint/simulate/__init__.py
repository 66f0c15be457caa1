"""Interprets facts as an interpreter of one environment would, to tell what importing does."""

from standards_lint.simulate.judge import judge
from standards_lint.simulate.verdicts import tell

__all__ = ["judge", "tell"]
