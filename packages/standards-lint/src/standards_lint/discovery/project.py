"""`pyproject.toml`: the project alone, its extras, its groups, and which exclude each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace
from packaging.utils import canonicalize_name

from standards_lint.config.pyproject import PYPROJECT
from standards_lint.discovery.found import Found
from standards_lint.discovery.names import tool_doubt
from standards_lint.discovery.pyproject import Document, read_project

_LOCK = "uv.lock"
_BASE = "base"
_TOGETHER = "all-extras"
_MOST_EXTRAS = 6


def project_environments(folder: Path) -> Iterator[Found]:
    """The project alone, with each extra, and with each dependency group."""
    document = read_project(folder)
    if not document.has_project:
        return
    source = _LOCK if (folder / _LOCK).is_file() else PYPROJECT
    excluding = _excluding(document)
    base, why = (source,), f"[project] of {PYPROJECT}{_locked(source)}"
    dynamic = document.tool.setuptools.dynamic.dependencies
    if dynamic and dynamic.files:
        base, why = dynamic.files, f"the dynamic dependencies of {PYPROJECT}"
    more = [
        *together(list(_extras(document, source, excluding)), source, PYPROJECT),
        *_dynamic_extras(document, base),
        *_groups(document, source, excluding),
    ]
    yield Found(_BASE, base, why, is_fallback=all(item.doubt for item in more))
    yield from more


def _extras(
    document: Document, source: str, excluding: frozenset[tuple[str, str]]
) -> Iterator[Found]:
    for extra in document.project.optional_dependencies:
        name = canonicalize_name(extra)
        why = f"the extra {extra} of {PYPROJECT}{_locked(source)}"
        yield _found("extra", name, (f"{source}[{name}]",), why, excluding)


def together(extras: list[Found], source: str, file: str) -> Iterator[Found]:
    """Extras; where there are many, those that may be installed together are, in one environment.

    The project alone tells already what is missing without them. `source` is what is read,
    `file` what declares them.
    """
    used = [item for item in extras if not item.doubt and not item.is_alone]
    if len(used) <= _MOST_EXTRAS:
        yield from extras
        return
    names = ",".join(item.name for item in used)
    why = f"the {len(used)} extras of {file} together{_locked(source)}"
    yield Found(_TOGETHER, (f"{source}[{names}]",), why)
    for item in extras:
        is_part = item in used
        yield replace(item, doubt=f"one of {len(used)} extras") if is_part else item


def _groups(
    document: Document, source: str, excluding: frozenset[tuple[str, str]]
) -> Iterator[Found]:
    for group in document.dependency_groups:
        name = canonicalize_name(group)
        why = f"the dependency group {group} of {PYPROJECT}{_locked(source)}"
        yield _found("group", name, (source, f"{source}:{name}"), why, excluding)


def _found(
    kind: str, name: str, sources: tuple[str, ...], why: str, excluding: frozenset[tuple[str, str]]
) -> Found:
    if (kind, name) in excluding:
        why = f"{why}, which uv must not install with others"
        return Found(name, sources, why, is_alone=True)
    return Found(name, sources, why, tool_doubt(name))


def _excluding(document: Document) -> frozenset[tuple[str, str]]:
    """The extras and groups in the sets that exclude each other."""
    return frozenset(
        (kind, canonicalize_name(member[kind]))
        for conflict in document.tool.uv.conflicts
        for member in conflict
        for kind in ("extra", "group")
        if kind in member
    )


def _locked(source: str) -> str:
    return f", as {source} resolves it" if source == _LOCK else ""


def _dynamic_extras(document: Document, base: tuple[str, ...]) -> Iterator[Found]:
    for extra, table in document.tool.setuptools.dynamic.optional_dependencies.items():
        name = canonicalize_name(extra)
        why = f"the dynamic extra {extra} of {PYPROJECT}"
        yield Found(name, (*base, *table.files), why, tool_doubt(name))
