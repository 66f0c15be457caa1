"""What rules say of an analysis, and what is hidden of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from standards_lint.config import Project
from standards_lint.errors import UsageError
from standards_lint.model import Finding, Report, Suppression
from standards_lint.narrowing import existing, touching
from standards_lint.paths import shown
from standards_lint.run import Analysis, Options, analyse, is_whole

if TYPE_CHECKING:
    from standards_lint.baseline import Baseline
    from standards_lint.inspection import Observations
    from standards_lint.reach import Use
    from standards_lint.rules import Rule, Selection


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
