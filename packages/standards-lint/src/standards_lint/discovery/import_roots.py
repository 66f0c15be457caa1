"""Where imports start: `src`, a folder with packages in it, a folder of scripts."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath

from standards_lint.discovery.found import Roots
from standards_lint.discovery.layout import HERE, Layout
from standards_lint.discovery.names import is_for_tools
from standards_lint.discovery.pyproject import Document, read_project

# Prose has lines that begin with these words, too; statements go on in a few ways only.
_IMPORT = re.compile(
    r"(?m)^[ \t]*"
    r"(?:from[ \t]+(\w+)[\w.]*[ \t]+import\b|import[ \t]+(\w+)(?=[ \t]*(?:$|[.,;#]|as\b)))"
)
_DEEPEST_SCRIPTS = 2
_MOST_NAMED = 3
_NESTED_TESTS = ("*/tests", "*/conftest.py")
# Copies of what others wrote, inside packages.
_VENDORED = frozenset({"_vendor", "_vendored", "vendor", "vendored"})


def import_roots(layout: Layout) -> Roots:
    """The import roots of a repository, why they are, and what in them is no code of its own."""
    documents = {project: read_project(layout.folder / project) for project in layout.projects()}
    layout = layout.naming(
        project / place
        for project, document in documents.items()
        for place in _declared_packages(document)
    )
    found: dict[PurePosixPath, str] = {}
    for project, document in documents.items():
        roots = _of_project(layout, project, document)
        found |= {root: why for root, why in roots if root not in found}
    is_installable = documents[HERE].has_project
    for root, why in _script_folders(layout, tuple(found), is_installable=is_installable):
        found.setdefault(root, why)
    if not found:
        found = dict(_anything(layout))
    exclude = sorted({glob for root in found for glob in _excluded(layout, root, tuple(found))})
    return Roots(
        tuple((_shown(root), why) for root, why in found.items()),
        (*exclude, *_nested(layout, tuple(found))),
        tuple(_run_only(layout, tuple(found))),
    )


def _of_project(
    layout: Layout, project: PurePosixPath, document: Document
) -> Iterator[tuple[PurePosixPath, str]]:
    declared = [project / place.parent for place in _declared_packages(document)]
    declared += [project / place for place in _declared_roots(document)]
    usable = [place for place in dict.fromkeys(declared) if layout.holds_code(place)]
    if usable:
        yield from ((place, "pyproject.toml names it for the build") for place in usable)
        return
    src = project / "src"
    if layout.holds_code(src) and not layout.is_package(src):
        yield src, f"it holds {_listed(layout.packages(src) or layout.modules(src))}"
        return
    packages = layout.packages(project)
    if packages:
        yield project, f"it holds the package {_listed(packages)}"
    elif not layout.is_package(project) and (modules := layout.modules(project)):
        yield project, f"it holds {_listed(modules)}"


def _declared_roots(document: Document) -> Iterator[PurePosixPath]:
    """The folders that settings of build back ends look for packages in."""
    packages = document.tool.setuptools.packages
    names = () if isinstance(packages, tuple) else packages.find.where
    yield from map(PurePosixPath, names)
    if top := document.tool.setuptools.package_dir.get(""):
        yield PurePosixPath(top)


def _declared_packages(document: Document) -> Iterator[PurePosixPath]:
    """The top-level packages that settings of build back ends name, from the project's folder."""
    tools = document.tool
    names = [*tools.hatch.build.targets.wheel.packages]
    names += [f"{item.source or '.'}/{item.include}" for item in tools.poetry.packages]
    yield from (PurePosixPath(name.partition("*")[0]) for name in names)


