"""The page of data flow: configuration, environments, program, verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from standards_lint.config import Project
from standards_lint.environments import Environment, build, choose, kept
from standards_lint.errors import ConfigError
from standards_lint.model import Matrix
from standards_lint.narrowing import below, existing, required, with_rows
from standards_lint.paths import shown
from standards_lint.progress import Progress, silent
from standards_lint.store import FOLDER, Store

if TYPE_CHECKING:
    from standards_lint.source.program import Program
    from standards_lint.source.scripts import Script


class Options(Struct, frozen=True):
    """How to run: processes (None for one a core), whether to use the cache, who hears how far."""

    jobs: int | None = None
    cache: bool = True
    progress: Progress = silent


class Analysis(Struct, frozen=True):
    """What one run knows; `environments` are those asked for out of all `declared` ones."""

    project: Project
    declared: tuple[Environment, ...]
    environments: tuple[Environment, ...]
    program: Program
    matrix: Matrix
    scripts: tuple[Script, ...] = ()
    options: Options = Options()


def environments(
    project: Project, names: tuple[str, ...], options: Options
) -> tuple[Environment, ...]:
    """The environments of a project that `names` mean; all, where there are no names.

    Raises:
        ConfigError: none is declared.
        UsageError: an unknown name.
        EnvironmentSourceError: a source of one cannot be read.
    """
    if not project.config.environments:
        place = project.path or project.root
        raise ConfigError(
            f"{place}: no environment is declared; add an [environments.NAME] table to "
            "standards-lint.toml, or pass --env NAME=FILE with a requirements file, lock, "
            "interpreter or site-packages folder"
        )
    store = Store(project.root / FOLDER, kept.KIND, kept.MOST) if options.cache else None
    return choose(build(project, store), names)


def program(project: Project, options: Options) -> Program:
    """The first-party code of a project.

    Raises:
        ConfigError: an import root is missing.
    """
    from standards_lint.source.load import load

    roots = [Path(shown(root)) for root in project.roots()]
    return load(
        roots,
        project=project.root,
        exclude=project.config.exclude,
        cache=options.cache,
        progress=options.progress,
    )


def scripts(project: Project, code: Program) -> tuple[Script, ...]:
    """The files that the configuration says are run as `__main__`.

    Raises:
        ConfigError: a pattern means no file.
    """
    patterns, exclude = project.config.scripts, project.config.exclude
    if not patterns:
        return ()
    from standards_lint.source import scripts as found

    roots = project.roots()
    return found.scripts(code, patterns, project=project.root, roots=roots, exclude=exclude)


def analyse(project: Project, names: tuple[str, ...], options: Options) -> Analysis:
    """Verdicts for every module in every environment that it belongs to.

    Raises:
        StandardsLintError: the configuration, an environment or the call is wrong.
    """
    declared = environments(project, (), options)
    chosen = choose(declared, names)
    code = program(project, options)
    matrix, runnable = _judged(project, chosen, code, options)
    return Analysis(project, declared, chosen, code, matrix, runnable, options)


def edited(analysis: Analysis, contents: Mapping[str, bytes]) -> Analysis:
    """What would be found out if some files, by path, held something else."""
    code = analysis.program.edited(contents)
    judged = _judged(analysis.project, analysis.environments, code, analysis.options)
    return replace(analysis, program=code, matrix=judged[0], scripts=judged[1])


def _judged(
    project: Project, chosen: tuple[Environment, ...], code: Program, options: Options
) -> tuple[Matrix, tuple[Script, ...]]:
    from standards_lint.simulate import judge

    matrix = required(judge(code, chosen, jobs=options.jobs, progress=options.progress), chosen)
    runnable = scripts(project, code)
    if runnable:
        from standards_lint.simulate.scripts import judge as judge_scripts

        matrix = with_rows(matrix, judge_scripts(runnable, chosen))
    return matrix, runnable


def is_whole(analysis: Analysis) -> bool:
    """Whether every environment was judged."""
    judged = {environment.environment for environment in analysis.environments}
    return judged == set(analysis.project.config.environments)


def narrowed(analysis: Analysis, paths: Iterable[Path]) -> Matrix:
    """The rows of the matrix whose modules lie in `paths`; all, where there are none.

    Raises:
        UsageError: a path does not exist.
    """
    return below(analysis.matrix, existing(paths))
