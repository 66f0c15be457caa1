"""Imports that would fail next, once those that fail now are mended.

A module fails at its first import of what is missing, and so do all that import it: one finding
hides many. What is proposed here is made only where the module imports after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from standards_lint.facts import Import
from standards_lint.model import Finding, Fix
from standards_lint.statements import Imports, module_imports

if TYPE_CHECKING:
    from standards_lint.environments import Environment
    from standards_lint.source.discover import Entry
    from standards_lint.source.program import Program

_KINDS = frozenset({"cached-accessor", "defer-import"})


def ahead(
    findings: Iterable[Finding], program: Program, environments: Iterable[Environment]
) -> Iterator[Fix]:
    """A fix for each import at the top level of a broken module that its environment lacks.

    Args:
        findings: those with a fix that imports later.
        program: the first-party code.
        environments: all that findings name.
    """
    broken: dict[str, tuple[Fix, set[str]]] = {}
    for finding in findings:
        if finding.fix is not None and finding.fix.kind in _KINDS and finding.environment:
            for module in (*finding.breaks, *(step.module for step in finding.chain)):
                _, names = broken.setdefault(module, (finding.fix, set()))
                names.update(finding.environment.split(", "))
    by_name = {name: item for item in environments for name in (item.environment, item.name)}
    for module, (fix, names) in broken.items():
        entry = program.find(module)
        if entry is not None:
            places = [by_name[name] for name in sorted(names) if name in by_name]
            yield from _in_module(entry, fix, program, places)


def _in_module(
    entry: Entry, fix: Fix, program: Program, places: list[Environment]
) -> Iterator[Fix]:
    for statement, is_guarded in module_imports(program.facts(entry.name).body):
        if is_guarded or statement.is_lazy:
            continue
        names = tuple(
            name
            for module, name in _bound(statement)
            if program.find(module.partition(".")[0]) is None
            and any(place.lookup(module).state == "absent" for place in places)
        )
        if names and "*" not in names:
            yield replace(fix, path=entry.path, line=statement.line, names=names)


def _bound(statement: Imports) -> Iterator[tuple[str, str]]:
    """The modules that an import names, with what it binds for each."""
    if isinstance(statement, Import):
        yield from ((name, alias or name.partition(".")[0]) for name, alias in statement.names)
    elif not statement.level:
        yield from ((statement.module, alias or name) for name, alias in statement.names)
