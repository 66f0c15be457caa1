"""Analyse, fix, analyse again, until nothing changes; what does not help is taken back.

Nothing is written here: the files that change are in `Mended.changes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from standards_lint import review, run
from standards_lint.baseline import Baseline
from standards_lint.fixes.ahead import ahead
from standards_lint.fixes.batch import Around, Key, Proposal, is_about_others, key_of, rewritten
from standards_lint.fixes.candidates import candidates
from standards_lint.fixes.codemod import Refusal, Request, Rewritten
from standards_lint.fixes.outcome import Shown, wrong_ones
from standards_lint.fixes.shared import Accessors, by_independence
from standards_lint.fixes.taken import Takers
from standards_lint.model import Applicability, Finding, Fix, Report
from standards_lint.narrowing import existing
from standards_lint.rules import Selection

MOST_ROUNDS = 10


class Change(Struct, frozen=True):
    """A file before and after; `file` is its absolute path, `path` the one that is shown."""

    path: str
    file: str
    before: bytes
    after: bytes


class Mended(Struct, frozen=True):
    """What came of it: what is left to report, what changed, and the findings that are gone.

    A finding in the report whose fix could not be made has one to display, which says why.
    `is_settled` is False where after MOST_ROUNDS there was still something to change.
    """

    report: Report
    changes: tuple[Change, ...]
    fixed: tuple[Finding, ...]
    refused: tuple[tuple[Key, str], ...]
    is_settled: bool


def mend(
    analysis: run.Analysis,
    selection: Selection,
    paths: Iterable[Path],
    allowed: frozenset[Applicability],
    baseline: Baseline | None = None,
) -> Mended:
    """Fix what can be fixed.

    Args:
        analysis: what was found out about the files as they are.
        selection: which rules run.
        paths: files and folders; nothing else is reported, or changed.
        allowed: the applicabilities of the fixes to make.
        baseline: findings that are known, which are left alone.
    """
    mending = _Mending(analysis, selection, tuple(paths), allowed, baseline)
    for _ in range(MOST_ROUNDS):
        if not mending.round():
            return mending.result(is_settled=True)
    return mending.result(is_settled=not mending.proposals())


class _Mending:
    def __init__(
        self,
        analysis: run.Analysis,
        selection: Selection,
        paths: tuple[Path, ...],
        allowed: frozenset[Applicability],
        baseline: Baseline | None,
    ) -> None:
        self._baseline = baseline
        self._selection = selection
        self._paths = paths
        self._inside = existing(paths)
        self._allowed = allowed
        self._analysis = analysis
        self._report = review.report(analysis, selection, paths, baseline)
        self._first = analysis.program
        self._entries = {entry.path: entry for entry in analysis.program.modules()}
        self._files: set[str] = set()
        self._refused: dict[Key, str] = {}
        self._taken_back: dict[Key, str] = {}
        self._fixed: list[Finding] = []
        self._takers = Takers(analysis.program)
        self._outcomes: dict[Request, Rewritten | Refusal] = {}

    def round(self) -> bool:
        """Make all fixes that can be made at once; whether there was any."""
        if self._try():
            return True
        # What did not help at first may do so after others.
        if not self._taken_back or not self._fixed:
            return False
        before, self._taken_back = self._taken_back, {}
        if self._try():
            return True
        self._taken_back |= before
        return False

    def _try(self) -> bool:
        proposals = self.proposals()
        idle: set[Key] = set()
        while proposals:
            made, contents = self._applied(proposals)
            if made:
                after = run.edited(self._analysis, contents)
                report = review.report(after, self._selection, self._paths, self._baseline)
                before = self._shown(self._analysis, self._report)
                wrong = wrong_ones(made, before, self._shown(after, report))
                useless = self._idle(made, after)
                if not wrong and not useless:
                    self._accept(made, contents, after, report)
                    return True
                self._taken_back |= wrong
                idle |= useless
            proposals = [item for item in self.proposals() if item.key not in idle]
        return False

    def _accept(
        self,
        made: Iterable[Proposal],
        contents: Mapping[str, bytes],
        analysis: run.Analysis,
        report: Report,
    ) -> None:
        self._analysis, self._report = analysis, report
        self._takers = Takers(analysis.program)
        self._outcomes.clear()
        self._files |= contents.keys()
        self._fixed += [finding for proposal in made for finding in proposal.findings]
        # What stood against a fix in a file that changed now, or in others, may be gone.
        paths = {path for path, entry in self._entries.items() if entry.file in contents}
        self._refused = {
            key: reason
            for key, reason in self._refused.items()
            if key.path not in paths and not is_about_others(reason)
        }

    def proposals(self) -> list[Proposal]:
        """For each finding the best fix that is allowed and was not refused yet."""
        found: dict[Key, Proposal] = {}
        for finding in self._report.findings:
            for fix in candidates(finding, self._analysis.program):
                key = self._key(fix)
                if key in self._refused or key in self._taken_back:
                    continue
                if fix.applicability in self._allowed and self._inside.hold(fix.path):
                    same = found.get(key, Proposal(key, fix, ()))
                    found[key] = same._replace(findings=(*same.findings, finding))
                break
        for fix in self._ahead():
            key = self._key(fix)
            if key not in self._refused and key not in self._taken_back:
                found.setdefault(key, Proposal(key, fix, ()))
        return list(found.values())

    def _ahead(self) -> Iterator[Fix]:
        """What will be needed next, in the files that may be changed."""
        analysis = self._analysis
        for fix in ahead(self._report.findings, analysis.program, analysis.environments):
            if fix.applicability in self._allowed and self._inside.hold(fix.path):
                yield fix

    def _idle(self, made: Iterable[Proposal], after: run.Analysis) -> set[Key]:
        """The fixes made ahead that are of no use yet: their modules still cannot be imported."""
        before = {row.path: row.cells for row in self._analysis.matrix.modules}
        left = {
            row.path
            for row in after.matrix.modules
            for name, cell in row.cells.items()
            if cell.verdict == before[row.path][name].verdict == "unimportable"
        }
        return {item.key for item in made if not item.findings and item.fix.path in left}

    def result(self, *, is_settled: bool) -> Mended:
        """What came of all rounds."""
        shown = {entry.file: path for path, entry in self._entries.items()}
        changes = []
        for file in sorted(self._files):
            before, after = self._first.content(file), self._analysis.program.content(file)
            if before != after:
                changes.append(Change(shown[file], file, before, after))
        findings = tuple(map(self._explained, self._report.findings))
        report = replace(self._report, findings=findings)
        refusals = tuple((self._refused | self._taken_back).items())
        return Mended(report, tuple(changes), tuple(self._fixed), refusals, is_settled)

    def _explained(self, finding: Finding) -> Finding:
        """The finding with the reason why its fix was not made, where there is one."""
        fix = finding.fix
        reason = fix and (self._refused | self._taken_back).get(self._key(fix))
        if fix is None or reason is None:
            return finding
        told = replace(fix, applicability="display", message=f"not fixed, as {reason}")
        return replace(finding, fix=told)

    def _applied(self, proposals: Iterable[Proposal]) -> tuple[list[Proposal], dict[str, bytes]]:
        """What could be made, and the files that it changes."""
        program = self._analysis.program
        around = Around(self._takers, Accessors(program), self._outcomes)
        by_path: dict[str, list[Proposal]] = {}
        for proposal in proposals:
            by_path.setdefault(proposal.fix.path, []).append(proposal)
        made: list[Proposal] = []
        contents: dict[str, bytes] = {}
        for path in by_path.keys() - self._entries.keys():
            self._refused |= {item.key: "its file is no module" for item in by_path[path]}
        entries = [self._entries[path] for path in by_path if path in self._entries]
        for entry in by_independence(entries, program):
            content = program.content(entry.file)
            done, after, refused = rewritten(entry, content, by_path[entry.path], around)
            self._refused |= refused
            if done:
                made += done
                contents[entry.file] = after
        return made, contents

    def _key(self, fix: Fix) -> Key:
        entry = self._entries.get(fix.path)
        return key_of(fix, self._analysis.program.lines(entry.file) if entry is not None else ())

    def _shown(self, analysis: run.Analysis, report: Report) -> Shown:
        def content(path: str) -> bytes:
            entry = self._entries.get(path)
            return b"" if entry is None else analysis.program.content(entry.file)

        return Shown(report, content)
