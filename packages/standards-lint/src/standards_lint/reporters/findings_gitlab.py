"""Findings as a report of GitLab's Code Quality."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from standards_lint.identity import fingerprints
from standards_lint.model import Report
from standards_lint.reporters.style import Style

_SEVERITIES = {"error": "major", "warning": "minor"}


def render(report: Report, style: Style) -> Iterator[str]:
    """A list of issues; the fingerprint of each survives lines that move."""
    digests = fingerprints(report.findings, Path(report.root))
    issues = [
        {
            "description": f"{finding.code}: {finding.message}",
            "check_name": finding.code,
            "fingerprint": digest,
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": finding.path,
                "lines": {"begin": finding.line, "end": finding.end_line or finding.line},
            },
        }
        for finding, digest in zip(report.findings, digests, strict=True)
    ]
    yield msgspec.json.format(msgspec.json.encode(issues), indent=1).decode()
