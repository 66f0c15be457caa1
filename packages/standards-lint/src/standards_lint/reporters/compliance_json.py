"""The compliance report as data."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from standards_lint.clauses import Compliance

VERSION = 1


def render(now: Compliance, before: Compliance | None, folder: str) -> Iterator[str]:
    """`{"version": 1, "report": ..., "before": ...}`; paths are relative to the project."""
    document = {"version": VERSION, "report": now, "before": before}
    yield msgspec.json.format(msgspec.json.encode(document), indent=1).decode()
