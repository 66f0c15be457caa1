"""Takes out an import, or some of its names, that nothing in the file uses.

It refuses where the file exports the name, where another module takes it from here, and where a
comment says that the import is there on purpose (`noqa: F401`).
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from standards_lint.fixes.codemod import Codemod, Example, Refused, Taken

if TYPE_CHECKING:
    import libcst as cst

    from standards_lint.fixes.target import Target

_ON_PURPOSE = re.compile(r"#.*\bnoqa\b(?!:)|#.*\bnoqa:.*\bF401\b|#.*\bpylint:.*unused-import")

EXAMPLES = (
    Example("import os\nimport torch\n\nos\n", 2, ("torch",), "import os\n\nos\n"),
    Example(
        "# first\nimport os, torch  # beside\nos\n", 2, ("torch",),
        "# first\nimport os  # beside\nos\n",
    ),
    Example(
        "from a import (\n    b,  # of b\n    # above c\n    c,  # of c\n    d,\n)\nb, d\n", 1,
        ("c",), "from a import (\n    b,  # of b\n    # above c\n    d,\n)\nb, d\n",
    ),
    Example("from a import b, c\nb\n", 1, ("c",), "from a import b\nb\n"),
    Example("from a import b, c\nc\n", 1, ("b",), "from a import c\nc\n"),
    Example("x = 1; import torch; y = 2\n", 1, ("torch",), "x = 1; y = 2\n"),
    Example("x = 1; import torch\n", 1, ("torch",), "x = 1\n"),
    Example("if x:\n    import torch\n", 2, ("torch",), "if x:\n    pass\n"),
    Example(
        "# about torch\nimport torch  # the heavy one\nx = 1\n", 2, ("torch",),
        "# about torch\n# the heavy one\nx = 1\n",
    ),
    Example("import a\n\nimport torch\nx = 1\n", 3, ("torch",), "import a\n\nx = 1\n"),
    Example("import torch\ntorch.x\n", 1, ("torch",), None, "used when the module is imported"),
    Example("import torch\n__all__ = ['torch']\n", 1, ("torch",), None, "`__all__` exports"),
    Example("import torch  # noqa: F401\n", 1, ("torch",), None, "on purpose"),
    Example("from a import *\n", 1, ("*",), None, "import *"),
    Example(
        "import torch\n", 1, ("torch",), None, "b.py:1 takes", taken=(Taken("torch", "b.py:1"),)
    ),
    Example("try:\n    import torch\nexcept ImportError:\n    x\n", 2, ("torch",), None, "`try`"),
)  # fmt: skip


def rewrite(target: Target) -> cst.Module:
    """The module without the names.

    Raises:
        Refused: something uses one of them.
    """
    from standards_lint.fixes.aliases import without_names
    from standards_lint.fixes.obstacles import check_movable
    from standards_lint.fixes.uses import uses_of

    statement = target.imports()
    names = target.fix.names
    if "*" in names:
        raise Refused("`import *` binds names that the file does not show")
    if isinstance(target.file.parents[statement], ast.Try):
        raise Refused("it stands inside of a `try`, whose handlers would never run again")
    uses = uses_of(target.file.tree, names)
    check_movable(target, statement, names, uses)
    for use in uses.uses:
        raise Refused(f"`{use.name}` is used on line {use.line}")
    check_unmarked(target, statement)
    return without_names(target, statement, names)


def check_unmarked(target: Target, statement: ast.stmt) -> None:
    """Whether no comment says that an import is meant to be unused.

    Raises:
        Refused: one does.
    """
    last = statement.end_lineno or statement.lineno
    for line in target.file.lines[statement.lineno - 1 : last]:
        if _ON_PURPOSE.search(line):
            raise Refused("a comment says that it is unused on purpose")


CODEMOD = Codemod("remove-import", rewrite, EXAMPLES)
