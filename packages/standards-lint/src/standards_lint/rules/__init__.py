"""The rules; one is registered by its line here, the name of its module."""

from importlib import import_module

from standards_lint.rules.own import with_own
from standards_lint.rules.rule import Context, Example, Rule
from standards_lint.rules.selection import Selection, check_codes

_MODULES = (
    "annotation_only_import",
    "broad_import_guard",
    "defeated_lazy_import",
    "duplicate_accessor",
    "env_specific_top_level_import",
    "forbidden_package",
    "masking_guard",
    "module_without_environment",
    "silent_fallback",
    "stale_record",
    "suppression_without_reason",
    "unavailable_import",
    "unbound_fallback",
    "uncached_probe",
    "unchecked_optional",
    "undecidable_import",
    "undeclared_import",
    "unguarded_deferred_import",
    "unhelpful_import_error",
    "unlogged_fallback",
    "unused_env_import",
    "unused_suppression",
)

# In order of code.
RULES: tuple[Rule, ...] = tuple(
    sorted(
        (import_module(f"{__name__}.{module}").RULE for module in _MODULES),
        key=lambda rule: rule.code,
    )
)

__all__ = ["RULES", "Context", "Example", "Rule", "Selection", "check_codes", "with_own"]
