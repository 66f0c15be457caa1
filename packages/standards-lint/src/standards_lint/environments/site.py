"""A folder of installed distributions (site-packages), read without an interpreter."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from standards_lint.environments.contents import Contents, Distribution
from standards_lint.environments.markers import Platform, holds
from standards_lint.environments.requirements import normalised, parse_requirement

_EXTENSION = re.compile(r"^(?P<name>[^.]+)(?:\.[\w-]+)*\.(?:so|pyd|py|pyc)$")
_MAPPING = re.compile(r"^MAPPING[^=]*= (\{.*\})$", re.MULTILINE)
_METADATA = (".dist-info", ".egg-info")


def read(folders: Iterable[Path], where: Platform) -> Contents:
    """Every distribution of the given site folders; the first folder that has one wins.

    Args:
        folders: in the order of `sys.path`.
        where: what markers of `Requires-Dist` are evaluated against.
    """
    found: dict[str, Distribution] = {}
    present = list(_with_path_files(folders))
    for folder in present:
        for info in sorted(folder.iterdir()):
            if info.suffix in _METADATA:
                name, distribution = _distribution(info, where)
                found.setdefault(name, distribution)
    editable = dict(item for folder in present for item in _editable(folder))
    return Contents(
        ", ".join(map(str, present)),
        found,
        frozenset(name for folder in present for name in _loose(folder)),
        folders=tuple(map(str, present)),
        editable=editable,
        files=tuple(map(str, present)),
    )


def import_names(files: Iterable[str]) -> tuple[str, ...]:
    """The shallowest importable dotted names among installed files, namespaces expanded.

    Args:
        files: paths relative to the site folder, with `/`.
    """
    modules: set[tuple[str, ...]] = set()
    packages: set[tuple[str, ...]] = set()
    for file in files:
        *folders, last = file.split("/")
        stem = _EXTENSION.match(last)
        if stem is None or not all(part.isidentifier() for part in (*folders, stem["name"])):
            continue
        if stem["name"] == "__init__":
            packages.add(tuple(folders))
        elif "__pycache__" not in folders:
            modules.add((*folders, stem["name"]))
    packages.discard(())
    shallow = {name for name in packages if not _has_package_above(name, packages)}
    shallow |= {name for name in modules if not _has_package_above(name, packages)}
    return tuple(sorted(".".join(name) for name in shallow))


def headers(text: str) -> Iterator[tuple[str, str]]:
    """The header lines of a METADATA file, up to the first empty line."""
    for line in text.splitlines():
        if not line:
            return
        key, separator, value = line.partition(": ")
        if separator and key[0] not in " \t":
            yield key, value.strip()


def _has_package_above(name: tuple[str, ...], packages: set[tuple[str, ...]]) -> bool:
    return any(name[:length] in packages for length in range(1, len(name)))


def _distribution(info: Path, where: Platform) -> tuple[str, Distribution]:
    metadata = _text(info / "METADATA") or _text(info / "PKG-INFO")
    if info.is_file():
        metadata = _text(info)
    fields: dict[str, list[str]] = {}
    for key, value in headers(metadata):
        fields.setdefault(key, []).append(value)
    name, _, version = info.stem.partition("-")
    name = fields.get("Name", [name])[0]
    version = fields.get("Version", [version])[0]
    requires = _requires(fields.get("Requires-Dist", ()), str(info), where)
    return normalised(name), Distribution(version, _imports(info, fields), requires)


def _imports(info: Path, fields: dict[str, list[str]]) -> tuple[str, ...] | None:
    """From RECORD, else from the metadata; None where neither says."""
    record = _text(info / "RECORD") or _text(info / "installed-files.txt")
    files = [row[0] for row in csv.reader(record.splitlines()) if row]
    names = import_names(file for file in files if not file.startswith(("..", "/")))
    if names:
        return names
    declared = fields.get("Import-Name", []) + fields.get("Import-Namespace", [])
    if declared:
        return tuple(name.partition(";")[0].strip() for name in declared if name)
    return tuple(_text(info / "top_level.txt").split()) or (() if files else None)


def _requires(lines: Iterable[str], place: str, where: Platform) -> tuple[str, ...]:
    found = [parse_requirement(line, place) for line in lines]
    return tuple(normalised(item.name) for item in found if holds(item.marker, where))


def _with_path_files(folders: Iterable[Path]) -> Iterator[Path]:
    """The folders, each followed by those that its `.pth` files add."""
    seen: set[Path] = set()
    for folder in folders:
        added = [folder / line for file in folder.glob("*.pth") for line in _path_lines(file)]
        for place in (folder, *added):
            if place not in seen and place.is_dir():
                seen.add(place)
                yield place


def _path_lines(file: Path) -> Iterator[str]:
    for line in _text(file).splitlines():
        if line.strip() and not line.startswith(("#", "import ", "import\t")):
            yield line.rstrip()


def _editable(folder: Path) -> Iterator[tuple[str, str]]:
    """Import names with their folders, from the finders that editable installs leave."""
    for finder in folder.glob("__editable__*_finder.py"):
        found = _MAPPING.search(_text(finder))
        if found:
            yield from ast.literal_eval(found[1]).items()


def _loose(folder: Path) -> Iterator[str]:
    """Modules and packages that lie in a site folder, whoever put them there."""
    for entry in folder.iterdir():
        if entry.is_dir():
            if (entry / "__init__.py").is_file():
                yield entry.name
        elif (found := _EXTENSION.match(entry.name)) and found["name"].isidentifier():
            yield found["name"]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
