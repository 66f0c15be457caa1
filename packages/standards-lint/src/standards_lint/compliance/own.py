"""standards-lint itself, asked in this process."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from msgspec.structs import replace

from standards_lint import review
from standards_lint.clauses import EVERYWHERE, Problem
from standards_lint.compliance.subject import Answer, Found, Subject
from standards_lint.model import Finding, Step
from standards_lint.paths import from_root
from standards_lint.rules import Selection

DISTRIBUTION = "standards-lint"


def answer(subject: Subject, names: tuple[str, ...]) -> Answer:
    """What the named rules find; those that are off by default run, those ignored do not.

    What a baseline knows is a problem still; what a comment excuses is counted.

    Raises:
        UsageError: a name means no rule.
    """
    project = subject.analysis.project
    wanted = tuple(name for name in names if not name.startswith(project.config.ignore))
    selection = Selection(None, wanted, (), base=review.configured(project))
    review.check_codes(project, selection)
    report = review.report(subject.analysis, selection, ())
    ran = tuple(rule.code for rule in report.rules)
    problems = tuple(_problem(finding, subject) for finding in report.findings)
    checks = {
        name: Found(tuple(problem for problem in problems if problem.code.startswith(name)))
        if name in wanted and any(code.startswith(name) for code in ran)
        else Found(unproven={EVERYWHERE: f"{name} is ignored by the configuration"})
        for name in names
    }
    return Answer(_version(), checks, len(report.suppressed))


def _version() -> str:
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "not installed"


def _problem(finding: Finding, subject: Subject) -> Problem:
    path = from_root(finding.path, subject.root)
    own = _named(finding.environment, subject) or subject.environments_of(path)
    chain = tuple(relative(step, subject) for step in finding.chain)
    return Problem("standards-lint", finding.code, finding.message, path, finding.line, own, chain)


def _named(label: str | None, subject: Subject) -> tuple[str, ...]:
    """The environments that a finding names: each by its name, or for all of its platforms."""
    told = (label or "").split(", ")
    judged = subject.analysis.environments
    return tuple(item.name for item in judged if {item.name, item.environment} & set(told))


def relative(step: Step, subject: Subject) -> Step:
    """A step with its path from the tree's folder."""
    return replace(step, path=from_root(step.path, subject.root))
