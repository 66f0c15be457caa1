"""Tries rules on their own examples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from standards_lint import review, run
from standards_lint.config import Project
from standards_lint.config.find import FILE_NAME

if TYPE_CHECKING:
    from standards_lint.model import Finding
    from standards_lint.rules import Example, Rule


def failures(rule: Rule) -> Iterator[str]:
    """What is wrong with the examples of a rule; nothing where all are judged as they say."""
    for number, example in enumerate(rule.valid, 1):
        for finding in findings(rule, example):
            place = f"{Path(finding.path).name}:{finding.line}"
            yield f"{rule.code}: valid example {number}: {place}: {finding.message}"
    for number, example in enumerate(rule.invalid, 1):
        if not findings(rule, example):
            yield f"{rule.code}: invalid example {number}: nothing is found"


def findings(rule: Rule, example: Example) -> tuple[Finding, ...]:
    """What a rule finds in an example; only a review comes after all the others."""
    from standards_lint.rules import RULES, Selection

    known = (*(other for other in RULES if other.code != rule.code), rule)
    selection = Selection(select=("ALL" if rule.is_review else rule.code,))
    with TemporaryDirectory() as folder:
        root = Path(folder)
        written(example, root)
        project = Project.load(root, root / FILE_NAME)
        analysis = run.analyse(project, (), run.Options(jobs=1, cache=False))
        report = review.report(analysis, selection, (), known=known)
    return tuple(finding for finding in report.findings if finding.code == rule.code)


def written(example: Example, root: Path) -> None:
    """Write the files of an example and its configuration."""
    for name, text in {FILE_NAME: example.configuration, **example.files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
