"""A module imports, while it is imported, a package that not all of its environments have.

Why it is bad: the module pays for the package, or for the failed search, wherever it is loaded,
and whatever it guards against, the guard is one mistake away from breaking an environment.

For example, in a module that an environment without torch imports too:

    try:
        import torch
    except ImportError:
        torch = None

Use instead: import it once, inside an accessor, when it is first needed.

    @functools.cache
    def _get_torch():
        try:
            import torch
        except ImportError:
            return None
        return torch
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from standards_lint.environments import Environment
from standards_lint.model import Finding, Fix, Row
from standards_lint.rules.rule import Context, Example, Rule
from standards_lint.statements import Imports, module_imports, modules_of, names_of

_TWO = {"gpu": {"provides": ["torch"]}, "core": {"provides": ["rich"]}}
_SPLIT = {
    "gpu": {"provides": ["torch"]},
    "core": {"provides": ["rich"], "except-modules": ["a"]},
}
_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch\n"

VALID = (
    Example({"a.py": "def f():\n    import torch\n"}, _TWO),
    Example({"a.py": "import torch\n"}, _SPLIT),
    Example({"a.py": _TYPES}, _TWO),
    Example({"a.py": "import json\nimport winreg\nfrom . import b\n", "b.py": ""}, _TWO),
    Example({"a.py": "import torch\n", "torch.py": ""}, _TWO),
)
INVALID = (
    Example({"a.py": "import torch\n"}, _TWO),
    Example({"a.py": "try:\n    import torch\nexcept ImportError:\n    torch = None\n"}, _TWO),
    Example({"a.py": "class A:\n    from torch.nn import Module\n"}, _TWO),
)


# What one environment lacks, another must have.
_FEWEST = 2


def check(context: Context) -> Iterator[Finding]:
    """One finding for each such package and statement, in the modules and scripts judged."""
    if len(context.declared) < _FEWEST:
        return
    for row in context.matrix.modules:
        places = [item for item in context.environments if item.name in row.cells]
        if places:
            yield from _in_module(context, row, places)


def _in_module(context: Context, row: Row, places: Sequence[Environment]) -> Iterator[Finding]:
    code, facts = context.source(row)
    for statement, _ in module_imports(facts.body):
        for module in () if statement.is_lazy else modules_of(statement):
            if code.find(module.partition(".")[0]) is None:
                lacking = _lacking(module, places, context.declared)
                if lacking:
                    yield _finding(row, statement, module, lacking)


def _lacking(
    module: str, places: Sequence[Environment], declared: Sequence[Environment]
) -> list[Environment]:
    """The environments without a third-party package that another environment has."""
    lacking = [item for item in places if item.lookup(module).state == "absent"]
    if not lacking or any(item.is_standard(module) for item in places):
        return []
    has_it = any(item.lookup(module).state == "present" for item in declared)
    return lacking if has_it else []


def _finding(row: Row, statement: Imports, module: str, lacking: Sequence[Environment]) -> Finding:
    names = ", ".join(sorted({f"`{item.environment}`" for item in lacking}))
    text = "import it when a function that uses it is called"
    return Finding(
        code=RULE.code,
        message=f"`{module}` is imported at once, and {names} must load this module without it",
        path=row.path,
        line=statement.line,
        severity=RULE.severity,
        module=row.module,
        missing=lacking[0].lookup(module).missing or module,
        fix=Fix("cached-accessor", row.path, statement.line, names_of(statement), "unsafe", text),
    )


RULE = Rule(
    "ENV003",
    "env-specific-top-level-import",
    "13.1",
    check,
    VALID,
    INVALID,
    is_default=False,
    fixes=("cached-accessor", "defer-import"),
)
