"""What real imports showed, as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from standards_lint.evidence import VERSION, Verification

if TYPE_CHECKING:
    from standards_lint.reporters.style import Style


def render(found: Verification, style: Style) -> Iterator[str]:
    """Version 1: the evidence of each environment, and the environments without."""
    document = {"version": VERSION, "environments": found.evidence, "skipped": found.skipped}
    yield msgspec.json.format(msgspec.json.encode(document), indent=1).decode()
