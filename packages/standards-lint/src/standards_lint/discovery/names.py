"""Names of environments, and which of them are those of tools."""

from __future__ import annotations

import re

# Extras, groups, requirements files and folders that are there for those who work on the code.
_FOR_TOOLS = frozenset(
    (
        "bench benchmark benchmarks black build changelog check checking checks ci cov coverage "
        "demo dev develop development doc docs document documentation example examples flake8 "
        "format formatting github hooks isort lint linters linting mypy notebook notebooks nox "
        "packaging playground precommit profiling publish pylint pyright pytest qa quality "
        "readthedocs release rtd ruff samples sphinx sphinxautobuild stubs style test testing "
        "tests tool tooling tools tox twine twinecheck type typecheck typecheckers typing recipe "
        "recipes tutorials"
    ).split()
)
# The same, but only as a whole name: `annotated-types` is a library.
_ALONE = frozenset({"types"})
_PARTS = re.compile(r"[-_.\s]+")
_UNUSUAL = re.compile(r"[^A-Za-z0-9_-]+")


def is_for_tools(name: str) -> bool:
    """Whether a name is that of tests, documentation, checks or other tools.

    >>> is_for_tools("test-gpu"), is_for_tools("gpu"), is_for_tools("annotated-types")
    (True, False, False)
    """
    lowered = name.lower()
    parts = [part for part in _PARTS.split(lowered) if part]
    whole = "".join(parts)
    return whole in _ALONE or any(part in _FOR_TOOLS for part in (*parts, whole))


def environment_name(text: str) -> str:
    """A name that reads well as a key of TOML; empty where nothing of the text can be kept.

    >>> environment_name("Linux (CUDA 12)")
    'linux-cuda-12'
    """
    return _UNUSUAL.sub("-", text.strip()).strip("-").lower()


def tool_doubt(name: str) -> str:
    """Why an environment of that name is left out; empty where it is not."""
    return "it looks like one for tools, where not all code must import" * is_for_tools(name)
