"""What real imports showed, for people: both stories side by side where they differ."""

from __future__ import annotations

from collections.abc import Iterator

from standards_lint.evidence import Evidence, RealImport, Verification
from standards_lint.reporters.style import Style

_INDENT = "    "


def render(found: Verification, style: Style) -> Iterator[str]:
    """A line for each environment, followed by its disagreements and doubts."""
    for evidence in found.evidence:
        yield from _environment(evidence, style)
    for skipped in found.skipped:
        yield f"{style.paint(skipped.environment, 'bold')}: not verified: {skipped.reason}"


def _environment(evidence: Evidence, style: Style) -> Iterator[str]:
    label = _interpreter(evidence)
    wrong = evidence.disagreements
    total = len(evidence.modules)
    count = f"{total} {'module' if total == 1 else 'modules'}"
    said = f"{count} as judged" if not wrong else f"{len(wrong)} of {count} not as judged"
    painted = style.paint(said, "red" if wrong else "green")
    yield f"{style.paint(evidence.environment, 'bold')}: {painted} ({label})"
    for platform in evidence.not_verified:
        yield f"{_INDENT}not verified on {platform}: no interpreter of it is here"
    if evidence.doubtful:
        number = f"{len(evidence.doubtful)} for want of another module than judged"
        yield f"{_INDENT}{style.paint(number, 'yellow')}"
    for module in (*wrong, *evidence.doubtful):
        yield from _disagreement(module, evidence, style)


def _interpreter(evidence: Evidence) -> str:
    own = evidence.interpreter
    text = f"Python {own.python}, {own.platform} {own.machine}".strip()
    return f"{text}, simulated" if evidence.is_simulated else text


def _disagreement(module: RealImport, evidence: Evidence, style: Style) -> Iterator[str]:
    yield ""
    yield style.paint(f"  {module.module} ({module.path})", "bold")
    missing = f", {module.missing} is missing" if module.missing else ""
    yield f"{_INDENT}the verdict: {module.verdict}{missing}"
    for step in module.chain:
        yield f"{_INDENT}{_INDENT}{step.path}:{step.line} {step.module}"
    yield f"{_INDENT}Python {evidence.interpreter.python}: {module.error or 'imported it'}"
    for line in module.traceback:
        yield f"{_INDENT}{_INDENT}{line}"
