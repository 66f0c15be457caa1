"""What functions reach in an environment that lacks a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.reach.use import Use

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standards_lint.environments import Environment
    from standards_lint.model import Matrix
    from standards_lint.source.program import Program

__all__ = ["Use", "reached"]


def reached(
    program: Program,
    environments: Sequence[Environment],
    matrix: Matrix,
    *,
    jobs: int | None = None,
) -> tuple[Use, ...]:
    """Every use of something missing that a call can reach, in order of place.

    Args:
        program: the first-party code.
        environments: each is looked at as it is, and without what the code treats as optional.
        matrix: their verdicts.
        jobs: processes to use, None for one a core.
    """
    from standards_lint.reach.program import reached

    return reached(program, environments, matrix, jobs=jobs)
