"""What the fix of each finding would change, for reports that offer it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from standards_lint import run
from standards_lint.baseline import Baseline
from standards_lint.fixes.batch import Around, Proposal, key_of, rewritten
from standards_lint.fixes.pieces import pieces
from standards_lint.fixes.shared import Accessors
from standards_lint.fixes.taken import Takers
from standards_lint.mending import mend
from standards_lint.model import Applicability, Edit, Finding
from standards_lint.rules import Selection


def previews(
    analysis: run.Analysis,
    selection: Selection,
    paths: Iterable[Path],
    findings: Iterable[Finding],
    allowed: frozenset[Applicability],
    baseline: Baseline | None,
) -> dict[Finding, tuple[Edit, ...]]:
    """The edits of each fix by itself, without those that were tried and refused.

    Trying takes as long as fixing.

    Args:
        analysis: what was found out.
        selection: which rules ran.
        paths: what the report is about.
        findings: those of the report.
        allowed: the applicabilities of the fixes to offer.
        baseline: findings that are known.
    """
    offering = [item for item in findings if item.fix and item.fix.applicability in allowed]
    if not offering:
        return {}
    tried = mend(analysis, selection, paths, allowed, baseline)
    refused = {key for key, _ in tried.refused}
    entries = {entry.path: entry for entry in analysis.program.modules()}
    around = Around(Takers(analysis.program), Accessors(analysis.program), {})
    found: dict[Finding, tuple[Edit, ...]] = {}
    for finding in offering:
        fix = finding.fix
        entry = entries.get(fix.path) if fix is not None else None
        if fix is None or entry is None:
            continue
        key = key_of(fix, analysis.program.lines(entry.file))
        if key in refused:
            continue
        before = analysis.program.content(entry.file)
        made, after, _ = rewritten(entry, before, [Proposal(key, fix, (finding,))], around)
        if made:
            found[finding] = tuple(pieces(fix.path, before, after))
    return found
