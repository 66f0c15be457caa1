"""A failed import is passed over in silence, and what it should have bound is used all the same.

Reported are guards whose handler does nothing (`pass`, `...`, `contextlib.suppress`) while a name
that the body binds is used outside of the guard, is listed in `__all__`, or is offered by a
package's `__init__`, and nothing else binds it. A guard is left alone where the name or a flag is
bound before or after it, where something asks for it first (`"torch" in sys.modules`), where its
body returns and what follows is the fallback, where a decorator keeps the users from running
(`@requires_torch`), and where all that depends on the import lies in its body or `else`: a mere
probe, or an integration that registers itself, has nothing to fall back to. The same holds for
functions that only the body uses, for packages whose absence another guard of the module raises
an error about, and for modules that the standard library has on every platform. Tests are left
alone: markers keep them from running.

Code that checks something else first, which only the missing package could have made, is reported
all the same, so the rule is off by default. DEG003 follows the same names through the code.

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
    from standards_lint.inspection import Observation, SourceFile
    from standards_lint.inspection.guards import Guard

_PYTHON = (3, 11)
_PLATFORMS = ("linux", "darwin", "win32")
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
    _example((_SILENT + _USE).replace("torch", "subprocess")),
    _example(
        _SILENT + _USE + "def g():\n    try:\n        import torch\n"
        "    except ImportError:\n        raise ImportError('install torch')\n"
    ),
    _example(_USE + _SILENT.replace("torch\n", "torch\n    register(f)\n")),
    _example("def g():\n    try:\n        import torch\n    except ImportError:\n        pass\n"),
)
INVALID = (
    _example(_SILENT + _USE),
    _example((_SILENT + _USE).replace("torch", "fcntl")),
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
        if not _is_silent(guard) or _has_fallback(file, guard) or _is_dealt_with(file, guard):
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

    from standards_lint.inspection.dependents import is_inside, owner
    from standards_lint.inspection.effects import binds

    bound = binds([*guard.statement.body, *getattr(guard.statement, "orelse", ())])
    for name in bound:
        scope = owner(file, guard, name)
        others = scope.bindings.get(name, ()) if scope is not None else ()
        for node in others:
            is_deleted = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)
            if not is_deleted and not is_inside(guard, node):
                return True
    return False


def _is_dealt_with(file: SourceFile, guard: Guard) -> bool:
    """Whether nothing can be missing, what is missing is not offered, or another guard says so."""
    from standards_lint.inspection.effects import reads

    if reads(guard.statement.body, "__all__") or all(map(_is_everywhere, guard.modules)):
        return True
    others = (other for other in file.guards if not set(other.modules).isdisjoint(guard.modules))
    return any(_raises(other) for other in others)


def _is_everywhere(module: str) -> bool:
    """Whether the standard library has a module on every platform."""
    from standards_lint.environments.stdlib import stdlib_lookup

    found = [stdlib_lookup(module, _PYTHON, platform) for platform in _PLATFORMS]
    return all(item is not None and item.state == "present" for item in found)


def _raises(guard: Guard) -> bool:
    from standards_lint.inspection.walk import always_raises

    return all(always_raises(handler.body) for handler in guard.handlers)


def _missed_by(file: SourceFile, guard: Guard, name: str) -> str:
    from standards_lint.inspection.dependents import owner, user

    scope = owner(file, guard, name)
    if scope is None or name == "*":
        return ""
    is_module = scope is file.names.module
    if is_module and name in file.names.exported:
        return "`__all__` lists it"
    used = user(file, guard, name, scope)
    if used is not None:
        return f"`{used}` uses it" if used else "the module uses it"
    is_own = any(item.is_relative for item in guard.imports if name in item.names)
    is_offered = is_module and file.is_package and is_own and not name.startswith("_")
    return "the package offers it" if is_offered else ""


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
    is_default=False,
    inspect=inspect,
    hints=(b"import", GUARD_HINTS),
)
