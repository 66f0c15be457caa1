"""Moves a top-level import into the functions that use what it binds.

Each function that uses the name imports it at the start of its body, or of the branches of an
`if` or `match` that alone use it, so that the others still run where it is missing. Where an
annotation uses it, type checkers still import it at the top level. What waits for no call, or is
seen from outside, is explained instead: base classes, decorators, default values, `__all__`,
other modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.fixes.codemod import Codemod, Example, Taken

if TYPE_CHECKING:
    import libcst as cst

    from standards_lint.fixes.target import Target

_TORCH = ("torch",)
EXAMPLES = (
    Example(
        "import os\nimport torch\n\n\ndef f():\n    return torch.x\n", 2, _TORCH,
        "import os\n\n\ndef f():\n    import torch\n    return torch.x\n",
    ),
    Example(
        'import torch\nclass A:\n    def f(self):\n        """Doc."""\n        torch.x\n'
        "    def g(self): pass\n", 1, _TORCH,
        'class A:\n    def f(self):\n        """Doc."""\n        import torch\n        torch.x\n'
        "    def g(self): pass\n",
    ),
    Example(
        "import torch\ndef f(): return torch.x  # beside\n", 1, _TORCH,
        "def f():\n    import torch\n    return torch.x  # beside\n",
    ),
    Example(
        "import torch\ndef f():\n    def g():\n        torch.x\n    return g\n", 1, _TORCH,
        "def f():\n    def g():\n        import torch\n        torch.x\n    return g\n",
    ),
    Example(
        "import torch\ndef f():\n    def g():\n        torch.x\n    torch.y\n    return g\n", 1,
        _TORCH,
        "def f():\n    import torch\n    def g():\n        torch.x\n    torch.y\n    return g\n",
    ),
    Example(
        "import torch\ndef f(x):\n    if x == 1:\n        torch.x\n    elif x == 2:\n        pass\n"
        "    else:\n        torch.y\n", 1, _TORCH,
        "def f(x):\n    if x == 1:\n        import torch\n        torch.x\n    elif x == 2:\n"
        "        pass\n    else:\n        import torch\n        torch.y\n",
    ),
    Example(
        "import torch\ndef f(x):\n    if x:\n        torch.x\n    elif torch.y:\n        pass\n",
        1, _TORCH,
        "def f(x):\n    import torch\n    if x:\n        torch.x\n    elif torch.y:\n"
        "        pass\n",
    ),
    Example(
        "import torch\ndef f(x):\n    match x:\n        case 1: return torch.x\n"
        "        case _: return 0\n", 1, _TORCH,
        "def f(x):\n    match x:\n        case 1:\n            import torch\n"
        "            return torch.x\n        case _: return 0\n",
    ),
    Example(
        "import torch\ndef f():\n    return [torch.x for _ in (lambda: torch.y,)]\n", 1, _TORCH,
        "def f():\n    import torch\n    return [torch.x for _ in (lambda: torch.y,)]\n",
    ),
    Example(
        "import torch\ndef f(torch):\n    torch.x\ndef g():\n    torch = 1\n    torch.x\n"
        "async def h():\n    [torch for torch in ()]\n    torch.x\n", 1, _TORCH,
        "def f(torch):\n    torch.x\ndef g():\n    torch = 1\n    torch.x\n"
        "async def h():\n    import torch\n    [torch for torch in ()]\n    torch.x\n",
    ),
    Example(
        "from .a import b, c as d\n\ndef f():\n    b, d\n", 1, ("b", "d"),
        "\ndef f():\n    from .a import b\n    from .a import c as d\n    b, d\n",
    ),
    Example(
        "from a import b, c\nc\ndef f():\n    b\n", 1, ("b",),
        "from a import c\nc\ndef f():\n    from a import b\n    b\n",
    ),
    Example(
        "import torch.nn as nn\nif __name__ == '__main__':\n    nn.x\n", 1, ("nn",),
        "if __name__ == '__main__':\n    import torch.nn as nn\n    nn.x\n",
    ),
    Example(
        '"""Doc."""\n\nimport os\n\nimport torch\n\nos\ndef f(x: torch.Tensor) -> None:\n'
        "    torch.x\n", 5, _TORCH,
        '"""Doc."""\n\nfrom __future__ import annotations\n\nimport os\n'
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import torch\n\nos\n"
        "def f(x: torch.Tensor) -> None:\n    import torch\n    torch.x\n",
    ),
    Example("import torch\n", 1, _TORCH, ""),
    Example("import torch\n", 1, _TORCH, None, "__init__", module="p.__init__"),
    Example("import torch\nclass A(torch.M): ...\n", 1, _TORCH, None, "a base class of `A` ("),
    Example("import torch\n@torch.jit\ndef f(): ...\n", 1, _TORCH, None, "a decorator of `f`"),
    Example("import torch\ndef f(x=torch.y): ...\n", 1, _TORCH, None, "a default value of `f`"),
    Example("import torch\nx = torch.y\n", 1, _TORCH, None, "used when the module is imported"),
    Example("import torch\nf = lambda: torch.y\n", 1, _TORCH, None, "a lambda outside"),
    Example("import torch\nclass A:\n    x = torch.y\n", 1, _TORCH, None, "the body of class `A`"),
    Example("import torch\ntorch = 1\n", 1, _TORCH, None, "bound again on line 2"),
    Example("import torch\ndef f():\n    global torch\n", 1, _TORCH, None, "again on line 3"),
    Example("import torch\n__all__ = ['torch']\n", 1, _TORCH, None, "`__all__` exports `torch`"),
    Example(
        "import torch\ndef f(): torch.x\n", 1, _TORCH, None, "b.py:3 takes `torch`",
        taken=(Taken("torch", "b.py:3"),),
    ),
    Example("import torch\ndef f(): eval('torch')\n", 1, _TORCH, None, "`eval` on line 2"),
    Example("import torch\ndef f(): torch.x, locals()\n", 1, _TORCH, None, "all its names"),
    Example("import torch, numba\n@numba.njit\ndef f(): torch.x\n", 1, _TORCH, None, "`njit`"),
    Example(
        'import torch\ndef f():\n    """Doc.\n\n    >>> torch.x\n    """\n    torch.x\n', 1, _TORCH,
        None, "an example in the documentation",
    ),
    Example("try:\n    import torch\nexcept E: ...\n", 2, _TORCH, None, "inside of a `try`"),
    Example("from torch import *\n", 1, ("*",), None, "`import *`"),
    Example(
        "import torch\nfrom pydantic import BaseModel\nclass A(BaseModel):\n    x: torch.T\n", 1,
        _TORCH, None, "the annotation of `A` on line 4 may be read at run time",
    ),
)  # fmt: skip


def rewrite(target: Target) -> cst.Module:
    """The module with the import where it is needed.

    Raises:
        Refused: it cannot leave the top level.
    """
    from standards_lint.fixes.aliases import without_names
    from standards_lint.fixes.deferral import finished, import_of, planned, starts

    plan = planned(target)
    changes = starts(target, plan, lambda name: import_of(plan.statement, name))
    return finished(without_names(target, plan.statement, target.fix.names, changes), plan)


CODEMOD = Codemod("defer-import", rewrite, EXAMPLES)
