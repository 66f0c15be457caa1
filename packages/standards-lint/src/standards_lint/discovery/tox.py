"""Environments of tox that install something which others do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from standards_lint.discovery.found import Found
from standards_lint.discovery.names import environment_name, tool_doubt
from standards_lint.environments import tox
from standards_lint.errors import StandardsLintError


def unreadable(folder: Path) -> str:
    """Why the settings of tox cannot be read; empty where they can, or there are none."""
    _, problem = _names(folder)
    return problem


def tox_environments(folder: Path) -> Iterator[Found]:
    """One for each name without its Python: `py310-gpu` and `py311-gpu` install the same.

    There are none where the settings of tox cannot be read.
    """
    seen: set[str] = set()
    known, _ = _names(folder)
    for full in known:
        factors = [part for part in full.split("-") if not tox.is_python(part)]
        name = environment_name("-".join(factors))
        if name and name not in seen:
            seen.add(name)
            yield Found(name, (f"tox:{full}",), f"tox's environment {full}", tool_doubt(name))


def _names(folder: Path) -> tuple[tuple[str, ...], str]:
    """The environments, and why there are none to be read."""
    try:
        return tox.names(folder), ""
    except StandardsLintError as error:
        return (), str(error)
