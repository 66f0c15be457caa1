"""What the standard library of a Python and platform holds."""

from __future__ import annotations

import sys

from standards_lint.model import Lookup


def stdlib_lookup(dotted: str, python: tuple[int, int], platform: str) -> Lookup | None:
    """Whether a standard-library module exists there; None if it is not one at all."""
    return Lookup("present") if dotted.partition(".")[0] in sys.stdlib_module_names else None


def stdlib_has_name(module: str, name: str, python: tuple[int, int], platform: str) -> bool:
    """Whether a standard-library module has a name there; True where that is not known."""
    return True
