"""Asks every tool, and counts what they find by clause and by environment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from standards_lint.clauses import (
    EVERYWHERE,
    TOOLS,
    Checked,
    Clause,
    Compliance,
    Enforcement,
    Judged,
    JudgedClause,
    Outcome,
    Problem,
    Requirement,
    State,
    Tool,
)
from standards_lint.compliance import cells, contracts, own, ruff
from standards_lint.compliance.subject import Answer, Found, Subject
from standards_lint.model import Cell, Matrix
from standards_lint.paths import from_root
from standards_lint.run import Analysis

_ANSWERS: Mapping[Tool, Callable[[Subject, tuple[str, ...]], Answer]] = {
    "standards-lint": own.answer,
    "ruff": ruff.answer,
    "import-linter": contracts.answer,
    "tox": cells.answer,
}


def collect(
    analysis: Analysis, clauses: tuple[Clause, ...], evidence: Path, label: str
) -> Compliance:
    """The report on one tree.

    Args:
        analysis: the verdicts about it.
        clauses: the standards.
        evidence: the folder where the cells leave their records; it may be missing.
        label: what the tree is called.

    Raises:
        UsageError: a clause names an unknown rule, or a tool or its evidence cannot be read.
    """
    root = analysis.project.root
    subject = Subject(root, analysis, _relative(analysis.matrix, root), evidence)
    asked = {item for clause in clauses for item in _enforcements(clause.requirements)}
    answers = {tool: _ask(tool, asked, subject) for tool in TOOLS}
    problems = _all_problems(answers.values())
    checked = {
        item: _checked(item, answers[item.tool].checks[item.name], problems) for item in asked
    }
    columns = (EVERYWHERE, *subject.matrix.environments)
    return Compliance(
        label=label,
        clauses=tuple(_judged_clause(clause, checked, problems, columns) for clause in clauses),
        problems=tuple(problems),
        matrix=subject.matrix,
        evidence=cells.evidence(subject),
        tools={tool: answer.version for tool, answer in answers.items()},
        suppressed=answers["standards-lint"].suppressed,
    )


def _enforcements(requirements: Iterable[Requirement]) -> Iterable[Enforcement]:
    return (item for requirement in requirements for item in requirement.enforced_by)


def _ask(tool: Tool, asked: Iterable[Enforcement], subject: Subject) -> Answer:
    names = tuple(sorted(item.name for item in asked if item.tool == tool))
    return _ANSWERS[tool](subject, names) if names else Answer("no clause asks for it", {})


def _all_problems(answers: Iterable[Answer]) -> dict[Problem, int]:
    """Every problem once, with its position."""
    found = [
        problem
        for answer in answers
        for check in answer.checks.values()
        for problem in check.problems
    ]
    return {problem: position for position, problem in enumerate(dict.fromkeys(found))}


def _checked(item: Enforcement, found: Found, problems: Mapping[Problem, int]) -> Checked:
    positions = tuple(problems[problem] for problem in found.problems)
    return Checked(item, positions, dict(found.unproven), found.only)


def _judged_clause(
    clause: Clause,
    checked: Mapping[Enforcement, Checked],
    problems: Mapping[Problem, int],
    columns: tuple[str, ...],
) -> JudgedClause:
    listed = tuple(problems)
    judged = []
    for item in clause.requirements:
        checks = tuple(checked[check] for check in item.enforced_by)
        outcomes = {column: outcome(checks, listed, column) for column in columns}
        judged.append(Judged(item, checks, outcomes))
    return JudgedClause(clause.number, clause.title, tuple(judged))


def outcome(checks: tuple[Checked, ...], problems: tuple[Problem, ...], column: str) -> Outcome:
    """Whether what the checks are about holds in an environment, or everywhere."""
    about = [check for check in checks if _is_about(check, column)]
    if not about:
        return Outcome("not enforced")
    broken = {
        position
        for check in about
        for position in check.problems
        if problems[position].counts_in(column)
    }
    notes = tuple(note for check in about for note in _notes(check, column))
    state: State = "failed" if broken else "unproven" if notes else "passed"
    return Outcome(state, len(broken), notes)


def _is_about(check: Checked, column: str) -> bool:
    return column == EVERYWHERE or not check.only or column in check.only


def _notes(check: Checked, column: str) -> Iterable[str]:
    names = check.unproven if column == EVERYWHERE else (EVERYWHERE, column)
    return (check.unproven[name] for name in names if name in check.unproven)


def _relative(matrix: Matrix, root: Path) -> Matrix:
    """A matrix whose paths start at a folder."""

    def cell(found: Cell) -> Cell:
        if not found.chain:
            return found
        steps = tuple(replace(step, path=from_root(step.path, root)) for step in found.chain)
        return replace(found, chain=steps)

    rows = tuple(
        replace(
            row,
            path=from_root(row.path, root),
            cells={name: cell(found) for name, found in row.cells.items()},
        )
        for row in matrix.modules
    )
    return replace(matrix, modules=rows)
