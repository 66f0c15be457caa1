"""Workflows that check every change of a repository, as files to be copied into it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

Service = Literal["github", "gitlab"]

_FOLDER = Path(__file__).parent
_GITHUB = ".github/workflows/standards-lint.yml"
_GITLAB = ".gitlab-ci.yml"
_GITLAB_PART = ".gitlab/standards-lint.yml"


class Workflow(Struct, frozen=True):
    """A file to write; `hints` say what is left to do by hand."""

    path: Path
    text: str
    hints: tuple[str, ...] = ()


def workflow(service: Service, directory: Path) -> Workflow:
    """The workflow of a service for a repository.

    GitLab reads one file only: where there is one already, ours is a part to be included.
    """
    text = (_FOLDER / f"{service}.yml").read_text(encoding="utf-8")
    if service == "github":
        return Workflow(directory / _GITHUB, text)
    whole = directory / _GITLAB
    if not whole.exists() or whole.read_bytes() == text.encode():
        return Workflow(whole, text)
    hint = f"add to {_GITLAB}:\n  include:\n    - local: {_GITLAB_PART}"
    return Workflow(directory / _GITLAB_PART, text, (hint,))
