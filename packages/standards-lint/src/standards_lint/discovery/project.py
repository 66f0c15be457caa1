"""`pyproject.toml`: the project alone, its extras, its groups, and which exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from packaging.utils import canonicalize_name

from standards_lint.config import decode_toml
from standards_lint.discovery.found import Found
from standards_lint.discovery.names import tool_doubt

PYPROJECT = "pyproject.toml"
_LOCK = "uv.lock"
_BASE = "base"
_TOGETHER = "all-extras"
_MOST_EXTRAS = 6


def read_project(folder: Path) -> Mapping[str, Any]:
    """The document of a `pyproject.toml`; empty where there is none.

    Raises:
        ConfigError: it is not TOML.
    """
    path = folder / PYPROJECT
    return decode_toml(path) if path.is_file() else {}


def project_environments(folder: Path) -> Iterator[Found]:
    """The project alone, with each extra, and with each dependency group."""
    document = read_project(folder)
    project = document.get("project", {})
    if not project:
        return
    source = _LOCK if (folder / _LOCK).is_file() else PYPROJECT
    excluding = _excluding(document)
    base, why = (source,), f"[project] of {PYPROJECT}{_locked(source)}"
    if dynamic := _dynamic(document, "dependencies"):
        base, why = dynamic, f"the dynamic dependencies of {PYPROJECT}"
    more = [
        *together(list(_extras(project, source, excluding)), source, PYPROJECT),
        *_dynamic_extras(document, base),
        *_groups(document, source, excluding),
    ]
    yield Found(_BASE, base, why, is_fallback=all(item.doubt for item in more))
    yield from more


def _extras(
    project: Mapping[str, Any], source: str, excluding: frozenset[tuple[str, str]]
) -> Iterator[Found]:
    for extra in project.get("optional-dependencies", {}):
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
    document: Mapping[str, Any], source: str, excluding: frozenset[tuple[str, str]]
) -> Iterator[Found]:
    for group in document.get("dependency-groups", {}):
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


def _excluding(document: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """The extras and groups in the sets that exclude each other."""
    conflicts = document.get("tool", {}).get("uv", {}).get("conflicts", [])
    return frozenset(
        (kind, canonicalize_name(member[kind]))
        for conflict in conflicts
        for member in conflict
        for kind in ("extra", "group")
        if kind in member
    )


def _locked(source: str) -> str:
    return f", as {source} resolves it" if source == _LOCK else ""


def _dynamic(document: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The requirements files that setuptools takes a field from."""
    table = document.get("tool", {}).get("setuptools", {}).get("dynamic", {}).get(key, {})
    return _file_names(table)


def _dynamic_extras(document: Mapping[str, Any], base: tuple[str, ...]) -> Iterator[Found]:
    dynamic = document.get("tool", {}).get("setuptools", {}).get("dynamic", {})
    for extra, table in dynamic.get("optional-dependencies", {}).items():
        name = canonicalize_name(extra)
        why = f"the dynamic extra {extra} of {PYPROJECT}"
        yield Found(name, (*base, *_file_names(table)), why, tool_doubt(name))


def _file_names(table: Mapping[str, Any]) -> tuple[str, ...]:
    files = table.get("file", ())
    return (files,) if isinstance(files, str) else tuple(files)
