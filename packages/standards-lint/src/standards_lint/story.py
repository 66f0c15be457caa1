"""Why one import fails, out of an analysis."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from standards_lint.config import nearest
from standards_lint.environments import Environment
from standards_lint.errors import UsageError
from standards_lint.model import Cell, Cut, Explanation, Matrix, Row
from standards_lint.paths import Places
from standards_lint.run import Analysis

if TYPE_CHECKING:
    from standards_lint.explain import Failure


def explanation(analysis: Analysis, module: str, environment: Environment) -> Explanation:
    """What happens, step by step, when `module` is imported, or run, and what would mend it.

    Raises:
        UsageError: there is no such first-party module or script.
    """
    from standards_lint.explain import cheapest_cuts
    from standards_lint.simulate import verdicts
    from standards_lint.simulate.scripts import MAIN, named

    row = _row(analysis.matrix, module)
    programs = {script.name: script.program for script in analysis.scripts}
    code = programs.get(row.module, analysis.program)
    name = MAIN if row.is_script else row.module
    cell, story = verdicts.tell(code, environment, name)
    cuts: tuple[Cut, ...] = ()
    if cell.verdict == "unimportable":
        cuts = cheapest_cuts(
            code,
            lambda code, modules: verdicts.judge(code, environment, modules),
            name,
            cell,
            {**_broken(analysis.matrix, environment), name: cell},
        )
    found = Explanation(row.module, row.path, environment.name, cell, story, cuts)
    return named(found, row.module) if row.is_script else found


def _broken(matrix: Matrix, environment: Environment) -> dict[str, Cell]:
    """The unimportable modules of an environment."""
    cells = {
        row.module: row.cells[environment.name]
        for row in matrix.modules
        if environment.name in row.cells and not row.is_script
    }
    return {name: cell for name, cell in cells.items() if cell.verdict == "unimportable"}


def traced(analysis: Analysis, failure: Failure) -> tuple[tuple[str, Environment], ...]:
    """The modules whose import fails as a log says, with the environments where it does.

    A traceback names the module that was entered; where only the failing line is known, it is
    the entry module with the shortest chain to it. There is at most one for each environment.
    """
    from standards_lint.explain import matching

    found = []
    for environment in analysis.environments:
        module = matching(analysis.matrix, environment.name, failure)
        if module is not None:
            found.append((module, environment))
    return tuple(found)


def _row(matrix: Matrix, asked: str) -> Row:
    """The row asked for by a name, or by a file, which is a script if it is one."""
    by_name = [row for row in matrix.modules if row.module == asked]
    file = Places((Path(asked),))
    is_file = asked.endswith(".py") or "/" in asked
    by_file = [row for row in matrix.modules if is_file and file.hold(row.path)]
    for row in (*by_name, *sorted(by_file, key=lambda row: not row.is_script)):
        return row
    known = tuple(row.module for row in matrix.modules)
    raise UsageError(f"no first-party module {asked!r}; {nearest(asked, known)}")
