"""The compliance report as one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from string import Template

import msgspec

from standards_lint.clauses import Compliance
from standards_lint.model import Cell, Matrix

_FOLDER = files("standards_lint.reporters") / "page"


def render(now: Compliance, before: Compliance | None, folder: str) -> Iterator[str]:
    """The page: its template, style and program are files beside this one; the report is data.

    Args:
        now: the report.
        before: that on an earlier tree.
        folder: the project's folder as seen from where the page will be.
    """
    document = {
        "folder": folder,
        "report": msgspec.to_builtins(now) | {"matrix": _packed(now.matrix)},
        "before": before and {"label": before.label, "clauses": before.clauses},
    }
    yield Template(_text("page.html")).substitute(
        title=escape(f"Compliance of {now.label}"),
        style=_text("page.css"),
        program=_text("page.js"),
        data=_inert(msgspec.json.encode(document).decode()),
    )


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _inert(data: str) -> str:
    """JSON that no browser takes for markup."""
    return data.replace("<", "\\u003c")


def _packed(matrix: Matrix) -> dict[str, object]:
    """A matrix in which equal cells and steps are written once.

    Each row has the position of its cell for each environment, -1 where it has none.
    """
    cells: dict[Cell, int] = {}
    steps: dict[tuple[str, str, int], int] = {}
    rows = [
        [
            row.module,
            row.path,
            [
                cells.setdefault(row.cells[name], len(cells)) if name in row.cells else -1
                for name in matrix.environments
            ],
        ]
        for row in matrix.modules
    ]
    packed = []
    for cell in cells:
        places = [(step.module, step.path, step.line) for step in cell.chain]
        chain = [steps.setdefault(place, len(steps)) for place in places]
        packed.append(msgspec.to_builtins(cell) | {"chain": chain})
    return {
        "environments": matrix.environments,
        "rows": rows,
        "cells": packed,
        "steps": list(steps),
    }
