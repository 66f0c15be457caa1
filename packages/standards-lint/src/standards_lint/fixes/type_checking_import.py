"""Moves an import that only annotations use below `if TYPE_CHECKING:`.

An existing block is used. `from __future__ import annotations` is added where an annotation
would be evaluated otherwise. It refuses where something may read annotations at run time:
pydantic models, dataclasses, functions that an unknown decorator registers, `get_type_hints`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from standards_lint.fixes.codemod import Codemod, Example, Refused

if TYPE_CHECKING:
    import libcst as cst

    from standards_lint.fixes.target import Target

_TORCH = ("torch",)
_CHECKED = "from __future__ import annotations\nfrom typing import TYPE_CHECKING, Any\n"
EXAMPLES = (
    Example(
        "from typing import Any\n\nimport torch\n\ndef f(x: torch.T) -> Any: ...\n", 3, _TORCH,
        "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING, Any\n\n"
        "if TYPE_CHECKING:\n    import torch\n\ndef f(x: torch.T) -> Any: ...\n",
    ),
    Example(
        f"{_CHECKED}import torch\nif TYPE_CHECKING:\n    import os\n"
        "def f(x: torch.T, y: os): ...\n", 3, _TORCH,
        f"{_CHECKED}if TYPE_CHECKING:\n    import os\n    import torch\n"
        "def f(x: torch.T, y: os): ...\n",
    ),
    Example(
        'import torch\ndef f(x: "torch.T"):\n    y: torch.T = 1\n', 1, _TORCH,
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import torch\n\n"
        'def f(x: "torch.T"):\n    y: torch.T = 1\n',
    ),
    Example("import torch\ndef f(x: torch.T): torch.x\n", 1, _TORCH, None, "`f` uses it"),
    Example("import torch\n", 1, _TORCH, None, "no annotation uses `torch`"),
    Example(
        "import torch\n@dataclass\nclass A:\n    x: torch.T\n", 1, _TORCH, None,
        "the annotation of `A` on line 4 may be read",
    ),
    Example(
        "import torch\n@app.get\ndef f(x: torch.T): ...\n", 1, _TORCH, None, "the annotation of `f`"
    ),
    Example(
        "import torch\nfrom functools import singledispatch\ndef f(x: torch.T): ...\n", 1, _TORCH,
        None, "`singledispatch` on line 2",
    ),
    Example(
        "import torch\ndef f(x: torch.T): ...\nclass A(BaseModel):\n    x: int\n", 1, _TORCH, None,
        "annotations of `A` on line 3 may be read",
    ),
)  # fmt: skip


def rewrite(target: Target) -> cst.Module:
    """The module where type checkers alone import the names.

    Raises:
        Refused: something needs one of them when the program runs.
    """
    from standards_lint.fixes.aliases import without_names
    from standards_lint.fixes.deferral import finished, planned

    plan = planned(target)
    for holder, _ in plan.holders:
        raise Refused(f"`{getattr(holder, 'name', '__main__')}` uses it when it runs")
    for name in target.fix.names:
        if name not in plan.typed:
            raise Refused(f"no annotation uses `{name}`")
    return finished(without_names(target, plan.statement, target.fix.names), plan)


CODEMOD = Codemod("type-checking-import", rewrite, EXAMPLES)
