"""What a list of paths says about packages, loose modules and projects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from standards_lint.discovery.names import is_for_tools

HERE = PurePosixPath()
_INIT = "__init__.py"
# Files beside a project's code that belong to tools.
_TOOL_FILES = frozenset(
    "conftest.py dodo.py fabfile.py hatch_build.py noxfile.py pavement.py setup.py tasks.py "
    "toxfile.py versioneer.py wscript.py".split()
)
_DEEPEST_PROJECT = 2
_BUILDS = ("pyproject.toml", "setup.py", "setup.cfg")


class Layout:
    """The Python files of a repository by folder; all paths start from its top."""

    def __init__(
        self,
        folder: Path,
        files: Iterable[PurePosixPath],
        named: Iterable[PurePosixPath] = (),
    ) -> None:
        self.folder = folder
        self.files = tuple(files)
        self._named = frozenset(named)
        self._inside: dict[PurePosixPath, list[PurePosixPath]] = {}
        self._holding: set[PurePosixPath] = set()
        for path in self.files:
            self._inside.setdefault(path.parent, []).append(path)
            self._holding.update(path.parents)

    def naming(self, packages: Iterable[PurePosixPath]) -> Layout:
        """The same, where some folders are packages whatever lies in them."""
        return Layout(self.folder, self.files, packages)

    def is_package(self, place: PurePosixPath) -> bool:
        """Whether a folder has an `__init__`, or is named as a package."""
        return place in self._named or place / _INIT in self._inside.get(place, ())

    def holds_code(self, place: PurePosixPath) -> bool:
        """Whether there is a Python file at or below a folder."""
        return place in self._holding

    def folders(self, place: PurePosixPath) -> tuple[PurePosixPath, ...]:
        """The folders directly in one that have a Python file at or below them."""
        return tuple(sorted(path for path in self._holding if path.parent == place != path))

    def modules(self, place: PurePosixPath) -> tuple[PurePosixPath, ...]:
        """The files directly in a folder, but those of tools."""
        inside = self._inside.get(place, ())
        return tuple(path for path in inside if path.name not in (*_TOOL_FILES, _INIT))

    def tool_files(self, place: PurePosixPath) -> tuple[PurePosixPath, ...]:
        """The files directly in a folder that belong to tools."""
        return tuple(path for path in self._inside.get(place, ()) if path.name in _TOOL_FILES)

    def packages(self, place: PurePosixPath) -> tuple[PurePosixPath, ...]:
        """The packages directly in a folder, but those of tests and other tools."""
        return tuple(
            path
            for path in self.folders(place)
            if self.is_package(path) and not is_for_tools(path.name)
        )

    def projects(self) -> Iterator[PurePosixPath]:
        """The top, and the folders not far below it that have a build of their own."""
        yield HERE
        for folder in sorted(self._holding - {HERE}):
            is_deep = len(folder.parts) > _DEEPEST_PROJECT
            if is_deep or any(is_for_tools(part) for part in folder.parts):
                continue
            if any((self.folder / folder / name).is_file() for name in _BUILDS):
                yield folder
