"""Fixes every file of a tree, writes them, and looks at what came out."""

import ast
import builtins
import os
import re
import symtable
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from standards_lint import mending, review, run
from standards_lint.config import Project
from standards_lint.fixes.files import write
from standards_lint.model import Report
from standards_lint.rules import Selection

ALLOWED = frozenset({"safe", "unsafe"})


@dataclass(frozen=True)
class Outcome:
    """What fixing a tree came to.

    `repaired` and `broken` are modules by environment: those that only import after it, and those
    that only imported before it, as standards-lint judges. `lost` are names that a changed file
    reads and nothing binds any more.
    """

    files: int
    changed: tuple[str, ...]
    fixed: int
    refused: Counter[str]
    syntax_errors: tuple[str, ...]
    unsettled: tuple[str, ...]
    appeared: tuple[str, ...]
    lost: tuple[str, ...]
    repaired: dict[str, frozenset[str]] = field(default_factory=dict)
    broken: dict[str, frozenset[str]] = field(default_factory=dict)


def fix(config: Path, rules: Selection, jobs: int) -> Outcome:
    """Fix what some rules find in the tree of a configuration, and judge it anew."""
    project = Project.load(config.parent, config)
    options = run.Options(jobs=jobs)
    here = Path.cwd()
    os.chdir(config.parent)
    try:
        before = run.analyse(project, (), options)
        mended = mending.mend(before, rules, (), ALLOWED)
        for change in mended.changes:
            write(change.file, change.before, change.after)
        after = run.analyse(project, (), options)
        second = mending.mend(after, rules, (), ALLOWED)
        first_report = review.report(before, rules, ())
    finally:
        os.chdir(here)
    repaired, broken = _moved(before, after)
    return Outcome(
        files=len(before.program.modules()),
        changed=tuple(change.path for change in mended.changes),
        fixed=len(mended.fixed),
        refused=Counter(_kind(reason) for _, reason in mended.refused),
        syntax_errors=tuple(c.path for c in mended.changes if not _parses(c.after, c.before)),
        unsettled=tuple(change.path for change in second.changes)
        + (() if mended.is_settled else ("(rounds)",)),
        appeared=tuple(_appeared(first_report, review.report(after, rules, ()))),
        lost=tuple(_lost(mended.changes)),
        repaired=repaired,
        broken=broken,
    )


def _moved(
    before: run.Analysis, after: run.Analysis
) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    old, new = _importable(before), _importable(after)
    return (
        {name: new[name] - old[name] for name in old},
        {name: old[name] - new[name] for name in old},
    )


def _importable(analysis: run.Analysis) -> dict[str, frozenset[str]]:
    return {
        name: frozenset(
            row.module
            for row in analysis.matrix.modules
            if name in row.cells and row.cells[name].verdict == "importable"
        )
        for name in analysis.matrix.environments
    }


def _kind(reason: str) -> str:
    """A reason without the names, places and messages in it."""
    text = re.sub(r"`[^`]*`", "`...`", reason)
    text = re.sub(r" \(.*| on line \d+.*|: .*", "", text)
    return re.sub(r"\S+\.py:\d+", "another module", text)


def _parses(content: bytes, before: bytes) -> bool:
    """Whether a file is Python, as far as this Python could tell of it before."""
    return _parsed(content) or not _parsed(before)


def _parsed(content: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(content)
        except (SyntaxError, ValueError):
            return False
    return True


def _appeared(before: Report, after: Report) -> list[str]:
    """Findings that are about nothing that was found before: by rule and file."""
    known = Counter((item.code, item.path) for item in before.findings)
    broken = {module for item in before.findings for module in item.breaks}
    found = []
    for item in after.findings:
        known[item.code, item.path] -= 1
        if known[item.code, item.path] < 0 and not (item.breaks and broken.issuperset(item.breaks)):
            found.append(f"{item.path}:{item.line} {item.code} {item.message}")
    return found


def _lost(changes: tuple[mending.Change, ...]) -> list[str]:
    return [
        f"{change.path}: {name}"
        for change in changes
        for name in sorted(unbound(change.after) - unbound(change.before))
    ]


def unbound(content: bytes) -> set[str]:
    """The names that a file reads as its own and nothing in it binds, as Python compiles it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            table = symtable.symtable(content.decode(errors="replace").lstrip("\ufeff"), "", "exec")
        except (SyntaxError, ValueError):
            return set()
    bound = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    bound |= {child.get_name() for child in table.get_children()}
    bound |= {s.get_name() for t in _tables(table) for s in t.get_symbols() if _is_set(s)}
    read = {s.get_name() for t in _tables(table) for s in t.get_symbols() if _is_read(t, s)}
    return read - bound - set(dir(builtins)) - {"__file__", "__path__", "__annotations__"}


def _is_set(symbol: symtable.Symbol) -> bool:
    return symbol.is_declared_global() and symbol.is_assigned()


def _is_read(table: symtable.SymbolTable, symbol: symtable.Symbol) -> bool:
    is_own = symbol.is_global() or table.get_type() == "module"
    return is_own and symbol.is_referenced()


def _tables(table: symtable.SymbolTable) -> list[symtable.SymbolTable]:
    found = [table]
    for child in table.get_children():
        found += _tables(child)
    return found
