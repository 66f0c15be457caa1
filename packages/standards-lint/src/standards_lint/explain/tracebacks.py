"""Finds the failed import in a log."""

from __future__ import annotations

import re
from pathlib import PurePath

from msgspec import Struct

from standards_lint.model import Cell, Matrix

_MISSING = re.compile(
    r"(?:ModuleNotFoundError|ImportError): "
    r"(?:No module named '?(?P<module>[\w.]+)'?"
    r"|cannot import name '(?P<name>\w+)' from (?:partially initialized module )?"
    r"'(?P<base>[\w.]+)')"
)
_FRAME = re.compile(r'^\W*File "(?P<path>[^"]+)", line (?P<line>\d+)', re.MULTILINE)
_LOCATION = re.compile(r"Location\W+(?P<path>[^\s`'\"*]+)\W+line\W+(?P<line>\d+)", re.IGNORECASE)
_START = "Traceback (most recent call last)"


class Place(Struct, frozen=True):
    """A line of a file as a log names it; its folder may be another machine's."""

    path: str
    line: int


class Failure(Struct, frozen=True):
    """A failed import: what was missing, and the frames that led to it, the outermost first."""

    missing: str
    places: tuple[Place, ...]


def read_failure(log: str) -> Failure | None:
    """The last failed import in a log, None where there is none.

    Python's own tracebacks are read, and the short form of an error line with a line
    `Location: FILE line N` near it.
    """
    errors = list(_MISSING.finditer(log))
    if not errors:
        return None
    error = errors[-1]
    before = log[errors[-2].end() if len(errors) > 1 else 0 : error.start()]
    start = before.rfind(_START)
    frames = [] if start < 0 else _FRAME.findall(before[start:])
    if not frames:
        frames = [m.groups() for m in _LOCATION.finditer(log)][-1:]
    missing = error["module"] or f"{error['base']}.{error['name']}"
    return Failure(missing, tuple(Place(path, int(line)) for path, line in frames))


def matching(matrix: Matrix, environment: str, failure: Failure) -> str | None:
    """The module whose import fails this way in an environment, None where none does.

    The outermost first-party frame of a traceback is the module that was entered. With the
    failing line alone, it is the module that nobody else imports with the shortest chain to it.
    """
    broken = [
        (row, row.cells[environment])
        for row in matrix.modules
        if environment in row.cells and _lacks(row.cells[environment], failure.missing)
    ]
    for place in failure.places[:-1]:
        entered = [row for row, _ in broken if ends_alike(row.path, place.path)]
        if entered:
            order = [(ends_alike(row.path, place.path), row.is_script) for row in entered]
            return entered[order.index(max(order))].module
    last = failure.places[-1].path if failure.places else ""
    at_root = [(row, cell) for row, cell in broken if not last or _breaks_at(cell, last)]
    imported = {step.module for _, cell in at_root for step in cell.chain[1:]}
    entries = [item for item in at_root if item[0].module not in imported] or at_root
    if not entries:
        return None
    row, _ = min(entries, key=lambda item: (len(item[1].chain), item[0].module))
    return row.module


def _lacks(cell: Cell, missing: str) -> bool:
    """Whether a cell fails for a name, or for a package around or inside it."""
    if cell.verdict != "unimportable" or not isinstance(cell.missing, str):
        return False
    own, other = f"{cell.missing}.", f"{missing}."
    return own.startswith(other) or other.startswith(own)


def _breaks_at(cell: Cell, path: str) -> bool:
    return bool(cell.chain) and ends_alike(cell.chain[-1].path, path) > 0


def ends_alike(path: str, named: str) -> int:
    """How many trailing parts two paths share; 0 where even the file names differ."""
    shared = 0
    for one, other in zip(
        reversed(PurePath(path).parts), reversed(PurePath(named).parts), strict=False
    ):
        if one != other:
            break
        shared += 1
    return shared
