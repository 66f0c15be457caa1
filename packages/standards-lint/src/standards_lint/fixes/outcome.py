"""Compares what rules said before some fixes and after them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from standards_lint.fixes.batch import Key, Proposal
from standards_lint.fixes.text import moved
from standards_lint.model import Finding, Report


class Shown(NamedTuple):
    """A report and the contents of the files it is about, by the path that is shown."""

    report: Report
    content: Callable[[str], bytes]

    def text(self, path: str, line: int) -> str:
        """What stands on a line of a file."""
        lines = self.content(path).split(b"\n")
        return lines[line - 1].decode("utf-8", "replace").strip() if line <= len(lines) else ""

    def every(self) -> Iterator[Finding]:
        """All findings, hidden ones too."""
        yield from self.report.findings
        yield from (item.finding for item in self.report.suppressed)


def wrong_ones(made: Sequence[Proposal], before: Shown, after: Shown) -> dict[Key, str]:
    """The fixes to take back: those that do not mend, and those that cause something new."""
    wrong = dict(_vain(made, before, after))
    for finding in _new(before, after):
        reason = (
            f"{finding.code} would come of it: {finding.message} ({finding.path}:{finding.line})"
        )
        for proposal in _blamed(finding, made):
            wrong.setdefault(proposal.key, reason)
    return wrong


def _vain(made: Sequence[Proposal], before: Shown, after: Shown) -> Iterator[tuple[Key, str]]:
    were = Counter(_identity(item, before.text) for item in before.report.findings)
    are = Counter(_identity(item, after.text) for item in after.report.findings)
    mended = Counter(_identity(item, before.text) for one in made for item in one.findings)
    added = [item for item in after.report.findings if _is_in_added(item, before, after)]
    for proposal in made:
        for finding in proposal.findings:
            identity = _identity(finding, before.text)
            is_still = are[identity] > were[identity] - mended[identity]
            if is_still or any(_is_same_failure(finding, item) for item in added):
                yield proposal.key, "it happens all the same after it"


def _is_in_added(finding: Finding, before: Shown, after: Shown) -> bool:
    """Whether what a finding is about was not there before."""
    old, new = before.content(finding.path), after.content(finding.path)
    return old != new and moved(new, old, finding.line) is None


def _is_same_failure(before: Finding, after: Finding) -> bool:
    """Whether an import that failed at a statement fails in what took its place."""
    return (
        (before.code, before.path) == (after.code, after.path)
        and bool(before.breaks)
        and not _pairs(before).isdisjoint(_pairs(after))
    )


def _identity(finding: Finding, text: Callable[[str, int], str]) -> tuple[object, ...]:
    line = text(finding.path, finding.line)
    what = (finding.code, finding.path, finding.environment, finding.missing)
    return (*what, _without_numbers(finding.message), line)


def _new(before: Shown, after: Shown) -> Iterator[Finding]:
    """The findings that nothing before stood for.

    One about modules that an environment cannot import is new where it could import one of them.
    Comments that suppress nothing any more are no fault of a fix.
    """
    broken = {pair for finding in before.every() for pair in _pairs(finding)}
    known = Counter(_kind(finding) for finding in before.every())
    found = Counter(_kind(finding) for finding in after.every())
    for finding in after.report.findings:
        pairs = _pairs(finding)
        is_more = not pairs and found[_kind(finding)] > known[_kind(finding)]
        if (is_more or not broken.issuperset(pairs)) and not finding.code.startswith("SUP"):
            yield finding


def _pairs(finding: Finding) -> set[tuple[str, str]]:
    """The environments and modules that a finding says do not go together."""
    names = (finding.environment or "").split(", ")
    return {(name, module) for name in names for module in finding.breaks}


def _kind(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.path, _without_numbers(finding.message)


def _without_numbers(message: str) -> str:
    return re.sub(r"\d+", "0", message)


def _blamed(finding: Finding, made: Sequence[Proposal]) -> Iterable[Proposal]:
    """The fixes in the file of a finding, else those on the way to it, else all."""
    own = [item for item in made if item.fix.path == finding.path]
    paths = {step.path for step in finding.chain}
    return own or [item for item in made if item.fix.path in paths] or made
