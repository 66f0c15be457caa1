"""The matrix as data."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from standards_lint.model import Matrix

VERSION = 1


def render(matrix: Matrix) -> Iterator[str]:
    """The published format, version 1: sorted by module, cells sorted by environment."""
    rows = [
        {"module": row.module, "path": row.path, "cells": dict(sorted(row.cells.items()))}
        for row in sorted(matrix.modules, key=lambda row: row.module)
    ]
    document = {
        "version": VERSION,
        "environments": sorted(matrix.environments),
        "modules": rows,
    }
    yield msgspec.json.format(msgspec.json.encode(document), indent=1).decode()
