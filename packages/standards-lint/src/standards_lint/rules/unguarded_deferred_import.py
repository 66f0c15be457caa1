"""A function imports a package that an environment lacks, and nothing guards the import.

Why it is bad: the module loads everywhere, so the failure waits until somebody calls the
function, perhaps an hour into a job.

For example, in an environment without torch:

    def choose(device):
        import torch
        return torch.device(device)

Use instead: guard the import, and say what to install or fall back.

    def choose(device):
        try:
            import torch
        except ImportError as error:
            raise RuntimeError("devices need torch: install the extra [torch]") from error
        return torch.device(device)

Reported where an environment that must load the module lacks the package, and no condition on
the way asks for it. What is named after the package is not reported: who calls it knows. Nor are
the `__getattr__` of modules, tests, and what depends on a condition that may be a switch of the
caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from standards_lint.model import Finding
from standards_lint.rules.reached import finding, grouped
from standards_lint.rules.rule import Context, Example, Rule

if TYPE_CHECKING:
    from standards_lint.reach.use import Use

_WITHOUT = {"mlx": {"provides": ["mlx"]}}
_TRY = "def f():\n    try:\n        import torch\n    except {}:\n        return\n"
_LAZY = "def __getattr__(name):\n    import torch\n    return getattr(torch, name)\n"
_ASK = "from importlib.util import find_spec\n"

VALID = (
    Example({"a.py": "def f():\n    import mlx\n"}, _WITHOUT),
    Example(
        {"a.py": _TRY.format("ImportError")},
        _WITHOUT,
    ),
    Example(
        {"a.py": f"{_ASK}def f():\n    if find_spec('torch'):\n        import torch\n"}, _WITHOUT
    ),
    Example({"a.py": "def f(x):\n    if x.is_torch:\n        import torch\n"}, _WITHOUT),
    Example({"a.py": "def to_torch(x):\n    import torch\n    return torch.x\n"}, _WITHOUT),
    Example({"a.py": "def f():\n    import torch\n"}, {"mlx": {"except-modules": ["a"]}}),
    Example({"a.py": "def _f():\n    import torch\n"}, _WITHOUT),
    Example({"a.py": _LAZY}, _WITHOUT),
)
INVALID = (
    Example({"a.py": "def f():\n    import torch\n    return torch.x\n"}, _WITHOUT),
    Example({"a.py": "def f():\n    from torch.nn import Module\n"}, _WITHOUT),
    Example({"a.py": "def f():\n    import b\n", "b.py": "import torch\n"}, _WITHOUT),
    Example({"a.py": "class A:\n    def f(self, x):\n        import torch\n"}, _WITHOUT),
    Example(
        {"a.py": _TRY.format("ValueError")},
        _WITHOUT,
    ),
)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each function and module."""
    for use, environments in grouped(context, "import"):
        if not use.is_optional and not _is_named_after(use):
            text = f"`{use.function}` imports `{use.name}` without a guard"
            yield finding(RULE.code, text, use, environments, None, RULE.severity)


def _is_named_after(use: Use) -> bool:
    """Whether the function, its class or its module is called after the package."""
    root = use.missing.partition(".")[0].lower()
    words = re.split(r"[._]+", f"{use.module}.{use.function}".lower())
    return any(len(word) > 1 and (word in root or root in word) for word in words)


RULE = Rule(
    "DEG005",
    "unguarded-deferred-import",
    "7.2",
    check,
    VALID,
    INVALID,
    severity="warning",
    is_default=False,
    follows_functions=True,
)
