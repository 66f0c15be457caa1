"""Finds the modules below import roots, as the import system would name them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

# Folders without `__init__` that hold no code of the project.
_SKIPPED = frozenset(
    ("__pycache__", "node_modules", "site-packages", "__pypackages__", "build", "dist")
)
_EXTENSIONS = (".so", ".pyd")
_ORDER = ("package", "extension", "module")


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
    metadata lies in a root. `sources` are the modules that have a source file, sorted by name, also
    where an extension module beside it is imported in its place.
    """

    entries: dict[str, Entry]
    stubs: tuple[str, ...]
    installed: frozenset[str]
    sources: tuple[Entry, ...]


def discover(
    root: Path,
    sources: Sequence[Path],
    is_excluded: Callable[[str], bool],
    *,
    ahead: Path | None = None,
) -> Tree:
    """Every module below the import roots `sources`; earlier roots win.

    Args:
        root: the folder that shown paths are relative to.
        sources: import roots in `sys.path` order; a file belongs to its innermost root.
        is_excluded: tells for an absolute path whether to leave it out.
        ahead: the folder of a script, searched before the sources; what lies below it belongs to
            the sources all the same.
    """
    walk = _Walk(str(root.resolve()), is_excluded)
    folders = list(dict.fromkeys(str(source.resolve()) for source in sources))
    walk.inner = frozenset(folders)
    first = [] if ahead is None else [str(ahead.resolve())]
    walk.level(list(dict.fromkeys([*first, *folders])), "", frozenset())
    for folder in folders:
        walk.metadata(folder)
    return Tree(walk.found, tuple(walk.stubs), frozenset(walk.installed), walk.sources())


def excluding(globs: Sequence[str], base: Path) -> Callable[[str], bool]:
    """Whether a file or folder is left out, by its absolute path; `globs` start from `base`."""
    if not globs:
        return lambda path: False
    from fnmatch import fnmatch

    folder = str(base.resolve())

    def is_excluded(path: str) -> bool:
        relative = os.path.relpath(path, folder).replace(os.sep, "/")
        return any(fnmatch(relative, glob) for glob in globs)

    return is_excluded


class _Walk:
    def __init__(self, root: str, is_excluded: Callable[[str], bool]) -> None:
        self._root = root
        self._prefixes: dict[str, str] = {}
        self._is_excluded = is_excluded
        self.inner: frozenset[str] = frozenset()
        self.found: dict[str, Entry] = {}
        self.stubs: list[str] = []
        self.installed: set[str] = set()
        self._hidden: list[Entry] = []

    def sources(self) -> tuple[Entry, ...]:
        """The modules found that have a source file, imported or not."""
        found = [entry for entry in self.found.values() if entry.kind in ("module", "package")]
        hidden = [e for e in self._hidden if self.found[e.name].kind == "extension"]
        return tuple(sorted(found + hidden))

    def metadata(self, source: str) -> None:
        """Notes the distributions whose metadata lies in an import root."""
        for name in os.listdir(source) if os.path.isdir(source) else ():
            if name.endswith((".dist-info", ".egg-info")):
                distribution = name.rpartition(".")[0].partition("-")[0]
                self.installed.add(distribution.replace("_", "-").replace(".", "-").lower())

    def level(self, folders: Sequence[str], package: str, seen: frozenset[str]) -> bool:
        """Adds what a search of these folders finds; tells whether there was any module.

        As the path finder does, the first folder that holds a package, extension or module of a
        name decides (in this order within a folder); only where none does, the bare folders of
        that name together are a namespace package.
        """
        decided: dict[str, Entry] = {}
        bare: dict[str, list[str]] = {}
        any_module = False
        for folder in folders:
            here, has_init = self._candidates(folder, package, bare, set(decided))
            any_module = any_module or has_init or bool(here)
            decided.update(here)
        prefix = f"{package}." if package else ""
        for name, entry in decided.items():
            self.found[entry.name] = entry
            if entry.kind == "package":
                self._below([os.path.dirname(entry.file)], prefix + name, seen)
        for name, parts in bare.items():
            dotted = prefix + name
            if name not in decided and self._below(parts, dotted, seen):
                self.found[dotted] = Entry(dotted, self._shown(parts[0]), parts[0], "namespace")
                any_module = True
        return any_module

    def _below(self, folders: Sequence[str], package: str, seen: frozenset[str]) -> bool:
        kept = []
        for folder in folders:
            if os.path.islink(folder):
                real = os.path.realpath(folder)
                if real in seen or folder.startswith(real + os.sep):
                    continue
                seen = seen | {real}
            kept.append(folder)
        return self.level(kept, package, seen)

    def _candidates(
        self, folder: str, package: str, bare: dict[str, list[str]], taken: set[str]
    ) -> tuple[dict[str, Entry], bool]:
        """What one folder holds by name, and whether it has an `__init__`."""
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            return {}, False
        found: dict[str, Entry] = {}
        has_init = False
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            stem, kind = _kind(entry)
            has_init = has_init or stem == "__init__"
            if kind == "stub":
                self.stubs.append(entry.path)
            if kind in ("", "stub") or stem == "__init__" or not stem.isidentifier():
                continue
            if stem in taken or self._is_excluded(entry.path):
                continue
            if kind == "folder":
                if self._is_skipped(entry.path):
                    continue
                file = os.path.join(entry.path, "__init__.py")
                if not os.path.isfile(file):
                    if name not in _SKIPPED:
                        bare.setdefault(name, []).append(entry.path)
                    continue
                kind = "package"
            else:
                file = entry.path
            dotted = f"{package}.{stem}" if package else stem
            self._offer(found, stem, Entry(dotted, self._shown(file), file, kind))
        return found, has_init

    def _offer(self, found: dict[str, Entry], stem: str, entry: Entry) -> None:
        """Of several candidates for a name, keeps the one that is imported."""
        if stem not in found:
            found[stem] = entry
            return
        kept, other = sorted((found[stem], entry), key=lambda one: _ORDER.index(one.kind))
        found[stem] = kept
        if (kept.kind, other.kind) == ("extension", "module"):
            self._hidden.append(other)

    def _is_skipped(self, folder: str) -> bool:
        """Whether a folder is an import root of its own or a virtual environment."""
        return folder in self.inner or os.path.exists(os.path.join(folder, "pyvenv.cfg"))

    def _shown(self, path: str) -> str:
        folder, _, name = path.rpartition(os.sep)
        prefix = self._prefixes.get(folder)
        if prefix is None:
            prefix = self._prefixes[folder] = self._prefix(folder)
        return prefix + name

    def _prefix(self, folder: str) -> str:
        above, _, name = folder.rpartition(os.sep)
        parent = self._prefixes.get(above, "../")
        if not parent.endswith("../"):
            return f"{parent}{name}/"
        relative = os.path.relpath(folder, self._root).replace(os.sep, "/")
        return "" if relative == "." else f"{relative}/"


def _kind(entry: os.DirEntry[str]) -> tuple[str, str]:
    """The module name an entry of a folder may have, and what it would be."""
    name = entry.name
    try:
        if entry.is_dir():
            return name, "folder"
        if not entry.is_file():
            return name, ""
    except OSError:
        return name, ""
    if name.endswith(".py"):
        return name[:-3], "module"
    if name.endswith(".pyi"):
        return name[:-4], "stub"
    return name.partition(".")[0], "extension" if name.endswith(_EXTENSIONS) else ""
