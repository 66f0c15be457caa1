"""What a distribution's metadata says: requirements, dependants, files, import names."""

from collections.abc import Iterable, Mapping
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

MODULE_SUFFIXES = (*EXTENSION_SUFFIXES, ".py")


def installed(folder: Path) -> dict[str, Distribution]:
    """The distributions whose metadata lies in a folder, by normalised name."""
    return {canonicalize_name(d.metadata["Name"]): d for d in distributions(path=[str(folder)])}


def _required(distribution: Distribution, extras: Iterable[str]) -> list[Requirement]:
    """The requirements that hold on this machine for a distribution with some extras."""
    parsed = [Requirement(text) for text in distribution.requires or ()]
    wanted = ["", *extras]
    return [
        requirement
        for requirement in parsed
        if not requirement.marker
        or any(requirement.marker.evaluate({"extra": extra}) for extra in wanted)
    ]


def requirement_graph(present: Mapping[str, Distribution]) -> dict[str, frozenset[str]]:
    """For every distribution the ones it requires, requested extras included."""
    extras: dict[str, set[str]] = {name: set() for name in present}
    graph: dict[str, frozenset[str]] = {}
    pending = set(present)
    while pending:
        name = pending.pop()
        required = _required(present[name], extras[name])
        graph[name] = frozenset(canonicalize_name(r.name) for r in required)
        for requirement in required:
            target = canonicalize_name(requirement.name)
            if target in extras and not requirement.extras <= extras[target]:
                extras[target] |= requirement.extras
                pending.add(target)
    return graph


def dependants(names: Iterable[str], graph: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The distributions that require one of `names`, directly or not; `names` not included."""
    start = {canonicalize_name(name) for name in names}
    reached = set(start)
    grown = True
    while grown:
        found = {name for name, required in graph.items() if required & reached} - reached
        reached |= found
        grown = bool(found)
    return frozenset(reached - start)


def module_files(distribution: Distribution) -> list[PurePosixPath]:
    """The recorded files that can be imported, relative to the site directory."""
    return [
        PurePosixPath(file)
        for file in distribution.files or ()
        if file.name.endswith(MODULE_SUFFIXES)
        and all(part.isidentifier() for part in (*file.parts[:-1], file.name.split(".")[0]))
    ]


def module_name(file: PurePosixPath) -> str:
    """`a/b/__init__.py` is `a.b`, `a/c.cpython-311-x86_64-linux-gnu.so` is `a.c`."""
    stem = file.name.split(".")[0]
    parts = file.parts[:-1] if stem == "__init__" else (*file.parts[:-1], stem)
    return ".".join(parts)


def import_roots(distribution: Distribution) -> frozenset[str]:
    """The top-level import names of a distribution."""
    return frozenset(file.parts[0].split(".")[0] for file in module_files(distribution))


def import_names(distribution: Distribution) -> frozenset[str]:
    """As `import_roots`, with namespace packages expanded to the first real package below.

    `google-auth` gives `google.auth`, since its `google` has no `__init__`.
    """
    files = module_files(distribution)
    packages = {file.parent for file in files if file.name.startswith("__init__.")}
    return frozenset(_first_real(file, packages) for file in files)


def _first_real(file: PurePosixPath, packages: set[PurePosixPath]) -> str:
    outermost_first = [*reversed(file.parents)][1:]
    for folder in outermost_first:
        if folder in packages:
            return ".".join(folder.parts)
    return module_name(file)
