"""Comments that hide findings: `# standards: ignore[CODES] reason`."""

from standards_lint.suppressions.apply import ALL, Excused, Silencer, without
from standards_lint.suppressions.comments import CODE, HINT, in_file, inspect, suppression

__all__ = [
    "ALL",
    "CODE",
    "HINT",
    "Excused",
    "Silencer",
    "in_file",
    "inspect",
    "suppression",
    "without",
]
