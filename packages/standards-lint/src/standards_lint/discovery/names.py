"""Names of environments, and which of them are those of tools."""

from __future__ import annotations

import re

# Extras, groups, requirements files and folders that are there for those who work on the code.
_FOR_TOOLS = frozenset(
    (
        "bench benchmark benchmarks build changelog check checking checks ci cov coverage demo "
        "dev develop development doc docs document documentation example examples format "
        "formatting hooks lint linters linting mypy notebook notebooks nox packaging "
        "playground precommit profiling publish qa quality readthedocs release rtd samples "
        "sphinx stubs style test testing tests tool tooling tools tox type typecheck "
        "typecheckers types typing recipe recipes tutorials"
    ).split()
)
_PARTS = re.compile(r"[-_.\s]+")
_UNUSUAL = re.compile(r"[^A-Za-z0-9_-]+")


def is_for_tools(name: str) -> bool:
    """Whether a name is that of tests, documentation, checks or other tools.

    >>> is_for_tools("test-gpu"), is_for_tools("gpu")
    (True, False)
    """
    lowered = name.lower()
    parts = [part for part in _PARTS.split(lowered) if part]
    return any(part in _FOR_TOOLS for part in (*parts, "".join(parts)))


def environment_name(text: str) -> str:
    """A name that reads well as a key of TOML; empty where nothing of the text can be kept.

    >>> environment_name("Linux (CUDA 12)")
    'linux-cuda-12'
    """
    return _UNUSUAL.sub("-", text.strip()).strip("-").lower()


def tool_doubt(name: str) -> str:
    """Why an environment of that name is left out; empty where it is not."""
    return "it looks like one for tools, where not all code must import" * is_for_tools(name)
