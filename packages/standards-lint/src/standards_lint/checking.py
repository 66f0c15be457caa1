"""Runs rules and takes away what comments, per-file-ignores and paths leave out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from standards_lint.baseline import Baseline, compare
from standards_lint.config import Project
from standards_lint.model import Finding, Report, Suppressed, Suppression
from standards_lint.narrowing import is_ignored, touches
from standards_lint.paths import Places
from standards_lint.suppressions import ALL, Excused, Silencer, without

if TYPE_CHECKING:
    from standards_lint.rules import Context, Rule


class Scope(Struct, frozen=True):
    """What a report is about.

    `is_whole` says that every environment was judged: only then can a comment that hid nothing be
    called unused.
    """

    project: Project
    inside: Places
    is_whole: bool

    def keeps(self, finding: Finding) -> bool:
        """Whether a finding belongs to the report."""
        ignored = self.project.config.per_file_ignores
        return touches(finding, self.inside) and not is_ignored(
            finding.code, finding.path, self.project.root, ignored
        )


def report(
    rules: Iterable[Rule], context: Context, suppressions: Iterable[Suppression], scope: Scope
) -> Report:
    """What the rules find, sorted by place, and what comments hide of it.

    Args:
        rules: those that are selected.
        context: what they look at.
        suppressions: the comments of all files.
        scope: what is kept.
    """
    selected = tuple(rules)
    silencer = Silencer(suppressions)
    shown: list[Finding] = []
    hidden: list[Suppressed] = []
    for rule in selected:
        if not rule.is_review:
            kept, suppressed = _told(rule, context, silencer, scope)
            shown += kept
            hidden += suppressed
    judged = replace(context, suppressions=_judged(selected, context, silencer, scope))
    for rule in selected:
        if rule.is_review:
            shown += filter(scope.keeps, rule.check(judged))
    return Report(
        findings=tuple(sorted(shown, key=order)),
        suppressed=tuple(sorted(hidden, key=lambda item: order(item.finding))),
        rules=tuple(rule.facts() for rule in selected),
        root=str(scope.project.root),
    )


def against(found: Report, baseline: Baseline, scope: Scope) -> Report:
    """A report without the findings that a baseline knows.

    Entries are stale only where everything was asked for: every environment, all paths, and the
    rule of the entry.
    """
    compared = compare(found.findings, baseline, scope.project.root)
    known = tuple(Suppressed(finding, "baseline", "") for finding in compared.known)
    ran = {rule.code for rule in found.rules}
    is_all = scope.is_whole and not scope.inside
    return replace(
        found,
        findings=compared.new,
        suppressed=(*found.suppressed, *known),
        stale=tuple(str(entry) for entry in compared.stale if is_all and entry.code in ran),
    )


def order(finding: Finding) -> tuple[str, int, int, str, str, str]:
    """The one order of findings."""
    place = (finding.path, finding.line, finding.column)
    return (*place, finding.code, finding.environment or "", finding.message)


def _told(
    rule: Rule, context: Context, silencer: Silencer, scope: Scope
) -> tuple[list[Finding], list[Suppressed]]:
    """The findings of a rule that are shown, and those that comments hide."""
    found = [finding for finding in rule.check(context) if scope.keeps(finding)]
    if not silencer.concerns(rule.code):
        return found, []
    shown, hidden, excused = _split(found, context, silencer)
    if not excused:
        return shown, hidden
    rest = replace(context, matrix=without(context.matrix, excused))
    again = [finding for finding in rule.check(rest) if scope.keeps(finding)]
    still, _, _ = _split(again, rest, silencer)
    left = {_cause(finding) for finding in still}
    reason = next(iter(excused.values())).reason
    gone = [finding for finding in shown if _cause(finding) not in left]
    return still, [*hidden, *(Suppressed(finding, "comment", reason) for finding in gone)]


def _split(
    found: Iterable[Finding], context: Context, silencer: Silencer
) -> tuple[list[Finding], list[Suppressed], Excused]:
    """What is shown and hidden, and which modules are excused of what is shown."""
    shown: list[Finding] = []
    hidden: list[Suppressed] = []
    excused: Excused = {}
    for finding in found:
        by = silencer.hiding(finding)
        if by is None and (ways := silencer.excused(finding, context.matrix)):
            excused |= ways
        elif by is None:
            by = silencer.hiding_chain(finding)
        if by is None:
            shown.append(finding)
        else:
            hidden.append(Suppressed(finding, "comment", by.reason))
    return shown, hidden, excused


def _cause(finding: Finding) -> tuple[object, ...]:
    place = (finding.path, finding.line, finding.column)
    return (*place, finding.environment, finding.missing, finding.message)


def _judged(
    selected: Iterable[Rule], context: Context, silencer: Silencer, scope: Scope
) -> tuple[Suppression, ...]:
    """The comments in the places that were asked for, with those of their codes in vain."""
    on = {rule.code for rule in selected}
    project = scope.project
    ignored = project.config.per_file_ignores

    def ran(prefix: str, path: str) -> bool:
        means = [code for code in context.codes if prefix == ALL or code.startswith(prefix)]
        return bool(means) and all(
            code in on and not is_ignored(code, path, project.root, ignored) for code in means
        )

    judged = silencer.judged(ran if scope.is_whole else lambda prefix, path: False)
    return tuple(item for item in judged if scope.inside.hold(item.path))
