"""Says so where there was nothing to judge: then that nothing was found proves nothing."""

from __future__ import annotations

import click

from standards_lint.paths import Places, shown
from standards_lint.run import Analysis


def warn_if_nothing(analysis: Analysis, inside: Places) -> None:
    """Warns on standard error where no module lies below the import roots, or in the places."""
    rows = analysis.matrix.modules
    if any(inside.hold(row.path) for row in rows):
        return
    roots = ", ".join(shown(root) for root in analysis.project.roots())
    why = "no path that was given" if rows else "no Python module"
    click.echo(f"warning: nothing was judged: {why} lies below the import roots: {roots}", err=True)
