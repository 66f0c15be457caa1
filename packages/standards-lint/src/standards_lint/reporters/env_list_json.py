"""The environments as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from standards_lint.model import EnvironmentFacts

if TYPE_CHECKING:
    from standards_lint.reporters.style import Style

VERSION = 1


def render(found: Iterable[EnvironmentFacts], style: Style) -> Iterator[str]:
    """Version 1: everything that is known of each environment."""
    document = {"version": VERSION, "environments": list(found)}
    yield msgspec.json.format(msgspec.json.encode(document), indent=1).decode()
