"""A function uses a name that the guard around an import can leave unbound.

Without the package the name does not exist, and the function dies with NameError, which says
nothing about what to install.

Why it is bad: a guard promises that the module works without the package; a name that is not
bound breaks that promise later, far from the import.

For example:

    try:
        import torch
    except ImportError:
        HAS_TORCH = False

    def save(model):
        torch.save(model, "model.pt")

Use instead: bind the name in the handler, and look at it before it is used.

    try:
        import torch
    except ImportError:
        torch = None

    def save(model):
        if torch is None:
            raise RuntimeError("saving needs torch: install the extra [torch]")
        torch.save(model, "model.pt")

Every way through the function is followed in each environment that lacks the package, and in
each that has it as if it did not: branches, early returns, flags, availability functions. What
depends on a condition that may be a switch of the caller is not reported, nor are tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from standards_lint.model import Finding, Fix
from standards_lint.rules.reached import finding, grouped
from standards_lint.rules.rule import Context, Example, Rule

_WITHOUT = {"mlx": {"provides": ["mlx"]}}
_WITH = {"gpu": {"provides": ["torch"]}}
_GUARD = """try:
    import torch
    HAS_TORCH = True
except ImportError:
    HAS_TORCH = False
"""
_CAUGHT = "def f():\n    try:\n        torch.x\n    except NameError:\n        pass\n"
_FLAG = "from importlib.util import find_spec\nHAS_TORCH = find_spec('torch') is not None\n"
_SAVE = "def f():\n    torch.save(1)\n"
_REFUSING = """import mlx
class A:
    def __init__(self):
        if not mlx.has("torch"):
            raise RuntimeError("needs torch")

    def save(self):
        torch.save(1)
"""
_LOCAL = """def f():
    try:
        import torch
    except ImportError:
        {handler}
    return torch.zeros(1)
"""

VALID = (
    Example({"a.py": f"{_GUARD}def f():\n    if HAS_TORCH:\n        torch.save(1)\n"}, _WITHOUT),
    Example({"a.py": f"{_GUARD}def f():\n    return HAS_TORCH and torch.zeros(1)\n"}, _WITHOUT),
    Example(
        {"a.py": f"{_GUARD}def f():\n    if not HAS_TORCH:\n        return\n    torch.save(1)\n"},
        _WITHOUT,
    ),
    Example({"a.py": f"{_GUARD}def f():\n    assert HAS_TORCH\n    torch.save(1)\n"}, _WITHOUT),
    Example({"a.py": f"{_GUARD}if HAS_TORCH:\n    def f():\n        torch.save(1)\n"}, _WITHOUT),
    Example(
        {
            "flags.py": _GUARD,
            "a.py": "from flags import HAS_TORCH\nif HAS_TORCH:\n    import torch\n"
            "def f():\n    if HAS_TORCH:\n        torch.save(1)\n",
        },
        _WITHOUT,
    ),
    Example({"a.py": f"{_GUARD}def _f():\n    torch.save(1)\n"}, _WITHOUT),
    Example(
        {"a.py": _GUARD + _CAUGHT},
        _WITHOUT,
    ),
    Example({"a.py": f"{_GUARD}{_REFUSING}"}, _WITHOUT),
    Example({"a.py": _LOCAL.format(handler="return None")}, _WITHOUT),
    Example({"a.py": _LOCAL.format(handler="raise RuntimeError('needs torch')")}, _WITHOUT),
    Example({"a.py": "import torch\ndef f():\n    torch.save(1)\n"}, _WITH),
)
INVALID = (
    Example({"a.py": f"{_GUARD}def f():\n    torch.save(1)\n"}, _WITHOUT),
    Example({"a.py": f"{_GUARD}def f():\n    torch.save(1)\n"}, _WITH),
    Example(
        {"a.py": f"{_GUARD}def f():\n    if not HAS_TORCH:\n        torch.save(1)\n"}, _WITHOUT
    ),
    Example({"a.py": f"{_GUARD}class A:\n    def f(self):\n        torch.save(1)\n"}, _WITHOUT),
    Example({"a.py": f"{_GUARD}def f():\n    _f()\n\ndef _f():\n    torch.save(1)\n"}, _WITHOUT),
    Example({"a.py": _LOCAL.format(handler="pass")}, _WITHOUT),
    Example({"a.py": f"{_FLAG}if HAS_TORCH:\n    import torch\n{_SAVE}"}, _WITHOUT),
)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each function and name."""
    for use, environments in grouped(context, "unbound"):
        text = f"`{use.function}` uses `{use.name}`, which nothing binds without `{use.missing}`"
        message = f"bind `{use.name}` where the import fails"
        fix = Fix("bind-fallback", use.guard_path, use.guard_line, (use.name,), "unsafe", message)
        yield finding(RULE.code, text, use, environments, fix)


RULE = Rule(
    "DEG003",
    "unbound-fallback",
    "7.2",
    check,
    VALID,
    INVALID,
    follows_functions=True,
    fixes=("bind-fallback",),
)
