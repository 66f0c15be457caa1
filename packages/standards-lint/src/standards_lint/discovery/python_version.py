"""The lowest Python that a repository says it runs on."""

from __future__ import annotations

import re
from pathlib import Path

from standards_lint.config.project import DEFAULT_PYTHON, lowest_python
from standards_lint.discovery.pyproject import Document
from standards_lint.environments.ini_files import parsed
from standards_lint.errors import EnvironmentSourceError

_LITERAL = re.compile(r"python_requires\s*=\s*[\"']([^\"']*)")
_VERSION = re.compile(r"3\.\d+")


def declared_python(document: Document) -> str | None:
    """The lowest version that `requires-python` allows, which every run reads again."""
    return lowest_python(document.project.requires_python)


def python_version(folder: Path, document: Document) -> tuple[str, str]:
    """The version to judge with, and where it comes from."""
    declared = declared_python(document)
    if declared is not None:
        return declared, "the lowest that requires-python of pyproject.toml allows"
    poetry = document.tool.poetry.dependencies
    for text, place in (
        (str(poetry.get("python", "")), "the dependencies of Poetry in pyproject.toml"),
        (_of_setup(folder), "python_requires in setup.cfg"),
        (_of_program(folder), "python_requires in setup.py"),
        (_of_file(folder), ".python-version"),
    ):
        if found := _VERSION.search(text):
            return found[0], f"from {place}"
    return DEFAULT_PYTHON, "nothing says which; change it where it is another"


def _of_setup(folder: Path) -> str:
    try:
        sections = parsed(_text(folder / "setup.cfg"), "setup.cfg")
    except EnvironmentSourceError:
        return ""
    return sections.get("options", "python_requires", fallback="")


def _of_program(folder: Path) -> str:
    """The literal in a `setup.py`, which is not run."""
    found = _LITERAL.search(_text(folder / "setup.py"))
    return found[1] if found else ""


def _of_file(folder: Path) -> str:
    return _text(folder / ".python-version")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
