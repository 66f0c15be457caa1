"""A function tries a guarded import at every call and forgets that it failed.

Reported are functions that do nothing but try an import and return the module, something of it or
whether it is there, with a fallback where it fails, and keep neither. Left alone are functions
with a cache (`functools.cache`, a global, an attribute), those that raise or import a substitute
on failure, nested and special methods, and those that are called at the top level only, whose
result is kept there. How often a function is called is not known, so the rule is off by default.

Why it is bad: Python remembers an import that succeeded and searches the whole path again for one
that failed, at every call; in a loop over segments or files that is what takes the time. The log
says the same thing again each time, too.

For example:

    def _get_torch():
        try:
            import torch
        except ImportError:
            return None
        return torch

Use instead:

    @functools.cache
    def _get_torch():
        try:
            import torch
        except ImportError:
            return None
        return torch
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from standards_lint.model import Finding
from standards_lint.rules.rule import GUARD_HINTS, Context, Example, Rule

if TYPE_CHECKING:
    from standards_lint.inspection import Observation, SourceFile
    from standards_lint.inspection.probes import Probe

_ANY = {"app": {"provides": ["torch"]}}
_PROBE = (
    "def f():\n    try:\n        import torch\n    except ImportError:\n        return None\n"
    "    return torch\n"
)
_BOOL = (
    "def f():\n    try:\n        import torch\n        return True\n"
    "    except ImportError:\n        return False\n"
)


def _example(source: str) -> Example:
    return Example({"a.py": source}, _ANY)


VALID = (
    _example(f"import functools\n@functools.cache\n{_PROBE}"),
    _example(f"from functools import lru_cache\n@lru_cache(maxsize=None)\n{_PROBE}"),
    _example(_PROBE.replace("return None", "raise RuntimeError('install torch')")),
    _example(_PROBE.replace("return None", "if x: raise\n        return None")),
    _example(_PROBE.replace("return None", "import numpy as torch")),
    _example(_BOOL.replace("def f", "def _f") + "HAS_TORCH = _f()\n"),
    _example("_torch = None\n" + _PROBE.replace("def f():\n", "def f():\n    global _torch\n")),
    _example("def f(x):\n    y = g(x)\n" + _PROBE.removeprefix("def f():\n")),
    _example(_BOOL.replace("import torch", "import torch; torch.use()")),
    _example("def g():\n    " + _BOOL.replace("\n", "\n    ") + "return f\n"),
    _example("def f():\n    import torch\n    return torch\n"),
)
INVALID = (
    _example(_PROBE),
    _example(_BOOL),
    _example("class C:\n    @staticmethod\n    " + _BOOL.replace("\n", "\n    ")),
    _example(_PROBE.replace("return None", "return None, False")),
    _example(
        "import importlib\n\ndef f():\n    try:\n"
        "        return importlib.import_module('torch')\n    except ImportError:\n"
        "        return None\n"
    ),
    _example(_BOOL + "def g():\n    return f()\n"),
)


def inspect(file: SourceFile) -> Iterator[Observation]:
    """Probes that keep nothing."""
    from standards_lint.inspection import Observation
    from standards_lint.inspection.probes import find_probes, remembers

    for probe in find_probes(file):
        function = probe.function
        if function is None or probe.guard is None or remembers(function):
            continue
        if _falls_back(probe) and not _is_special(probe) and not _is_kept(file, probe):
            yield Observation(
                line=function.lineno,
                column=function.col_offset + 1,
                end_line=function.end_lineno or function.lineno,
                names=probe.modules,
                text=probe.name,
                function=probe.guard.qualified,
            )


def _falls_back(probe: Probe) -> bool:
    import ast

    from standards_lint.inspection.effects import nodes

    bodies = [node for handler in probe.guard.handlers for node in nodes(handler.body)]
    return not any(isinstance(node, ast.Raise | ast.Import | ast.ImportFrom) for node in bodies)


def _is_special(probe: Probe) -> bool:
    from standards_lint.inspection.walk import FunctionDef

    is_nested = any(isinstance(item, FunctionDef) for item in probe.guard.scope[:-1])
    return is_nested or probe.name.startswith("__") or probe.name == "main"


def _is_kept(file: SourceFile, probe: Probe) -> bool:
    """Whether the function is called at the top level only."""
    import ast

    if len(probe.guard.scope) > 1:
        return False
    uses = file.names.uses(file.names.module, probe.name)
    return bool(uses) and all(
        isinstance(load.scope.node, ast.Module | ast.ClassDef) for load in uses
    )


def check(context: Context) -> Iterator[Finding]:
    """One finding for each probe that forgets."""
    for entry, seen in context.seen(RULE.code):
        packages = ", ".join(f"`{name}`" for name in seen.names)
        message = f"`{seen.text}` searches for {packages} again at every call where it is missing"
        yield RULE.finding(entry, seen, message)


RULE = Rule(
    "LAZ003",
    "uncached-probe",
    "7.2",
    check,
    VALID,
    INVALID,
    severity="warning",
    is_default=False,
    inspect=inspect,
    hints=(b"import", b"def ", GUARD_HINTS),
)
