"""Which fixes may mend a finding, best first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from standards_lint.facts import Import, ImportFrom
from standards_lint.model import Finding, Fix, Step
from standards_lint.statements import module_imports, names_of

if TYPE_CHECKING:
    from standards_lint.source.program import Program

_OTHERWISE = {"cached-accessor": "defer-import"}


def candidates(finding: Finding, program: Program) -> Iterator[Fix]:
    """The fix that the rule proposes, another way for the same statement, then places before it.

    An import on the way to what breaks is a place to mend too, where the finding is not about
    the modules behind it: those need not import in that environment.
    """
    fix = finding.fix
    if fix is None:
        return
    yield fix
    if fix.kind in _OTHERWISE:
        yield replace(fix, kind=_OTHERWISE[fix.kind])
    if fix.kind in (*_OTHERWISE, *_OTHERWISE.values()):
        yield from _before(finding, fix, program)


def _before(finding: Finding, fix: Fix, program: Program) -> Iterator[Fix]:
    behind: set[str] = set()
    for step in reversed(finding.chain):
        if behind and behind.isdisjoint(finding.breaks):
            names = _imported(step, program)
            if names:
                yield replace(fix, kind="defer-import", path=step.path, line=step.line, names=names)
        behind.add(step.module)


def _imported(step: Step, program: Program) -> tuple[str, ...]:
    """What the import at a step binds; nothing where none stands outside functions there."""
    if program.find(step.module) is None:
        return ()
    for statement, _ in module_imports(program.facts(step.module).body):
        if isinstance(statement, (Import, ImportFrom)) and statement.line == step.line:
            names = names_of(statement)
            return () if "*" in names else names
    return ()
