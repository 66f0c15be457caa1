"""Binds a name that a guarded import leaves unbound where the import fails.

It becomes None in every handler that goes on without it, or False where the guarded block sets
it to True.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from standards_lint.fixes.codemod import Codemod, Example, Refused

if TYPE_CHECKING:
    import libcst as cst

    from standards_lint.fixes.target import Target

_ENDS = (ast.Raise, ast.Return, ast.Continue, ast.Break)
EXAMPLES = (
    Example(
        "try:\n    import torch\nexcept ImportError:\n    pass  # fine\n", 1, ("torch",),
        "try:\n    import torch\nexcept ImportError:\n    torch = None  # fine\n",
    ),
    Example(
        "try:\n    import torch\n    HAS = True\nexcept ImportError:\n    log()\n", 2,
        ("torch", "HAS"),
        "try:\n    import torch\n    HAS = True\nexcept ImportError:\n    log()\n"
        "    torch = None\n    HAS = False\n",
    ),
    Example(
        "try: import a, b\nexcept ImportError: a = None\n", 1, ("b",),
        "try: import a, b\nexcept ImportError:\n    a = None\n    b = None\n",
    ),
    Example("try:\n    import a\nexcept E:\n    raise\n", 1, ("a",), None, "binds it already"),
    Example("import a\n", 1, ("a",), None, "no `try`"),
    Example("try:\n    import a\nexcept E: ...\n", 1, ("b",), None, "does not bind `b`"),
)  # fmt: skip


def rewrite(target: Target) -> cst.Module:
    """The module where every handler binds the names.

    Raises:
        Refused: the block does not bind one of them, or every handler does or leaves.
    """
    import libcst as cst

    from standards_lint.fixes.edits import replaced
    from standards_lint.fixes.guards import guard_at
    from standards_lint.fixes.uses import bindings

    guard = guard_at(target)
    own = {name for name, _ in bindings(guard.body)}
    for name in target.fix.names:
        if name not in own:
            raise Refused(f"the `try` on line {guard.lineno} does not bind `{name}`")
    node = cst.ensure_type(target.node(guard), cst.Try)
    changes: dict[cst.CSTNode, Any] = {}
    for handler, clause in zip(guard.handlers, node.handlers, strict=True):
        bound = {name for name, _ in bindings(handler.body)}
        missing = [name for name in target.fix.names if name not in bound]
        if missing and not isinstance(handler.body[-1], _ENDS):
            changes[clause] = _binding(target, guard, missing)
    if not changes:
        raise Refused("every handler binds it already, or leaves")
    return replaced(target.module, changes)


def _binding(target: Target, guard: ast.Try, names: list[str]) -> Any:
    from standards_lint.fixes.edits import at_end, parsed

    flags = {
        part.targets[0].id
        for part in guard.body
        if isinstance(part, ast.Assign)
        and isinstance(part.targets[0], ast.Name)
        and isinstance(part.value, ast.Constant)
        and part.value.value is True
    }
    text = "".join(f"{name} = {'False' if name in flags else 'None'}\n" for name in names)
    return lambda clause: at_end(clause, parsed(target.module, text))


CODEMOD = Codemod("bind-fallback", rewrite, EXAMPLES)
