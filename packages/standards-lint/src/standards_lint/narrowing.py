"""What a report is about: the modules an environment must import, the paths asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path

from msgspec.structs import replace

from standards_lint.environments import Environment
from standards_lint.errors import UsageError
from standards_lint.model import Finding, Matrix, Row
from standards_lint.paths import Places, from_root


def existing(paths: Iterable[Path]) -> Places:
    """The paths, to ask what lies in them.

    Raises:
        UsageError: one does not exist.
    """
    found = tuple(paths)
    for path in found:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
    return Places(found)


def required(matrix: Matrix, chosen: tuple[Environment, ...]) -> Matrix:
    """Without the cells of modules that an environment need not import."""
    if all(item.modules == ("*",) and not item.except_modules for item in chosen):
        return matrix
    by_name = {item.name: item for item in chosen}
    rows = []
    for row in matrix.modules:
        cells = {n: c for n, c in row.cells.items() if by_name[n].must_import(row.module)}
        rows.append(replace(row, cells=cells))
    return replace(matrix, modules=tuple(rows))


def with_rows(matrix: Matrix, rows: Iterable[Row]) -> Matrix:
    """With more rows, in order of name."""
    every = sorted((*matrix.modules, *rows), key=lambda row: row.module)
    return replace(matrix, modules=tuple(every))


def below(matrix: Matrix, inside: Places) -> Matrix:
    """The rows whose modules lie in one of the paths; all, where there are no paths."""
    rows = tuple(row for row in matrix.modules if inside.hold(row.path))
    return replace(matrix, modules=rows)


def touching(matrix: Matrix, inside: Places) -> Matrix:
    """The cells whose chain, or whose module, lies in one of the paths; all without paths."""
    if not inside:
        return matrix
    return replace(matrix, modules=tuple(_touching(row, inside) for row in matrix.modules))


def _touching(row: Row, inside: Places) -> Row:
    if inside.hold(row.path):
        return row
    cells = {
        name: cell
        for name, cell in row.cells.items()
        if any(inside.hold(step.path) for step in cell.chain)
    }
    return replace(row, cells=cells)


def touches(finding: Finding, inside: Places) -> bool:
    """Whether a finding from a matrix of such cells is about one of the paths."""
    return inside.hold(finding.path) or bool(finding.chain or finding.breaks)


def is_ignored(code: str, path: str, root: Path, patterns: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether `per-file-ignores` names a file, or its name, and a code.

    Args:
        code: of a rule.
        path: of a file as it is shown.
        root: the folder that patterns start from.
        patterns: prefixes of codes by shell-style pattern.
    """
    if not patterns:
        return False
    relative = from_root(path, root)
    name = Path(path).name
    return any(
        prefix == "ALL" or code.startswith(prefix)
        for pattern, prefixes in patterns.items()
        if fnmatch(relative, pattern) or fnmatch(name, pattern)
        for prefix in prefixes
    )
