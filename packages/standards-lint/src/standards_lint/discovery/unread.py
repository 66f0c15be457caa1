"""Descriptions of environments that no reader of this tool knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from standards_lint.discovery.setup_cfg import setup_environments
from standards_lint.discovery.tox import unreadable

_ADVICE = {
    "environment*.y*ml": "conda's environment; name its interpreter in provides-from",
    "Pipfile": "pipenv's list; `pipenv requirements` writes one that can be read",
    "poetry.lock": "Poetry's lock; `poetry export` writes a list that can be read",
    "pdm.lock": "PDM's lock; `pdm export -f pylock` writes one that can be read",
}
_RUN = "is a program; what it installs shows in an interpreter only"


def unread(folder: Path, document: Mapping[str, Any]) -> Iterator[str]:
    """One line for each, with what to do about it."""
    for pattern, advice in _ADVICE.items():
        for path in sorted(folder.glob(pattern)):
            yield f"{path.name}: {advice}"
    if problem := unreadable(folder):
        yield problem
    is_declared = document.get("project") or any(setup_environments(folder))
    if (folder / "setup.py").is_file() and not is_declared:
        yield f"setup.py {_RUN}"
    dynamic = document.get("project", {}).get("dynamic", ())
    known = document.get("tool", {}).get("setuptools", {}).get("dynamic", {})
    for field in ("dependencies", "optional-dependencies"):
        if field in dynamic and field not in known:
            yield f"pyproject.toml: its {field} are made when it is built"
