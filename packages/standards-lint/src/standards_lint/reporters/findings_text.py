"""Findings for people: the statement in its file, the chain, what breaks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from standards_lint.model import Finding, Report
from standards_lint.reporters.style import Style

_CONTEXT_LINES = 1
_MOST_BROKEN = 8
_MOST_ASSUMED = 4


def render(report: Report, style: Style) -> Iterator[str]:
    """One block for each finding, then the summary."""
    for finding in report.findings:
        yield from block(finding, style)
        yield ""
    yield summary(report, style)


def summary(report: Report, style: Style) -> str:
    """How many findings there are, and how many are known already."""
    known = sum(item.by == "baseline" for item in report.suppressed)
    hidden = f" {_count(known, 'known finding')} hidden." if known else ""
    if report.stale:
        hidden += f" {_count(len(report.stale), 'stale entry')} in the baseline."
    if report.fixed:
        left = len(report.findings)
        counts = f"({report.fixed} fixed, {left} remaining)"
        found = f"Found {_count(report.fixed + left, 'finding')} {counts}.{hidden}"
        return "\n".join([found, *report.notes])
    if not report.findings:
        return style.paint("All checks passed.", "green") + hidden
    warnings = sum(finding.severity == "warning" for finding in report.findings)
    errors = len(report.findings) - warnings
    parts = [_count(errors, "error")] if errors else []
    parts += [_count(warnings, "warning")] if warnings else []
    return "\n".join([f"Found {' and '.join(parts)}.{hidden}", *report.notes])


def chain_text(finding: Finding) -> str:
    """`a (a.py:3) -> b (b.py:1) -> missing`."""
    steps = [f"{step.module} ({step.path}:{step.line})" for step in finding.chain]
    return " -> ".join([*steps, finding.missing] if finding.missing else steps)


def broken_text(finding: Finding) -> str:
    """The modules that break, the first few by name."""
    shown = ", ".join(finding.breaks[:_MOST_BROKEN])
    more = len(finding.breaks) - _MOST_BROKEN
    return f"{shown}, and {more} more" if more > 0 else shown


def block(finding: Finding, style: Style) -> Iterator[str]:
    """What is wrong, the statement in its file, and what follows from it."""
    colour = "red" if finding.severity == "error" else "yellow"
    yield f"{style.paint(finding.code, colour)} {style.paint(finding.message, 'bold')}"
    yield from _frame(finding, style)
    notes = [("chain", chain_text(finding) if finding.chain else "")]
    label = "breaks" if finding.severity == "error" else "concerns"
    notes.append((label, broken_text(finding)))
    notes += [("assumes", text) for text in _assumptions(finding)]
    notes += [("fix", finding.fix.message if finding.fix else "")]
    for label, text in notes:
        if text:
            yield f"  {style.paint('=', 'blue')} {style.paint(label, 'bold')}: {text}"


def _assumptions(finding: Finding) -> Iterator[str]:
    """What a finding rests on, the first few."""
    yield from finding.assumes[:_MOST_ASSUMED]
    more = len(finding.assumes) - _MOST_ASSUMED
    if more > 0:
        yield f"and {more} more"


def _frame(finding: Finding, style: Style) -> Iterator[str]:
    """The line of the finding between its neighbours, marked."""
    first = max(1, finding.line - _CONTEXT_LINES)
    lines = _lines(finding.path, first, finding.line + _CONTEXT_LINES)
    last = first + len(lines) - 1
    width = len(str(max(last, 0)))
    bar = style.paint("|", "blue")
    arrow = style.paint("-->", "blue")
    yield f"{' ' * width}{arrow} {finding.path}:{finding.line}:{finding.column}"
    if not first <= finding.line <= last:
        return
    yield f"{' ' * width} {bar}"
    for number, line in enumerate(lines, first):
        text = line.rstrip("\n").expandtabs(4)
        yield f"{style.paint(str(number).rjust(width), 'blue')} {bar} {text}".rstrip()
        if number == finding.line:
            indent = len(text) - len(text.lstrip())
            marks = style.paint("^" * max(1, len(text.strip())), "red")
            yield f"{' ' * width} {bar} {' ' * indent}{marks}"
    yield f"{' ' * width} {bar}"


def _lines(path: str, first: int, last: int) -> tuple[str, ...]:
    """Some lines of a file, which is read no further than that."""
    try:
        # A `Path` would take as long again as reading, for every finding.
        with open(path, encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            return tuple(islice(file, first - 1, last))
    except OSError:
        return ()


def _count(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"
