"""A function uses something that is None where a package is missing, and nothing on the way asks.

Without the package the function dies with "'NoneType' object has no attribute ...", which says
nothing about what to install.

Why it is bad: the import was guarded so that the module works without the package; every use has
to ask first, or to say what is missing.

For example:

    try:
        import torch
    except ImportError:
        torch = None

    def is_fast():
        return torch.cuda.is_available()

Use instead: ask on every way to the use.

    def is_fast():
        if torch is None:
            return False
        return torch.cuda.is_available()

Every way through the function is followed in each environment that lacks the package, and in
each that has it as if it did not: branches, early returns, `assert`, flags and availability
functions, those of other modules too, accessors that return a module with a flag, decorators and
constructors that refuse to go on. What depends on a condition that may be a switch of the caller
is not reported, nor are tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from standards_lint.model import Finding
from standards_lint.rules.reached import finding, grouped
from standards_lint.rules.rule import Context, Example, Rule

_WITHOUT = {"mlx": {"provides": ["mlx"]}}
_WITH = {"gpu": {"provides": ["torch"]}}
_GUARD = "try:\n    import torch\nexcept ImportError:\n    torch = None\n"
_FLAG = _GUARD.replace("torch\nexcept", "torch\n    HAS_TORCH = True\nexcept") + (
    "    HAS_TORCH = False\n"
)
_PROBE = "def is_torch_available():\n    return torch is not None\n"
_ACCESSOR = """_torch = None
_torch_available = None

def _get_torch():
    global _torch, _torch_available
    if _torch_available is None:
        try:
            import torch as _module
            _torch = _module
            _torch_available = True
        except ImportError:
            _torch = None
            _torch_available = False
    return _torch, _torch_available

"""
_REQUIRES = """import functools

def requires_torch(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        if torch is None:
            raise ImportError("needs torch")
        return function(*args, **kwargs)
    return wrapper

"""


def _function(*lines: str, before: str = _GUARD) -> Example:
    body = "".join(f"    {line}\n" for line in lines)
    return Example({"a.py": f"{before}\ndef f(x, device):\n{body}"}, _WITHOUT)


VALID = (
    _function("if torch is None:", "    return False", "return torch.cuda"),
    _function("if torch is None:", "    raise RuntimeError('needs torch')", "return torch.cuda"),
    _function("if torch is not None:", "    return torch.cuda"),
    _function("assert torch is not None", "return torch.cuda"),
    _function("return torch.cuda if torch else None"),
    _function("return torch is not None and torch.cuda"),
    _function("return [torch.ones(y) for y in x if torch]"),
    _function("if not HAS_TORCH:", "    return x", "return torch.cuda", before=_FLAG),
    _function(
        "if not is_torch_available():", "    return x", "return torch.cuda", before=_GUARD + _PROBE
    ),
    _function("ok = HAS_TORCH and x > 1", "if ok:", "    return torch.cuda", before=_FLAG),
    _function("if x.use_torch:", "    return torch.cuda"),
    _function("if device == 'torch':", "    return torch.cuda"),
    _function("try:", "    return torch.cuda", "except AttributeError:", "    return None"),
    _function(
        "torch, available = _get_torch()",
        "if not available:",
        "    return False",
        "return torch.cuda.is_available()",
        before=_ACCESSOR,
    ),
    _function(
        "torch, _ = _get_torch()",
        "if torch is None:",
        "    return False",
        "return torch.cuda",
        before=_ACCESSOR,
    ),
    Example({"a.py": f"{_GUARD}def f(x: torch.Tensor):\n    return torch.norm(x)\n"}, _WITH),
    Example({"a.py": f"{_GUARD}def _f():\n    return torch.cuda\n"}, _WITHOUT),
    Example(
        {
            "a.py": f"{_GUARD}def f():\n    if torch is None:\n        return\n    _f()\n"
            "\ndef _f():\n    torch.cuda\n"
        },
        _WITHOUT,
    ),
    Example(
        {
            "flags.py": _FLAG,
            "a.py": "from flags import HAS_TORCH, torch\n"
            "def f():\n    return torch.cuda if HAS_TORCH else None\n",
        },
        _WITHOUT,
    ),
    Example(
        {"a.py": f"{_GUARD}{_REQUIRES}@requires_torch\ndef f():\n    return torch.cuda\n"}, _WITHOUT
    ),
    Example(
        {
            "a.py": f"{_GUARD}class A:\n    def __init__(self):\n        if torch is None:\n"
            "            raise RuntimeError('no torch')\n\n"
            "    def f(self):\n        return torch.cuda\n"
        },
        _WITHOUT,
    ),
    Example(
        {
            "a.py": f"{_GUARD}class A:\n    def _check(self):\n        if torch is None:\n"
            "            raise RuntimeError('no torch')\n\n"
            "    def f(self):\n        self._check()\n        return torch.cuda\n"
        },
        _WITHOUT,
    ),
)
INVALID = (
    _function("return torch.cuda"),
    _function("torch(x)"),
    _function("for y in torch:", "    pass"),
    _function("return torch[x]"),
    _function("if x == 1:", "    return torch.cuda"),
    _function("if torch is None:", "    print('no torch')", "return torch.cuda"),
    _function("def inner():", "    return torch.cuda", "return inner"),
    _function("torch, ok = _get_torch()", "return torch.cuda", before=_ACCESSOR),
    _function(
        "if device == 'cuda':",
        "    torch, ok = _get_torch()",
        "    return torch.cuda",
        "return False",
        before=_ACCESSOR,
    ),
    Example({"a.py": f"{_GUARD}def f():\n    return torch.cuda\n"}, _WITH),
    Example(
        {"flags.py": _FLAG, "a.py": "import flags\ndef f():\n    return flags.torch.cuda\n"},
        _WITHOUT,
    ),
    Example(
        {"flags.py": _FLAG, "a.py": "from flags import torch\ndef f():\n    return torch.cuda\n"},
        _WITHOUT,
    ),
    Example({"a.py": f"{_GUARD}class A:\n    def f(self):\n        return torch.cuda\n"}, _WITHOUT),
)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each function and name."""
    for use, environments in grouped(context, "none"):
        text = (
            f"`{use.name}` is None without `{use.missing}`, "
            f"and `{use.function}` uses it without asking"
        )
        yield finding(RULE.code, text, use, environments, None)


RULE = Rule("DEG004", "unchecked-optional", "7.2", check, VALID, INVALID, follows_functions=True)
