"""A failed import is passed over in silence, and what it should have bound is used all the same.

Reported are guards whose handler does nothing (`pass`, `...`, `contextlib.suppress`) while a name
that the body binds is used outside of the guard, is listed in `__all__`, or is offered by a
package's `__init__`, and nothing else binds it. A guard is left alone where the name or a flag is
bound before or after it, where something asks for it first (`"torch" in sys.modules`), where its
body returns and what follows is the fallback, where a decorator keeps the users from running
(`@requires_torch`), and where all that depends on the import lies in its body or `else`: a mere
probe, or an integration that registers itself, has nothing to fall back to. Tests are left alone:
markers keep them from running.

Why it is bad: nothing is wrong until the first use, far away, fails with a NameError or a
"cannot import name" that does not tell which package is missing.

For example:

    try:
        import torch
    except ImportError:
        pass

    def infer(model):
        return torch.compile(model)

Use instead: bind a fallback, and say so.

    try:
        import torch
    except ImportError:
        logger.info("torch is not installed: models run uncompiled")
        torch = None
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from standards_lint.model import Finding
from standards_lint.rules.rule import GUARD_HINTS, Context, Example, Rule

if TYPE_CHECKING:
    import ast

    from standards_lint.inspection import Observation, SourceFile
    from standards_lint.inspection.guards import Guard
    from standards_lint.inspection.names import Scope

_MARKS = ("skip", "require", "need", "depend", "mark")
_ANY = {"app": {"provides": ["torch"]}}


def _example(source: str, file: str = "a.py") -> Example:
    return Example({file: source}, _ANY)


_SILENT = "try:\n    import torch\nexcept ImportError:\n    pass\n"
_USE = "def f():\n    return torch.x\n"

VALID = (
    _example(_SILENT),
    _example("torch = None\n" + _SILENT + _USE),
    _example(_SILENT + "else:\n    torch.use()\n"),
    _example("try:\n    import torch\n    OK = True\nexcept ImportError:\n    OK = False\n" + _USE),
    _example(
        "OK = False\ntry:\n    import torch\n    OK = True\nexcept ImportError:\n    pass\n" + _USE
    ),
    _example(
        "def f():\n    try:\n        import torch\n        return torch.x\n"
        "    except ImportError:\n        pass\n    return 0\n"
    ),
    _example(_SILENT + "def f():\n    try:\n        return torch.x\n    except NameError: ...\n"),
    _example(_SILENT + "def f():\n    if 'torch' in globals():\n        return torch.x\n"),
    _example(_SILENT.replace("pass", "print('no torch')") + _USE),
    _example(_SILENT.replace("pass", "raise") + _USE),
    _example(_SILENT + "import numpy as torch\n" + _USE),
    _example(
        "import sys\n" + _SILENT + "def f():\n    if 'torch' not in sys.modules:\n"
        "        raise RuntimeError\n    return torch.x\n"
    ),
    _example("__all__ = []\n" + _SILENT.replace("torch\n", "torch\n    __all__.append('torch')\n")),
    _example(_SILENT + "@requires_torch\n" + _USE),
    _example(_SILENT + _USE, "test_a.py"),
    _example("def g():\n    try:\n        import torch\n    except ImportError:\n        pass\n"),
)
INVALID = (
    _example(_SILENT + _USE),
    _example(_SILENT.replace("pass", "...") + _USE),
    _example(_SILENT.replace("pass", "'no torch'") + _USE),
    _example("try:\n    import torch\nexcept Exception:\n    pass\n" + _USE),
    _example(
        "import contextlib\nwith contextlib.suppress(ImportError):\n    import torch\n" + _USE
    ),
    _example(
        "def f():\n    try:\n        import torch\n    except ImportError:\n        pass\n"
        "    return torch.x\n"
    ),
    _example("__all__ = ['torch']\n" + _SILENT),
    Example(
        {
            "p/__init__.py": "try:\n    from .b import c\nexcept ImportError:\n    pass\n",
            "p/b.py": "import torch\nc = 1\n",
        },
        _ANY,
    ),
)


def inspect(file: SourceFile) -> Iterator[Observation]:
    """Silent guards; `names` holds the names that go missing, `text` says who misses them."""
    from standards_lint.inspection import Observation

    for guard in () if file.is_test else file.guards:
        if not _is_silent(guard) or _has_fallback(file, guard) or _is_exported_by(guard):
            continue
        missed = {name: who for name in guard.names if (who := _missed_by(file, guard, name))}
        if missed:
            place = guard.handlers[0].node or guard.statement
            yield Observation(
                line=place.lineno,
                column=place.col_offset + 1,
                end_line=place.body[-1].end_lineno or place.lineno,
                names=tuple(missed),
                text=next(iter(missed.values())),
                function=guard.qualified,
            )


def _is_silent(guard: Guard) -> bool:
    from standards_lint.inspection.walk import is_inert, leaves

    does_nothing = all(is_inert(item) for handler in guard.handlers for item in handler.body)
    return does_nothing and not leaves(guard.statement.body)


def _has_fallback(file: SourceFile, guard: Guard) -> bool:
    """Whether anything that the guard binds is bound elsewhere too."""
    import ast

    from standards_lint.inspection.effects import binds

    bound = binds([*guard.statement.body, *getattr(guard.statement, "orelse", ())])
    for name in bound:
        scope = _owner(file, guard, name)
        others = scope.bindings.get(name, ()) if scope is not None else ()
        for node in others:
            is_deleted = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)
            if not is_deleted and not _inside(guard, node):
                return True
    return False


def _is_exported_by(guard: Guard) -> bool:
    """Whether the body itself adds to `__all__`: what is missing is not offered."""
    from standards_lint.inspection.effects import reads

    return reads(guard.statement.body, "__all__")


def _missed_by(file: SourceFile, guard: Guard, name: str) -> str:
    scope = _owner(file, guard, name)
    if scope is None or name == "*":
        return ""
    is_module = scope is file.names.module
    if is_module and name in file.names.exported:
        return "`__all__` lists it"
    for load in file.names.uses(scope, name):
        is_outside = load.when == "run" and not _inside(guard, load.node)
        if is_outside and not _is_checked(file, load.node, name):
            return _user(load.scope)
    is_own = any(item.is_relative for item in guard.imports if name in item.names)
    if is_module and file.is_package and is_own and not name.startswith("_"):
        return "the package offers it"
    return ""


def _user(scope: Scope | None) -> str:
    """Who reads a name in a scope."""
    while scope is not None:
        name = getattr(scope.node, "name", "")
        if name:
            return f"`{name}` uses it"
        scope = scope.parent
    return "the module uses it"


def _owner(file: SourceFile, guard: Guard, name: str) -> Scope | None:
    inner = guard.scope[-1] if guard.scope else file.tree
    return file.names.scopes[inner].owner(name)


def _inside(guard: Guard, node: ast.AST) -> bool:
    statement = guard.statement
    return statement.lineno <= node.lineno <= (statement.end_lineno or statement.lineno)


def _is_checked(file: SourceFile, node: ast.AST, name: str) -> bool:
    """Whether a use is looked for first, marked, or inside a guard for its NameError."""
    import ast

    from standards_lint.inspection.guards import BROAD, caught
    from standards_lint.inspection.walk import Definition

    if _is_looked_for(file, name):
        return True
    current: ast.AST | None = node
    while current is not None:
        if isinstance(current, Definition) and any(map(_is_mark, current.decorator_list)):
            return True
        if isinstance(current, ast.Try):
            classes = {item for handler in current.handlers for item in caught(handler.type)}
            if classes & {"NameError", "UnboundLocalError", *BROAD}:
                return True
        current = file.parents.get(current)
    return False


def _is_looked_for(file: SourceFile, name: str) -> bool:
    """Whether the file asks somewhere if a name is there: `"x" in sys.modules`."""
    import ast

    return any(
        isinstance(item, ast.Compare)
        and isinstance(item.left, ast.Constant)
        and item.left.value == name
        for item in ast.walk(file.tree)
    )


def _is_mark(decorator: ast.expr) -> bool:
    """Whether a decorator may keep a function from running where something is missing."""
    import ast

    from standards_lint.inspection.walk import dotted

    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return any(word in dotted(called).lower() for word in _MARKS)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each silent guard."""
    for entry, seen in context.seen(RULE.code):
        names = ", ".join(f"`{name}`" for name in seen.names)
        message = f"{names} may stay unbound, and nothing says so: {seen.text}"
        yield RULE.finding(entry, seen, message)


RULE = Rule(
    "DEG002",
    "silent-fallback",
    "7.2",
    check,
    VALID,
    INVALID,
    inspect=inspect,
    hints=(b"import", GUARD_HINTS),
)
