"""What functions reach, for the rules about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from standards_lint.model import Finding, Fix, Severity, Step
from standards_lint.rules.rule import Context

if TYPE_CHECKING:
    from standards_lint.reach.use import How, Use


def grouped(context: Context, how: How) -> Iterator[tuple[Use, tuple[str, ...]]]:
    """Uses of one kind, each once, with the environments that lack the package.

    There is none where the package is only optional.
    """
    groups: dict[tuple[str, int, str, str], list[Use]] = {}
    for use in context.uses:
        if use.how == how:
            key = (use.path, use.line, use.name, use.function)
            groups.setdefault(key, []).append(use)
    for uses in groups.values():
        lacking = sorted({use.environment for use in uses if not use.is_optional})
        yield min(uses, key=lambda use: use.is_optional), tuple(lacking)


def finding(
    code: str,
    text: str,
    use: Use,
    environments: Sequence[str],
    fix: Fix | None,
    severity: Severity = "error",
) -> Finding:
    """The finding for a use."""
    where = ", ".join(f"`{name}`" for name in environments)
    return Finding(
        code=code,
        message=f"{text}: {where} has no `{use.missing}`" if where else text,
        path=use.path,
        line=use.line,
        severity=severity,
        environment=", ".join(environments) or None,
        module=use.module,
        missing=use.missing,
        chain=_chain(use),
        fix=fix,
    )


def _chain(use: Use) -> tuple[Step, ...]:
    """The use, and the import that leaves it without what it stands for."""
    here = Step(use.module, use.path, use.line)
    guard = Step(use.guard_module, use.guard_path, use.guard_line)
    return (here,) if guard == here else (here, guard)
