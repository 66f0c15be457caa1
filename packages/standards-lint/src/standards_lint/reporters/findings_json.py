"""Findings as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from standards_lint.model import Finding
from standards_lint.reporters.style import Style

VERSION = 1


def render(findings: Sequence[Finding], style: Style) -> Iterator[str]:
    """`{"version": 1, "findings": [...]}`; every key is always there."""
    document = {"version": VERSION, "findings": list(findings)}
    yield msgspec.json.format(msgspec.json.encode(document), indent=1).decode()
