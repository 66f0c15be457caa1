"""A module imports a package that no environment declares.

Why it is bad: what happens to be installed today decides whether the module works; a fresh
environment made from the declarations does not have it.

For example, where every requirements file is silent about numpy:

    import numpy

Use instead: list the package in the requirements of the environments that need it, or do not
import it.
"""

from __future__ import annotations

from collections.abc import Iterator

from standards_lint.model import Finding, Row
from standards_lint.rules.rule import Context, Example, Rule
from standards_lint.statements import module_imports, modules_of

_OPEN = {"provides-from": ["requirements.txt"]}

VALID = (
    Example({"a.py": "import yaml\n", "requirements.txt": "pyyaml\n"}, {"app": _OPEN}),
    Example({"a.py": "import json\n", "requirements.txt": "pyyaml\n"}, {"app": _OPEN}),
)
INVALID = (Example({"a.py": "import numpy\n", "requirements.txt": "pyyaml\n"}, {"app": _OPEN}),)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each import that ran although no environment declares its package."""
    if not any(environment.is_open for environment in context.environments):
        return
    seen: set[tuple[str, int, str]] = set()
    for row in context.matrix.modules:
        if any(cell.assumes for cell in row.cells.values()):
            yield from _in_module(context, row, seen)


def _in_module(context: Context, row: Row, seen: set[tuple[str, int, str]]) -> Iterator[Finding]:
    code, facts = context.source(row)
    imports = [
        (item.line, name) for item, _ in module_imports(facts.body) for name in modules_of(item)
    ]
    for line, name in imports:
        if code.find(name.partition(".")[0]) is not None:
            continue
        missing = _undeclared(context, row, name)
        if missing and (place := (row.path, line, missing)) not in seen:
            seen.add(place)
            yield Finding(
                code=RULE.code,
                message=f"no environment declares `{missing}`",
                path=row.path,
                line=line,
                module=row.module,
                missing=missing,
            )


def _undeclared(context: Context, row: Row, name: str) -> str:
    """What nothing declares of an import that ran; empty where that does not hold."""
    found = ""
    for environment in context.environments:
        lookup = environment.lookup(name)
        if lookup.state == "present":
            return ""
        cell = row.cells.get(environment.name)
        if lookup.state == "undeclared" and cell is not None and lookup.assumes in cell.assumes:
            found = lookup.missing
    return found


RULE = Rule("ENV004", "undeclared-import", "2", check, VALID, INVALID)
