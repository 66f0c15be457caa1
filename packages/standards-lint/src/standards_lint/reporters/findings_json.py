"""Findings as data."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from standards_lint.model import Report
from standards_lint.reporters.style import Style

VERSION = 1


def render(report: Report, style: Style) -> Iterator[str]:
    """`{"version": 1, "findings": [...], "suppressed": [...]}`; every key is always there."""
    document = {
        "version": VERSION,
        "findings": report.findings,
        "suppressed": report.suppressed,
    }
    yield msgspec.json.format(msgspec.json.encode(document), indent=1).decode()
