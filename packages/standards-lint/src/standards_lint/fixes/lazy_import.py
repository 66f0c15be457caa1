"""Makes a top-level import lazy, where no environment has a Python older than 3.15.

Source: PEP 810. It may not stand inside of functions, classes, `try` or `with`, nor import `*`
or from `__future__`.
"""

from __future__ import annotations

import ast
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from standards_lint.fixes.codemod import Codemod, Example, Refused

if TYPE_CHECKING:
    import libcst as cst

    from standards_lint.fixes.target import Target

_TORCH = ("torch",)
_WHOLE = "import torch\ndef f(): torch\n"
EXAMPLES = (
    Example(_WHOLE, 1, _TORCH, f"lazy {_WHOLE}"),
    Example(
        "from a import (  # a\n    b,\n)\n", 1, ("b",), "lazy from a import (  # a\n    b,\n)\n"
    ),
    Example("if x:\n    import torch # b\n", 2, _TORCH, "if x:\n    lazy import torch # b\n"),
    Example("try:\n    import torch\nexcept E: ...\n", 2, _TORCH, None, "inside of a `try`"),
    Example("def f():\n    import torch\n", 2, _TORCH, None, "inside of a function"),
    Example("from a import *\n", 1, ("*",), None, "`import *`"),
    Example("import torch\ntorch.x\n", 1, _TORCH, None, "used when the module is imported"),
    Example("import torch, os\n", 1, _TORCH, None, "other names"),
    Example("lazy import torch\n", 1, _TORCH, None, "lazy already"),
)  # fmt: skip


def rewrite(target: Target) -> cst.Module:
    """The module with the import made lazy.

    Raises:
        Refused: it may not be lazy where it stands, or is used at once.
    """
    import libcst as cst

    from standards_lint.fixes.edits import replaced
    from standards_lint.fixes.obstacles import check_place
    from standards_lint.fixes.uses import uses_of

    statement = target.imports()
    place: ast.AST = statement
    while isinstance(target.file.parents[place], ast.If):
        place = target.file.parents[place]
    check_place(target, statement, place)
    if len(statement.names) > len(target.fix.names):
        raise Refused("it imports other names too")
    for use in uses_of(target.file.tree, target.fix.names).uses:
        if use.kind == "immediate":
            raise Refused(f"`{use.name}` is {use.text} (line {use.line})")
    node: Any = target.node(statement)
    if isinstance(node, (cst.LazyImport, cst.LazyImportFrom)):
        raise Refused("it is lazy already")
    kind = cst.LazyImport if isinstance(node, cst.Import) else cst.LazyImportFrom
    own = {field.name: getattr(node, field.name) for field in fields(node)}
    return replaced(target.module, {node: lambda _: kind(**own)})


CODEMOD = Codemod("lazy-import", rewrite, EXAMPLES)
