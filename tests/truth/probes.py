"""Which third-party modules a package imports, so that a real import can probe them."""

import ast
from collections.abc import Iterable, Iterator
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path


def _imported(tree: ast.AST) -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module, tuple(alias.name for alias in node.names)


def imported_modules(files: Iterable[Path], site: Path) -> frozenset[str]:
    """The modules in absolute import statements, wherever they stand.

    In `from a import b`, `a` always is one; `a.b` is if `site` has a file for it.
    """
    found: set[str] = set()
    for file in files:
        try:
            tree = ast.parse(file.read_bytes())
        except (SyntaxError, ValueError):
            continue
        for module, names in _imported(tree):
            found.add(module)
            below = submodules(site, module) if names else frozenset()
            found.update(below & {f"{module}.{name}" for name in names})
    return frozenset(found)


def submodules(site: Path, module: str) -> frozenset[str]:
    """The direct submodules of a package in a site directory, by their files."""
    folder = site.joinpath(*module.split("."))
    names = {
        entry.name.split(".")[0]
        for entry in (folder.iterdir() if folder.is_dir() else ())
        if entry.is_dir() or entry.name.endswith((".py", *EXTENSION_SUFFIXES))
    }
    return frozenset(f"{module}.{name}" for name in names if name.isidentifier()) - {
        f"{module}.__init__",
        f"{module}.__pycache__",
    }


def below(module: str, name: str) -> bool:
    """Whether a module is `name` or lies in it."""
    return f"{module}.".startswith(f"{name}.")


def names_to_probe(imported: Iterable[str], provided: Iterable[str]) -> frozenset[str]:
    """The imported modules that lie in a provided name, and the provided names above them."""
    pairs = {(m, name) for m in imported for name in provided if below(m, name) or below(name, m)}
    return frozenset(
        part for m, name in pairs for part in ((m, name) if below(m, name) else (name,))
    )
