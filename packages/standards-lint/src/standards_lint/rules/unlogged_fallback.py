"""A fallback is taken, and no log record tells.

Reported are handlers of a failed import of another distribution that bind a fallback or set a flag
without a call that logs, warns or prints, where no place in the module that asks for the name or
flag logs, warns or raises either. Left alone are handlers that import a substitute that does the
same (`tomli` for `tomllib`), and tests. Most code in the wild is silent here, so the rule is off
by default; `extend-select = ["DEG008"]` turns it on.

Why it is bad: the standards ask for "informative logging when a fallback occurs": a run that was
slow or left something out must be explained by its log alone.

For example:

    try:
        import torch
    except ImportError:
        torch = None

Use instead:

    try:
        import torch
    except ImportError:
        logger.info("torch is not installed: the CPU does all the work")
        torch = None
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from standards_lint.model import Finding
from standards_lint.rules.rule import GUARD_HINTS, Context, Example, Rule

if TYPE_CHECKING:
    import ast

    from standards_lint.inspection import Observation, SourceFile
    from standards_lint.inspection.guards import Guard, Handler

_ANY = {"app": {"provides": ["torch", "numpy"]}}


def _example(statement: str, rest: str = "", *, module: str = "torch") -> Example:
    guard = f"try:\n    import {module}\nexcept ImportError:\n    {statement}\n"
    return Example({"a.py": f"import logging\n{guard}{rest}"}, _ANY)


VALID = (
    _example("logging.info('no torch'); torch = None"),
    _example("print('no torch'); torch = None"),
    _example("raise RuntimeError('install torch')"),
    _example("torch = None", "def f():\n    if torch is None:\n        logging.info('no torch')\n"),
    _example("torch = None", "def f():\n    if not torch:\n        raise RuntimeError('no')\n"),
    _example("import numpy as torch"),
    _example("tomllib = None", module="tomllib"),
    _example("pass"),
    Example({"test_a.py": "try:\n    import torch\nexcept ImportError:\n    torch = None\n"}, _ANY),
    Example(
        {
            "a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
            "    try:\n        import torch\n    except ImportError:\n        torch = None\n"
        },
        _ANY,
    ),
)
INVALID = (
    _example("torch = None"),
    _example("OK = False"),
    _example("torch = None", "def f():\n    if torch is None:\n        return 1\n"),
    _example("def torch(): return 1"),
    Example(
        {
            "a.py": "def f():\n    try:\n        import torch\n"
            "    except ImportError:\n        return None\n    return torch\n"
        },
        _ANY,
    ),
)


def inspect(file: SourceFile) -> Iterator[Observation]:
    """Handlers that fall back and say nothing; `names` holds the modules."""
    from standards_lint.inspection import Observation

    for guard in () if file.is_test else file.guards:
        if not _is_foreign(file, guard):
            continue
        handler = guard.handlers[-1]
        if handler.node is None or not _falls_back(handler) or _is_told(file, guard):
            continue
        yield Observation(
            line=handler.node.lineno,
            column=handler.node.col_offset + 1,
            end_line=handler.body[-1].end_lineno or handler.node.lineno,
            names=guard.modules,
            function=guard.qualified,
        )


def _is_foreign(file: SourceFile, guard: Guard) -> bool:
    import sys

    own = {file.module.partition(".")[0], *sys.stdlib_module_names}
    roots = {root for item in guard.imports for root in item.roots}
    return not any(item.is_relative for item in guard.imports) and own.isdisjoint(roots)


def _falls_back(handler: Handler) -> bool:
    """Whether a handler binds or returns something, and says nothing."""
    import ast

    from standards_lint.inspection.effects import binds, informs, nodes

    found = list(nodes(handler.body))
    if informs(handler.body) or any(isinstance(node, ast.Raise) for node in found):
        return False
    substitutes = any(isinstance(node, ast.Import | ast.ImportFrom) for node in found)
    returns = any(isinstance(node, ast.Return) for node in found)
    return not substitutes and (returns or bool(binds(handler.body)))


def _is_told(file: SourceFile, guard: Guard) -> bool:
    """Whether a branch on what the handler binds logs, warns or raises."""
    import ast

    from standards_lint.inspection.effects import binds, nodes
    from standards_lint.inspection.walk import statements

    names = {name for handler in guard.handlers for name in binds(handler.body)}
    for statement in statements(file.tree.body, into=True) if names else ():
        if isinstance(statement, ast.If):
            asked = {node.id for node in ast.walk(statement.test) if isinstance(node, ast.Name)}
            told = nodes([*statement.body, *statement.orelse])
            if names & asked and any(map(_tells, told)):
                return True
    return False


def _tells(node: ast.AST) -> bool:
    import ast

    from standards_lint.inspection.effects import is_report

    return isinstance(node, ast.Raise) or is_report(node)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each silent handler."""
    for entry, seen in context.seen(RULE.code):
        packages = ", ".join(f"`{name}`" for name in seen.names)
        message = f"no log record tells that {packages} is missing and a fallback is taken"
        yield RULE.finding(entry, seen, message)


RULE = Rule(
    "DEG008",
    "unlogged-fallback",
    "7.2",
    check,
    VALID,
    INVALID,
    severity="warning",
    is_default=False,
    inspect=inspect,
    hints=(b"import", GUARD_HINTS),
)
