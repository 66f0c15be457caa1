"""Descriptions of environments that no reader of this tool knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from standards_lint.discovery.pyproject import Document
from standards_lint.discovery.setuptools import setup_environments
from standards_lint.discovery.tox import unreadable

_ADVICE = {
    "environment*.y*ml": "conda's environment; name its interpreter in provides-from",
    "Pipfile": "pipenv's list; `pipenv requirements` writes one that can be read",
    "poetry.lock": "Poetry's lock; `poetry export` writes a list that can be read",
    "pdm.lock": "PDM's lock; `pdm export -f pylock` writes one that can be read",
}
_RUN = "says only when it runs what it installs; an interpreter shows that"


def unread(folder: Path, document: Document) -> Iterator[str]:
    """One line for each, with what to do about it."""
    for pattern, advice in _ADVICE.items():
        for path in sorted(folder.glob(pattern)):
            yield f"{path.name}: {advice}"
    if problem := unreadable(folder):
        yield problem
    is_declared = document.has_project or any(setup_environments(folder))
    if (folder / "setup.py").is_file() and not is_declared:
        yield f"setup.py {_RUN}"
    known = document.tool.setuptools.dynamic
    for field, is_known in (
        ("dependencies", known.dependencies is not None),
        ("optional-dependencies", bool(known.optional_dependencies)),
    ):
        if field in document.project.dynamic and not is_known:
            yield f"pyproject.toml: its {field} are made when it is built"
