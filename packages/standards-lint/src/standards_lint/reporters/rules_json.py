"""Rules as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from standards_lint.model import RuleFacts

VERSION = 1


def render(rules: Sequence[RuleFacts]) -> Iterator[str]:
    """`{"version": 1, "rules": [...]}`; every key is always there."""
    document = {"version": VERSION, "rules": rules}
    yield msgspec.json.format(msgspec.json.encode(document), indent=1).decode()
