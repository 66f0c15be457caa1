"""Explanations as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from standards_lint.model import Explanation

VERSION = 1


def render(explanations: Sequence[Explanation]) -> Iterator[str]:
    """`{"version": 1, "explanations": [...]}`."""
    document = {"version": VERSION, "explanations": list(explanations)}
    yield msgspec.json.format(msgspec.json.encode(document), indent=1).decode()
