"""A contract type for import-linter: modules import in their environments.

    [importlinter]
    root_package = mypackage
    contract_types =
        environment: standards_lint.contract.EnvironmentContract

    [importlinter:contract:importable]
    name = Everything imports where it must
    type = environment

It is broken where `standards-lint check --select ENV001` has findings about the root packages.
This module alone needs import-linter, the extra `import-linter` of this distribution.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from importlinter import Contract, ContractCheck, fields, output
from msgspec.structs import replace
from rich.markup import escape

from standards_lint import review, run
from standards_lint.config import Project
from standards_lint.errors import UsageError

if TYPE_CHECKING:
    from grimp import ImportGraph

    from standards_lint.model import Finding, Matrix, Report

_BROKEN = "ENV001"
_UNDECIDED = "ENV002"
_FOUND = "findings"


class EnvironmentContract(Contract):
    """Modules that must import in an environment do, with everything that they import in turn.

    Options:

    - environments: names of environments of the configuration of standards-lint; all by default.
    - config: that configuration; found by walking up from the current folder by default.
    - modules: modules, or shell-style patterns of them (`a.*` stands for `a` too), among those
      that the configuration says must import; those of the root packages by default.
    - broken_contract_guidance: shown where the contract is broken.
    """

    type_name = "environment"

    environments = fields.ListField(subfield=fields.StringField(), required=False)
    config = fields.StringField(required=False)
    modules = fields.ListField(subfield=fields.StringField(), required=False)
    broken_contract_guidance = fields.TextField(required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """What standards-lint finds; what it cannot decide is a warning.

        The graph says nothing about this: it has imports that functions defer, and lacks those of
        parent packages.

        Raises:
            StandardsLintError: the configuration, or one of the options, is wrong.
        """
        report = self._report()
        findings = [item for item in report.findings if item.code == _BROKEN]
        warnings = [
            f"{item.path}:{item.line}: {item.message}"
            for item in report.findings
            if item.code == _UNDECIDED
        ]
        return ContractCheck(
            kept=not findings,
            metadata={_FOUND: findings},
            warnings=warnings,
            ignored_import_count=sum(item.finding.code == _BROKEN for item in report.suppressed),
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        """The chain of each root cause, in the words of import-linter."""
        for finding in check.metadata[_FOUND]:
            output.print(escape(f"{_subject(finding)}:"))
            output.new_line()
            for number, link in enumerate(_links(finding)):
                output.print(escape(f"{'    ' if number else '-   '}{link}"))
            output.new_line()
        if self.broken_contract_guidance:
            output.print(self.broken_contract_guidance)
            output.new_line()

    def _report(self) -> Report:
        from standards_lint.baseline import read
        from standards_lint.rules import Selection

        given = None if self.config is None else Path(self.config)
        project = Project.load(Path.cwd(), given)
        analysis = run.analyse(project, tuple(self.environments or ()), run.Options())
        matrix = _only(analysis.matrix, tuple(self._patterns()))
        known = None if project.config.baseline is None else read(review.baseline_path(project))
        selection = Selection((_BROKEN, _UNDECIDED))
        return review.report(replace(analysis, matrix=matrix), selection, (), known)

    def _patterns(self) -> Iterator[str]:
        packages = self.session_options["root_packages"]
        yield from self.modules or [f"{package}.*" for package in packages]


def _only(matrix: Matrix, patterns: Iterable[str]) -> Matrix:
    """The rows of the modules that one of the patterns means.

    Raises:
        UsageError: one means none.
    """
    chosen: set[str] = set()
    for pattern in patterns:
        meant = {row.module for row in matrix.modules if _means(pattern, row.module)}
        if not meant:
            raise UsageError(f"no module {pattern} must import in these environments")
        chosen |= meant
    return replace(matrix, modules=tuple(row for row in matrix.modules if row.module in chosen))


def _means(pattern: str, module: str) -> bool:
    return fnmatchcase(module, pattern) or pattern == f"{module}.*"


def _subject(finding: Finding) -> str:
    """What cannot be imported, and why."""
    first, *others = finding.breaks
    more = f" and {len(others)} more" if others else ""
    return f"{first}{more}: {finding.message.replace('`', '')}"


def _links(finding: Finding) -> Iterator[str]:
    """`a -> b (l. 3)` for each step of the chain."""
    targets = [*(step.module for step in finding.chain[1:]), finding.missing]
    for step, target in zip(finding.chain, targets, strict=True):
        yield f"{step.module} -> {target} (l. {step.line})"
