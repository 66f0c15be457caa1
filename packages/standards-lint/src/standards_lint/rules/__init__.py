"""The rules, in order of code; a rule is registered by its line here."""

from standards_lint.rules import (
    forbidden_package,
    stale_record,
    unavailable_import,
    undecidable_import,
    undeclared_import,
)
from standards_lint.rules.rule import Context, Example, Rule
from standards_lint.rules.selection import Selection

RULES: tuple[Rule, ...] = (
    unavailable_import.RULE,
    undecidable_import.RULE,
    undeclared_import.RULE,
    forbidden_package.RULE,
    stale_record.RULE,
)

__all__ = ["RULES", "Context", "Example", "Rule", "Selection"]
