"""What the fix of each finding would change, for reports that offer it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from standards_lint import run
from standards_lint.baseline import Baseline
from standards_lint.fixes.batch import Proposal, key_of, rewritten
from standards_lint.fixes.pieces import pieces
from standards_lint.fixes.taken import Takers
from standards_lint.mending import mend
from standards_lint.model import Edit, Finding
from standards_lint.rules import Selection


def previews(
    analysis: run.Analysis,
    selection: Selection,
    paths: Iterable[Path],
    findings: Iterable[Finding],
    baseline: Baseline | None,
) -> dict[Finding, tuple[Edit, ...]]:
    """The edits of each fix by itself, safe or not, without those that were tried and refused."""
    tried = mend(analysis, selection, paths, frozenset({"safe", "unsafe"}), baseline)
    refused = {key for key, _ in tried.refused}
    entries = {entry.path: entry for entry in analysis.program.modules()}
    takers = Takers(analysis.program)
    found: dict[Finding, tuple[Edit, ...]] = {}
    for finding in findings:
        fix = finding.fix
        entry = entries.get(fix.path) if fix is not None else None
        if fix is None or entry is None or fix.applicability == "display":
            continue
        key = key_of(fix, analysis.program.lines(entry.file))
        if key in refused:
            continue
        before = analysis.program.content(entry.file)
        made, after, _ = rewritten(entry, before, [Proposal(key, fix, (finding,))], takers)
        if made:
            found[finding] = tuple(pieces(fix.path, before, after))
    return found
