"""One line for each finding."""

from __future__ import annotations

from collections.abc import Iterator

from standards_lint.model import Report
from standards_lint.reporters.findings_text import summary
from standards_lint.reporters.style import Style


def render(report: Report, style: Style) -> Iterator[str]:
    """`path:line:column: CODE message (chain)`, then the summary."""
    for finding in report.findings:
        colour = "red" if finding.severity == "error" else "yellow"
        place = f"{style.paint(finding.path, 'bold')}:{finding.line}:{finding.column}"
        modules = [step.module for step in finding.chain]
        chain = f" ({' -> '.join([*modules, finding.missing])})" if finding.missing else ""
        yield f"{place}: {style.paint(finding.code, colour)} {finding.message}{chain}"
    yield summary(report, style)
