"""The rules, in order of code; a rule is registered by its line here."""

from standards_lint.rules import (
    env_specific_top_level_import,
    forbidden_package,
    module_without_environment,
    stale_record,
    unavailable_import,
    undecidable_import,
    undeclared_import,
    unused_env_import,
)
from standards_lint.rules.rule import Context, Example, Rule
from standards_lint.rules.selection import Selection

RULES: tuple[Rule, ...] = (
    unavailable_import.RULE,
    undecidable_import.RULE,
    env_specific_top_level_import.RULE,
    undeclared_import.RULE,
    module_without_environment.RULE,
    forbidden_package.RULE,
    stale_record.RULE,
    unused_env_import.RULE,
)

__all__ = ["RULES", "Context", "Example", "Rule", "Selection"]
