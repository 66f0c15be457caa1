"""Which rules run, and which of their findings are kept."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from standards_lint.errors import UsageError
from standards_lint.rules.rule import Rule

ALL = "ALL"


class Selection(Struct, frozen=True):
    """Prefixes of codes, in the way of ruff: the longest prefix that fits a code decides.

    `select` of None stands for the rules that are on by default; `extend_select` adds to it.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def of(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """The rules that are on.

        Raises:
            UsageError: a prefix that no code has.
        """
        known = tuple(rules)
        for prefix in (*(self.select or ()), *self.extend_select, *self.ignore):
            if prefix != ALL and not any(rule.code.startswith(prefix) for rule in known):
                codes = ", ".join(rule.code for rule in known)
                raise UsageError(f"unknown rule code {prefix!r}; known: {codes}")
        return tuple(rule for rule in known if self._is_on(rule))

    def _is_on(self, rule: Rule) -> bool:
        chosen = _length(rule.code, (*(self.select or ()), *self.extend_select))
        if self.select is None and rule.is_default:
            chosen = max(chosen, 0)
        return chosen > _length(rule.code, self.ignore)


def _length(code: str, prefixes: tuple[str, ...]) -> int:
    """The length of the longest prefix that fits, -1 if none does."""
    fitting = [0 if p == ALL else len(p) for p in prefixes if p == ALL or code.startswith(p)]
    return max(fitting, default=-1)
