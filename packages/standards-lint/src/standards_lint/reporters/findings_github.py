"""Findings as annotations of a GitHub workflow."""

from __future__ import annotations

from collections.abc import Iterator

from standards_lint.model import Report
from standards_lint.reporters.findings_text import chain_text
from standards_lint.reporters.style import Style


def render(report: Report, style: Style) -> Iterator[str]:
    """One workflow command for each finding."""
    for finding in report.findings:
        place = f"file={_property(finding.path)},line={finding.line},col={finding.column}"
        title = f"title={_property(finding.code)}"
        text = f"{finding.message} | {chain_text(finding)}" if finding.chain else finding.message
        yield f"::{finding.severity} {place},{title}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
