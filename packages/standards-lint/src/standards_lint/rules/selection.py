"""Which rules run, and which of their findings are kept."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from standards_lint.config import nearest
from standards_lint.errors import UsageError
from standards_lint.rules.rule import Rule

ALL = "ALL"


class Selection(Struct, frozen=True):
    """Prefixes of codes, in the way of ruff: the longest prefix that fits a code decides.

    `select` of None leaves what `base` selects, or, without a base, the rules that are on by
    default; `extend_select` and `ignore` change that. With a `select`, the base counts for
    nothing, its `ignore` included. `source` says in messages where the codes were written.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    base: Selection | None = None
    source: str = ""

    def of(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """The rules that are on.

        Raises:
            UsageError: a prefix that no code has.
        """
        known = tuple(rules)
        self._check(known)
        return tuple(rule for rule in known if self._is_on(rule))

    def _check(self, known: tuple[Rule, ...]) -> None:
        if self.base is not None:
            self.base._check(known)
        codes = (*(self.select or ()), *self.extend_select, *self.ignore)
        check_codes(codes, known, self.source)

    def _is_on(self, rule: Rule) -> bool:
        chosen = _length(rule.code, (*(self.select or ()), *self.extend_select))
        ignored = _length(rule.code, self.ignore)
        if max(chosen, ignored) >= 0:
            return chosen > ignored
        if self.select is not None:
            return False
        return rule.is_default if self.base is None else self.base._is_on(rule)


def check_codes(codes: Iterable[str], rules: Iterable[Rule], source: str) -> None:
    """Refuse prefixes that mean no rule.

    Raises:
        UsageError: there is one; it names `source`, and the code that was meant.
    """
    known = tuple(rule.code for rule in rules)
    for prefix in codes:
        if prefix != ALL and not any(code.startswith(prefix) for code in known):
            where = f"{source}: " if source else ""
            raise UsageError(f"{where}unknown rule code {prefix!r}; {nearest(prefix, known)}")


def _length(code: str, prefixes: tuple[str, ...]) -> int:
    """The length of the longest prefix that fits, -1 if none does."""
    fitting = [0 if p == ALL else len(p) for p in prefixes if p == ALL or code.startswith(p)]
    return max(fitting, default=-1)
