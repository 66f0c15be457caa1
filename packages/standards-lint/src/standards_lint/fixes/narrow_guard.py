"""Narrows a broad `except` around nothing but imports to `except ImportError`.

A broken shared library raises OSError, and a broken module anything: a program that survived
those no longer does, so the fix is unsafe.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from standards_lint.fixes.codemod import Codemod, Example, Refused

if TYPE_CHECKING:
    import libcst as cst

    from standards_lint.fixes.target import Target

_BROAD = frozenset({"Exception", "BaseException"})
EXAMPLES = (
    Example(
        "try:\n    import torch\nexcept:  # broken\n    torch = None\n", 3, (),
        "try:\n    import torch\nexcept ImportError:  # broken\n    torch = None\n",
    ),
    Example(
        "try:\n    import torch\n    HAS = True\nexcept Exception as e:\n    HAS = False\n", 1, (),
        "try:\n    import torch\n    HAS = True\nexcept ImportError as e:\n    HAS = False\n",
    ),
    Example(
        "def f():\n    try:\n        import a\n    except (ImportError, Exception): pass\n", 3, (),
        "def f():\n    try:\n        import a\n    except ImportError: pass\n",
    ),
    Example("try:\n    import a\n    a.x()\nexcept: ...\n", 3, (), None, "more than imports"),
    Example(
        "try:\n    import a\nexcept ImportError: ...\nexcept Exception: ...\n", 1, (), None,
        "another handler",
    ),
    Example("try:\n    import a\nexcept ImportError: ...\n", 1, (), None, "no broad handler"),
    Example("ImportError = E\ntry:\n    import a\nexcept: ...\n", 2, (), None, "something else"),
)  # fmt: skip


def rewrite(target: Target) -> cst.Module:
    """The module with the narrower handler.

    Raises:
        Refused: the `try` is not one around imports alone.
    """
    import libcst as cst

    from standards_lint.fixes.edits import replaced
    from standards_lint.fixes.guards import guard_at
    from standards_lint.fixes.uses import uses_of

    guard = guard_at(target)
    if not all(
        isinstance(part, ast.Import | ast.ImportFrom) or _is_flag(part) for part in guard.body
    ):
        raise Refused(f"the `try` on line {guard.lineno} guards more than imports")
    broad = [at for at, handler in enumerate(guard.handlers) if _is_broad(handler.type)]
    if len(broad) != 1:
        raise Refused(f"the `try` on line {guard.lineno} has no broad handler")
    if len(guard.handlers) > 1:
        raise Refused(f"the `try` on line {guard.lineno} has another handler")
    if uses_of(target.file.tree, ["ImportError"]).bound:
        raise Refused("`ImportError` means something else in this file")
    node = cst.ensure_type(target.node(guard), cst.Try)
    return replaced(target.module, {node.handlers[broad[0]]: _narrowed})


def _narrowed(handler: Any) -> Any:
    import libcst as cst

    space = cst.SimpleWhitespace(" ")
    return handler.with_changes(type=cst.Name("ImportError"), whitespace_after_except=space)


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(map(_is_broad, caught.elts))
    return caught is None or (isinstance(caught, ast.Name) and caught.id in _BROAD)


def _is_flag(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)


CODEMOD = Codemod("narrow-guard", rewrite, EXAMPLES)
