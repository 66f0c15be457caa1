"""Finds the modules below import roots, as the import system would name them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

_SKIPPED = frozenset(
    ("__pycache__", "node_modules", "site-packages", "__pypackages__", "build", "dist")
)
_EXTENSIONS = (".so", ".pyd")


class Entry(NamedTuple):
    """A first-party module; `kind` is module, package, namespace or extension.

    `path` is shown to people, `file` is opened.
    """

    name: str
    path: str
    file: str
    kind: str


class Tree(NamedTuple):
    """What lies below import roots.

    `stubs` are the `.pyi` files, `installed` the normalised names of distributions whose
    metadata lies in a root.
    """

    entries: dict[str, Entry]
    stubs: tuple[str, ...]
    installed: frozenset[str]


def discover(root: Path, sources: Sequence[Path], is_excluded: Callable[[str], bool]) -> Tree:
    """Every module below the import roots `sources`; earlier roots win.

    Args:
        root: the folder that shown paths are relative to.
        sources: import roots in `sys.path` order; a file belongs to its innermost root.
        is_excluded: tells for a shown path whether to leave it out.
    """
    walk = _Walk(str(root.resolve()), is_excluded)
    resolved = [source.resolve() for source in sources]
    for source in resolved:
        inner = frozenset(
            str(other) for other in resolved if other != source and source in other.parents
        )
        walk.inner = inner
        walk.folder(str(source), "", frozenset())
        walk.metadata(str(source))
    return Tree(walk.found, tuple(walk.stubs), frozenset(walk.installed))


class _Walk:
    def __init__(self, root: str, is_excluded: Callable[[str], bool]) -> None:
        self._root = root
        self._is_excluded = is_excluded
        self.inner: frozenset[str] = frozenset()
        self.found: dict[str, Entry] = {}
        self.stubs: list[str] = []
        self.installed: set[str] = set()

    def metadata(self, source: str) -> None:
        """Notes the distributions whose metadata lies in an import root."""
        for name in os.listdir(source) if os.path.isdir(source) else ():
            if name.endswith((".dist-info", ".egg-info")):
                distribution = name.rpartition(".")[0].partition("-")[0]
                self.installed.add(distribution.replace("_", "-").replace(".", "-").lower())

    def folder(self, folder: str, package: str, seen: frozenset[str]) -> bool:
        """Adds what is below a folder; tells whether there was any module."""
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            return False
        any_module = False
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if entry.is_dir():
                any_module = self._subfolder(entry, package, seen) or any_module
            elif name.endswith(".py"):
                any_module = self._file(entry, name[:-3], package, "module") or any_module
            elif name.endswith(".pyi"):
                self.stubs.append(entry.path)
            elif name.endswith(_EXTENSIONS):
                stem = name.partition(".")[0]
                any_module = self._file(entry, stem, package, "extension") or any_module
        return any_module

    def _subfolder(self, entry: os.DirEntry[str], package: str, seen: frozenset[str]) -> bool:
        name = entry.name
        if entry.path in self.inner or name in _SKIPPED or not name.isidentifier():
            return False
        if entry.is_symlink():
            real = os.path.realpath(entry.path)
            if real in seen or entry.path.startswith(real + os.sep):
                return False
            seen = seen | {real}
        shown = self._shown(entry.path)
        if self._is_excluded(shown) or os.path.exists(os.path.join(entry.path, "pyvenv.cfg")):
            return False
        dotted = f"{package}.{name}" if package else name
        init = os.path.join(entry.path, "__init__.py")
        if os.path.isfile(init):
            known = self.found.get(dotted)
            if known is None or known.kind in ("namespace", "module", "extension"):
                same_root = known is None or os.path.dirname(known.file) == os.path.dirname(
                    entry.path
                )
                if same_root or known.kind == "namespace":
                    shown_init = self._shown(init)
                    self.found[dotted] = Entry(dotted, shown_init, init, "package")
            self.folder(entry.path, dotted, seen)
            return True
        holder = self.found.get(dotted)
        if self.folder(entry.path, dotted, seen):
            if holder is None and dotted not in self.found:
                self.found[dotted] = Entry(dotted, shown, entry.path, "namespace")
            return True
        return False

    def _file(self, entry: os.DirEntry[str], stem: str, package: str, kind: str) -> bool:
        if stem == "__init__" or not stem.isidentifier():
            return stem == "__init__"
        shown = self._shown(entry.path)
        if self._is_excluded(shown):
            return False
        dotted = f"{package}.{stem}" if package else stem
        known = self.found.get(dotted)
        beside = known is not None and os.path.dirname(known.file) == os.path.dirname(entry.path)
        if known is None or (beside and kind == "extension" and known.kind == "module"):
            self.found[dotted] = Entry(dotted, shown, entry.path, kind)
        return True

    def _shown(self, path: str) -> str:
        if path.startswith(self._root + os.sep):
            path = path[len(self._root) + 1 :]
        else:
            path = os.path.relpath(path, self._root)
        return path.replace(os.sep, "/")
