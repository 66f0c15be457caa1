"""Explanations for people: the story, the chain, where to cut it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from standards_lint.model import Cut, Explanation, Step
from standards_lint.reporters.style import Style

_COLOURS = {"importable": "green", "conditional": "yellow", "unimportable": "red"}
_MOST_CUTS = 3


def render(explanations: Sequence[Explanation], style: Style) -> Iterator[str]:
    """One part for each explanation."""
    for index, explanation in enumerate(explanations):
        if index:
            yield ""
        yield from _part(explanation, style)


def _part(explanation: Explanation, style: Style) -> Iterator[str]:
    cell = explanation.cell
    verdict = style.paint(cell.verdict, _COLOURS[cell.verdict])
    yield f"{style.paint(explanation.module, 'bold')} in {explanation.environment}: {verdict}"
    yield ""
    yield from _story(explanation, style)
    if cell.chain:
        yield style.paint("chain", "bold")
        yield from _chain(cell.chain, str(cell.missing), style)
    if isinstance(cell.condition, str):
        yield f"{style.paint('depends on', 'bold')} {cell.condition}"
    for text in cell.assumes:
        yield f"{style.paint('assumes', 'bold')} {text}"
    yield from _cuts(explanation.cuts, style)


def _story(explanation: Explanation, style: Style) -> Iterator[str]:
    if not explanation.story:
        return
    places = [f"{event.path}:{event.line}" if event.path else "" for event in explanation.story]
    width = max(map(len, places))
    yield style.paint("what happens", "bold")
    for event, place in zip(explanation.story, places, strict=True):
        yield f"  {style.paint(place.ljust(width), 'dim')}  {'  ' * event.depth}{event.text}"
    yield ""


def _chain(chain: tuple[Step, ...], missing: str, style: Style) -> Iterator[str]:
    for index, step in enumerate(chain):
        arrow = "-> " if index else ""
        yield f"  {arrow}{step.module} ({step.path}:{step.line}){_code(step)}"
    yield f"  -> {style.paint(missing, 'red')}"
    yield ""


def _cuts(cuts: tuple[Cut, ...], style: Style) -> Iterator[str]:
    for index, cut in enumerate(cuts[:_MOST_CUTS]):
        title = style.paint("cheapest cut" if index == 0 else "or", "bold")
        modules = "1 module" if cut.mends == 1 else f"{cut.mends} modules"
        yield f"{title}: {_advice(cut)} (mends {modules})"
        yield from (f"  {step.path}:{step.line}{_code(step)}" for step in cut.steps)


def _advice(cut: Cut) -> str:
    if cut.remedy == "remove":
        return "remove what nothing uses"
    if len(cut.steps) == 1:
        return "import it where it is needed"
    return f"import all {len(cut.steps)} of these where they are needed"


def _code(step: Step) -> str:
    try:
        lines = Path(step.path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return f"  {lines[step.line - 1].strip()}" if 0 < step.line <= len(lines) else ""
