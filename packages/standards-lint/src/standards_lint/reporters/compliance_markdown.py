"""The compliance report for people who read text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from standards_lint.clauses import Compliance, Judged, Outcome, Problem

# More would be read by nobody; the page and the data hold them all.
_MOST_LISTED = 20


def render(now: Compliance, before: Compliance | None, folder: str) -> Iterator[str]:
    """Lines of Markdown: comparison, clauses by environment, problems, tools.

    Args:
        now: the report.
        before: that on an earlier tree.
        folder: the project's folder as seen from where the report will be.
    """
    yield f"# Compliance of {now.label}"
    yield ""
    yield _summary(now)
    yield ""
    if before is not None:
        yield from _comparison(before, now)
    for clause in now.clauses:
        yield f"## {clause.number} {clause.title}"
        yield ""
        yield from _table(clause.requirements, now)
    yield from _problems(now, folder)
    yield "## What was asked"
    yield ""
    yield from (f"- {tool}: {text}" for tool, text in now.tools.items())
    yield f"- comments with a reason, or a baseline, hide {now.suppressed} findings"
    yield from (f"- {item.environment}: {item.interpreter}" for item in now.evidence)


def _summary(report: Compliance) -> str:
    states = Counter(item.overall.state for item in report.judged)
    text = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    return f"{len(report.judged)} requirements: {text}. {len(report.problems)} problems."


def _comparison(before: Compliance, now: Compliance) -> Iterator[str]:
    yield "## Before and after"
    yield ""
    yield f"| | requirement | {_escaped(before.label)} | {_escaped(now.label)} |"
    yield "|---|---|---|---|"
    earlier = {item.requirement.number: item.overall for item in before.judged}
    for item in now.judged:
        number = item.requirement.number
        was = _outcome(earlier[number]) if number in earlier else ""
        text = _escaped(item.requirement.text)
        yield f"| {number} | {text} | {was} | {_outcome(item.overall)} |"
    yield f"| | problems | {len(before.problems)} | {len(now.problems)} |"
    yield ""


def _table(requirements: Iterable[Judged], report: Compliance) -> Iterator[str]:
    names = report.matrix.environments
    yield f"| | requirement | enforced by | everywhere | {' | '.join(map(_escaped, names))} |"
    yield "|---" * (4 + len(names)) + "|"
    for item in requirements:
        checks = ", ".join(f"`{check.enforcement.label}`" for check in item.checks) or "nothing"
        cells = " | ".join(_outcome(item.outcomes[name]) for name in names)
        text = f"{item.requirement.number} | {_escaped(item.requirement.text)} | {checks}"
        yield f"| {text} | {_outcome(item.overall)} | {cells} |"
    yield ""
    notes = dict.fromkeys(note for item in requirements for note in item.overall.notes)
    yield from (f"- {note}" for note in notes)
    if notes:
        yield ""


def _problems(report: Compliance, folder: str) -> Iterator[str]:
    counted = {position for item in report.judged for c in item.checks for position in c.problems}
    groups: dict[str, list[Problem]] = {}
    for position in sorted(counted):
        problem = report.problems[position]
        groups.setdefault(f"{problem.tool}: {problem.code}", []).append(problem)
    if groups:
        yield "## Problems"
        yield ""
    for title, problems in sorted(groups.items()):
        yield f"### {title} ({len(problems)})"
        yield ""
        yield from (f"- {_problem(item, folder)}" for item in problems[:_MOST_LISTED])
        if len(problems) > _MOST_LISTED:
            yield f"- and {len(problems) - _MOST_LISTED} more"
        yield ""


def _problem(problem: Problem, folder: str) -> str:
    message = _escaped(" ".join(problem.message.split()))
    if not problem.path:
        return message
    line = f":{problem.line}" if problem.line else ""
    anchor = f"#L{problem.line}" if problem.line else ""
    text = f"[{problem.path}{line}](<{folder}/{problem.path}{anchor}>) {message}"
    if not problem.chain:
        return text
    return f"{text}; {' → '.join(f'`{step.module}:{step.line}`' for step in problem.chain)}"


def _outcome(found: Outcome) -> str:
    return f"**failed** ({found.problems})" if found.state == "failed" else found.state


def _escaped(text: str) -> str:
    """Text that cannot end a cell of a table, nor start markup of HTML."""
    return text.replace("|", "\\|").replace("<", "&lt;")
