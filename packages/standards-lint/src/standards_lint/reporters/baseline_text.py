"""How findings compare with a baseline."""

from __future__ import annotations

from collections.abc import Iterator

from standards_lint.model import Report


def render(report: Report) -> Iterator[str]:
    """One line for each finding that is new and each entry that is stale, then the counts."""
    for finding in report.findings:
        place = f"{finding.path}:{finding.line}:{finding.column}"
        yield f"new: {place}: {finding.code} {finding.message}"
    yield from (f"stale: {entry}" for entry in report.stale)
    known = sum(item.by == "baseline" for item in report.suppressed)
    yield f"{known} known, {len(report.findings)} new, {len(report.stale)} stale."