def _script_folders(
    layout: Layout, roots: tuple[PurePosixPath, ...], *, is_installable: bool
) -> Iterator[tuple[PurePosixPath, str]]:
    """Folders whose files import each other by their bare names, as scripts do.

    Where nothing is installed, it is enough that they import the code of another root.
    """
    first_party = {
        path.stem
        for root in roots
        for path in (*layout.packages(root), *layout.modules(root))
        if not is_installable
    }
    for place in _script_places(layout, roots):
        siblings = {path.stem for path in layout.modules(place)} - sys.stdlib_module_names
        used = {
            name for path in layout.modules(place) for name in _imports(layout, path) - {path.stem}
        }
        if common := sorted(siblings & used):
            yield place, f"its files import each other: {', '.join(common[:_MOST_NAMED])}"
        elif used & first_party:
            yield place, f"its files import {', '.join(sorted(used & first_party)[:_MOST_NAMED])}"


def _script_places(layout: Layout, roots: tuple[PurePosixPath, ...]) -> Iterator[PurePosixPath]:
    """Folders without `__init__`, outside of import roots but the top, with modules in them."""
    for place in sorted({path.parent for path in layout.files}):
        is_tool = any(is_for_tools(part) for part in place.parts)
        if is_tool or not 0 < len(place.parts) <= _DEEPEST_SCRIPTS:
            continue
        inside = any(root != HERE and (root == place or root in place.parents) for root in roots)
        packages = any(layout.is_package(each) for each in (place, *place.parents))
        if not inside and not packages and layout.modules(place):
            yield place


def _imports(layout: Layout, path: PurePosixPath) -> frozenset[str]:
    """The first parts of the names that a file imports anywhere."""
    text = (layout.folder / path).read_text(encoding="utf-8", errors="replace")
    return frozenset(name for names in _IMPORT.findall(text) for name in names if name)


def _anything(layout: Layout) -> Iterator[tuple[PurePosixPath, str]]:
    """Where nothing stands out: every folder that has files in it."""
    for place in layout.folders(HERE):
        if layout.modules(place) and not is_for_tools(place.name):
            yield place, f"it holds {_listed(layout.modules(place))}"


def _excluded(
    layout: Layout, root: PurePosixPath, roots: tuple[PurePosixPath, ...]
) -> Iterator[str]:
    """What lies directly in an import root and is no code of the repository's own."""
    yield from (str(path) for path in layout.tool_files(root))
    imported: frozenset[str] | None = None
    for place in layout.folders(root):
        if place in roots:
            continue
        if not layout.is_package(place) and not is_for_tools(place.name):
            if imported is None:
                imported = _imported_below(layout, root)
            if place.name in imported:
                continue
        if is_for_tools(place.name) or not layout.is_package(place):
            yield str(place)


def _imported_below(layout: Layout, root: PurePosixPath) -> frozenset[str]:
    """What the loose modules and packages of an import root import."""
    own = (*layout.packages(root), *layout.modules(root))
    files = (path for path in layout.files if any(p in own for p in (path, *path.parents)))
    return frozenset(name for path in files for name in _imports(layout, path))


def _nested(layout: Layout, roots: tuple[PurePosixPath, ...]) -> Iterator[str]:
    """Globs of the tests, and of code that others wrote, inside packages, where there are any."""
    below = [path for path in layout.files if any(root in path.parents for root in roots)]
    if any("tests" in path.parent.parts[1:] for path in below):
        yield _NESTED_TESTS[0]
    if any(path.name == "conftest.py" and len(path.parts) > 1 for path in below):
        yield _NESTED_TESTS[1]
    vendored = {part for path in below for part in path.parent.parts[1:]} & _VENDORED
    yield from (f"*/{name}" for name in sorted(vendored))


def _run_only(layout: Layout, roots: tuple[PurePosixPath, ...]) -> Iterator[str]:
    """Globs of the files of folders that are no import root, which may be run as scripts."""
    for place in _script_places(layout, roots):
        if place not in roots and len(place.parts) == 1:
            yield f"{place}/*.py"


def _shown(root: PurePosixPath) -> str:
    return "." if root == HERE else str(root)


def _listed(paths: tuple[PurePosixPath, ...]) -> str:
    shown = ", ".join(path.stem for path in paths[:_MOST_NAMED])
    more = len(paths) - _MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown
