"""The page of data flow: configuration, environments, program, verdicts, rules, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from standards_lint.config import Project, nearest
from standards_lint.environments import Environment, build, choose, kept
from standards_lint.errors import ConfigError, UsageError
from standards_lint.model import Cell, Cut, Explanation, Finding, Matrix, Report, Row, Suppression
from standards_lint.narrowing import below, existing, required, touching, with_rows
from standards_lint.paths import Places, shown
from standards_lint.progress import Progress, silent
from standards_lint.store import FOLDER, Store

if TYPE_CHECKING:
    from standards_lint.baseline import Baseline
    from standards_lint.explain import Failure
    from standards_lint.inspection import Observations
    from standards_lint.reach import Use
    from standards_lint.rules import Rule, Selection
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
        jobs=options.jobs,
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
    from standards_lint.source.load import edited

    code = edited(analysis.program, contents)
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


def rules(project: Project) -> tuple[Rule, ...]:
    """All rules there are, those of the repository's own included, in order of code.

    Raises:
        ConfigError: one of its own is no rule.
    """
    from standards_lint.rules import RULES, with_own

    folder = project.config.rules
    return RULES if folder is None else with_own(RULES, project.root / folder)


def configured(project: Project) -> Selection:
    """The rules that the configuration selects."""
    from standards_lint.rules import Selection

    config = project.config
    source = str(project.path or "")
    return Selection(config.select, config.extend_select, config.ignore, source=source)


def check_codes(project: Project, selection: Selection) -> None:
    """Refuse codes of rules that do not exist, before anything is analysed.

    Raises:
        UsageError: there is one in the selection or in `per-file-ignores`.
    """
    from standards_lint.rules import check_codes

    known = rules(project)
    selection.of(known)
    for pattern, codes in project.config.per_file_ignores.items():
        check_codes(codes, known, f"{project.path}: per-file-ignores: {pattern}")


def check(analysis: Analysis, selection: Selection, paths: Iterable[Path]) -> tuple[Finding, ...]:
    """The findings of `report`."""
    return report(analysis, selection, paths).findings


def report(
    analysis: Analysis,
    selection: Selection,
    paths: Iterable[Path],
    baseline: Baseline | None = None,
    known: tuple[Rule, ...] | None = None,
) -> Report:
    """What the selected rules find, sorted by place, and what is hidden of it.

    Args:
        analysis: what was found out.
        selection: which rules run.
        paths: files and folders; a finding is kept if it, or a step of its chain, lies in one;
            without any, every finding is.
        baseline: findings that are not to be told again.
        known: all rules there are, where these are not the project's.

    Raises:
        UsageError: a rule or path that does not exist.
    """
    from standards_lint import checking
    from standards_lint.rules import Context

    inside = existing(paths)
    project = analysis.project
    known = rules(project) if known is None else known
    selected = selection.of(known)
    observations = _observations(analysis, selected)
    context = Context(
        configuration="" if project.path is None else shown(project.path),
        environments=analysis.environments,
        program=analysis.program,
        matrix=touching(analysis.matrix, inside),
        observations=observations,
        declared=analysis.declared,
        scripts=analysis.scripts,
        uses=_uses(analysis, selected),
        codes=tuple(rule.code for rule in known if not rule.is_review),
    )
    scope = checking.Scope(project, inside, is_whole=is_whole(analysis))
    found = checking.report(selected, context, _suppressions(analysis, observations), scope)
    return found if baseline is None else checking.against(found, baseline, scope)


def baseline_path(project: Project) -> Path:
    """Where the baseline of a project is, or would be."""
    from standards_lint.baseline import DEFAULT

    return Path(shown(project.root / (project.config.baseline or DEFAULT)))


def whole_report(
    project: Project, names: tuple[str, ...], options: Options, baseline: Baseline | None
) -> Report:
    """What the configured rules find in all of a project, compared with a baseline.

    Raises:
        UsageError: the names leave out an environment, so that nothing could be said to be gone.
    """
    selection = configured(project)
    check_codes(project, selection)
    analysis = analyse(project, names, options)
    if not is_whole(analysis):
        raise UsageError("a baseline is about every environment: leave out --env NAME")
    return report(analysis, selection, (), baseline)


def is_whole(analysis: Analysis) -> bool:
    """Whether every environment was judged."""
    judged = {environment.environment for environment in analysis.environments}
    return judged == set(analysis.project.config.environments)


def _uses(analysis: Analysis, rules: Iterable[Rule]) -> tuple[Use, ...]:
    """What functions reach of what is missing, where a rule asks for it."""
    if not any(rule.follows_functions for rule in rules):
        return ()
    from standards_lint.reach import reached

    options = analysis.options
    return reached(analysis.program, analysis.environments, analysis.matrix, jobs=options.jobs)


def _observations(analysis: Analysis, selected: Iterable[Rule]) -> Observations:
    """What the rules see inside files, and the comments that hide findings."""
    from standards_lint import suppressions
    from standards_lint.inspection import Inspector, observe

    comments = Inspector(suppressions.CODE, (suppressions.HINT,), suppressions.inspect)
    inspectors = [
        Inspector(rule.code, rule.hints, rule.inspect, rule.version)
        for rule in selected
        if rule.inspect is not None
    ]
    options = analysis.options
    return observe(
        analysis.program, [*inspectors, comments], jobs=options.jobs, progress=options.progress
    )


def _suppressions(analysis: Analysis, observations: Observations) -> Iterator[Suppression]:
    """The comments of the modules, and of scripts that are no modules."""
    from standards_lint.suppressions import CODE, in_file, suppression

    for module, seen in sorted(observations.get(CODE, {}).items()):
        entry = analysis.program.find(module)
        if entry is not None:
            yield from (suppression(entry.path, item) for item in seen)
    for script in analysis.scripts:
        if not script.modules:
            yield from in_file(script.path)


def narrowed(analysis: Analysis, paths: Iterable[Path]) -> Matrix:
    """The rows of the matrix whose modules lie in `paths`; all, where there are none.

    Raises:
        UsageError: a path does not exist.
    """
    return below(analysis.matrix, existing(paths))


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
