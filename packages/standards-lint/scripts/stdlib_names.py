"""Prints what the standard library of the interpreter that runs it holds.

    python -I scripts/stdlib_names.py > names.json

The result maps each module to its public names, null where it cannot be imported here; it is what
`stdlib_data.py` takes of interpreters other than its own.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
import warnings
from collections.abc import Iterator

# Modules that do something when they are imported, and trees that differ between installations.
SKIPPED = ("antigravity", "this", "ensurepip", "idlelib", "lib2to3", "test", "turtledemo")


def modules() -> Iterator[str]:
    """Every module, packages before what is in them."""
    for top in sorted(sys.stdlib_module_names.difference(SKIPPED)):
        yield top
        for found in pkgutil.walk_packages(getattr(imported(top), "__path__", ()), f"{top}."):
            if not {"__main__", "test", "tests"}.intersection(found.name.split(".")):
                yield found.name


def imported(name: str) -> object:
    """A module, None where it cannot be imported."""
    try:
        return importlib.import_module(name)
    except Exception:  # noqa: BLE001 - modules of other platforms fail in many ways
        return None


def names() -> dict[str, list[str] | None]:
    """The public names by module."""
    found: dict[str, list[str] | None] = {}
    for name in modules():
        module = imported(name)
        public = [item for item in dir(module) if not item.startswith("_")]
        found[name] = public if module is not None else None
    return found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.stdout.write(json.dumps(names()) + "\n")
