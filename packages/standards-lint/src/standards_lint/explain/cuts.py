"""The fewest imports to take out so that a module can be imported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from standards_lint.explain.deferred import deferred, import_at
from standards_lint.facts import Import, ImportFrom
from standards_lint.model import Cell, Cut, Step
from standards_lint.statements import names_of

if TYPE_CHECKING:
    from standards_lint.simulate.ports import Code

Judge = Callable[["Code", Iterable[str]], Mapping[str, Cell]]

# Past this many statements the list helps nobody: the module needs a different shape.
MOST_STATEMENTS = 12


def cheapest_cuts(
    code: Code, judge: Judge, module: str, cell: Cell, broken: Mapping[str, Cell]
) -> tuple[Cut, ...]:
    """Ways to make `module` importable, best first; none where deferring imports cannot.

    Fewer statements are better; among equals a statement that can simply go, then one that mends
    more modules, then one closer to what is missing.

    Args:
        code: the first-party code.
        judge: verdicts of modules of some code in the environment.
        module: an unimportable module.
        cell: its verdict.
        broken: every unimportable module of the environment with its verdict, for counting what
            is mended.
    """
    search = _Search(code, judge, module, broken)
    candidates = [step for step in reversed(cell.chain) if search.is_import(step)]
    single = [search.cut((step,)) for step in candidates if search.mends((step,))]
    if single:
        order = {cut: index for index, cut in enumerate(single)}
        return tuple(sorted(single, key=lambda c: (c.remedy == "defer", -c.mends, order[c])))
    several = [steps for last in (True, False) if (steps := search.greedy(cell, last=last))]
    return (search.cut(min(several, key=len)),) if several else ()


class _Search:
    def __init__(self, code: Code, judge: Judge, module: str, broken: Mapping[str, Cell]) -> None:
        self._code = code
        self._judge = judge
        self._module = module
        self._broken = broken

    def is_import(self, step: Step) -> bool:
        """Whether an import statement outside functions stands at a step."""
        return self._statement(step) is not None

    def mends(self, steps: tuple[Step, ...]) -> bool:
        """Whether the module can be imported without the statements at `steps`."""
        return self._without(steps, [self._module])[self._module].verdict != "unimportable"

    def cut(self, steps: tuple[Step, ...]) -> Cut:
        """The statements as a proposal; what they mend has one of them in its chain."""
        through = [name for name, cell in self._broken.items() if set(steps) & set(cell.chain)]
        cells = self._without(steps, through)
        mended = sum(cell.verdict != "unimportable" for cell in cells.values())
        unused = all(self._is_unused(step) for step in steps)
        return Cut(steps, "remove" if unused else "defer", mended)

    def greedy(self, cell: Cell, *, last: bool) -> tuple[Step, ...]:
        """Cut the last (or first) import of each chain in turn until none is left."""
        steps: tuple[Step, ...] = ()
        while cell.verdict == "unimportable" and len(steps) < MOST_STATEMENTS:
            chain = [step for step in cell.chain if self.is_import(step) and step not in steps]
            if not chain:
                return ()
            steps += (chain[-1 if last else 0],)
            cell = self._without(steps, [self._module])[self._module]
        return steps if cell.verdict != "unimportable" else ()

    def _without(self, steps: tuple[Step, ...], modules: Iterable[str]) -> Mapping[str, Cell]:
        lines: dict[str, frozenset[int]] = {}
        for step in steps:
            lines[step.module] = lines.get(step.module, frozenset()) | {step.line}
        return self._judge(deferred(self._code, lines), modules)

    def _statement(self, step: Step) -> Import | ImportFrom | None:
        if self._code.find(step.module) is None:
            return None
        return import_at(self._code.facts(step.module).body, step.line)

    def _is_unused(self, step: Step) -> bool:
        """Whether no name that the statement binds occurs again in its file.

        A package's `__init__` imports for others to use.
        """
        statement = self._statement(step)
        if statement is None or Path(step.path).stem == "__init__":
            return False
        names = set(names_of(statement))
        words = _words(step.path)
        own = "*" not in names and all(words.get(name, 0) <= 1 for name in names)
        return own and not any(self._takes(other, step.module, names) for other in self._broken)

    def _takes(self, importer: str, module: str, names: set[str]) -> bool:
        """Whether another module imports one of the names from this one."""
        return any(
            isinstance(statement, ImportFrom)
            and statement.module.rpartition(".")[2] == module.rpartition(".")[2]
            and not names.isdisjoint(name for name, _ in statement.names)
            for statement in self._code.facts(importer).body
        )


def _words(path: str) -> dict[str, int]:
    try:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    counts: dict[str, int] = {}
    for word in re.findall(r"\w+", text):
        counts[word] = counts.get(word, 0) + 1
    return counts
