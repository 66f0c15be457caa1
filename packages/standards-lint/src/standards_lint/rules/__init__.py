"""The rules, in order of code; a rule is registered by its line here."""

from standards_lint.rules import (
    broad_import_guard,
    env_specific_top_level_import,
    forbidden_package,
    module_without_environment,
    stale_record,
    suppression_without_reason,
    unavailable_import,
    undecidable_import,
    undeclared_import,
    unused_env_import,
    unused_suppression,
)
from standards_lint.rules.own import with_own
from standards_lint.rules.rule import Context, Example, Rule
from standards_lint.rules.selection import Selection, check_codes

RULES: tuple[Rule, ...] = (
    broad_import_guard.RULE,
    unavailable_import.RULE,
    undecidable_import.RULE,
    env_specific_top_level_import.RULE,
    undeclared_import.RULE,
    module_without_environment.RULE,
    forbidden_package.RULE,
    stale_record.RULE,
    unused_env_import.RULE,
    unused_suppression.RULE,
    suppression_without_reason.RULE,
)

__all__ = ["RULES", "Context", "Example", "Rule", "Selection", "check_codes", "with_own"]
