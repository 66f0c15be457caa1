"""Says so where there was nothing to judge: then that nothing was found proves nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from standards_lint.narrowing import existing
from standards_lint.paths import shown
from standards_lint.run import Analysis


def warn_if_nothing(analysis: Analysis, paths: Iterable[Path]) -> None:
    """Warns on standard error where no module lies below the import roots, or in the paths.

    Raises:
        UsageError: a path does not exist.
    """
    rows, inside = analysis.matrix.modules, existing(paths)
    if any(inside.hold(row.path) for row in rows):
        return
    roots = ", ".join(shown(root) for root in analysis.project.roots())
    why = "no path that was given" if rows else "no Python module"
    click.echo(f"warning: nothing was judged: {why} lies below the import roots: {roots}", err=True)
