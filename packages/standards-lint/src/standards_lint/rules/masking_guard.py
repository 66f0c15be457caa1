"""A guard meant for a missing package would also hide an error in the project's own modules.

Reported are guards whose body imports another distribution and modules of the project itself,
where the handler takes any ImportError for the absence of the former. An error inside the own
modules, a renamed function or another package they need, looks the same. Left alone are handlers
that raise, look at the error (`error.name`) or tell it, broad handlers (DEG001), handlers that
import a substitute for the own modules, own modules that do not exist (they are generated or
compiled), and those that import nothing but the standard library when they are imported. Public
packages have too few of these guards to say how precise the rule is: it is off by default.

Why it is bad: a broken feature is silently switched off, and the log blames a package that is
there.

For example:

    try:
        import torch
        from .models import Encoder
        HAS_TORCH = True
    except ImportError:
        HAS_TORCH = False

Use instead: guard only what may be missing.

    try:
        import torch
    except ImportError:
        HAS_TORCH = False
    else:
        from .models import Encoder
        HAS_TORCH = True
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from standards_lint.model import Finding
from standards_lint.rules.rule import GUARD_HINTS, Context, Example, Rule

if TYPE_CHECKING:
    from standards_lint.inspection import Observation, SourceFile
    from standards_lint.inspection.guards import Guard

_ANY = {"app": {"provides": ["torch", "numpy"]}}
_BOTH = (
    "try:\n    import torch\n    from .b import c\n    OK = True\n"
    "except ImportError as e:\n    OK = False\n"
)
_NARROW = (
    "try:\n    import torch\nexcept ImportError:\n    OK = False\nelse:\n    from .b import c\n"
    "    OK = True\n"
)


def _example(source: str, other: str = "import numpy\nc = 1\n", name: str = "b") -> Example:
    return Example({"p/__init__.py": "", "p/a.py": source, f"p/{name}.py": other}, _ANY)


VALID = (
    _example(_NARROW),
    _example(_BOTH.replace("from .b import c", "import numpy")),
    _example(_BOTH.replace("OK = False", "raise RuntimeError('torch?') from e")),
    _example(_BOTH.replace("OK = False", "OK = False\n    print(e)")),
    _example(_BOTH.replace("OK = False", "OK = e.name != 'torch'")),
    _example(_BOTH.replace("OK = False", "from .b import d as c")),
    _example(_BOTH.replace("ImportError as e", "Exception")),
    _example(_BOTH, name="other"),
    _example(_BOTH, other="import json\nc = 1\n"),
    _example(_BOTH, other="def f():\n    import numpy\nc = 1\n"),
)
INVALID = (
    _example(_BOTH),
    _example(_BOTH.replace("from .b import c", "import p.b")),
    _example(_BOTH.replace("OK = False", "c = None")),
    _example(_BOTH, other="from p.c import c\n"),
)


def inspect(file: SourceFile) -> Iterator[Observation]:
    """Guards of both kinds of import; `names` are those of the project, `text` the others."""
    from standards_lint.inspection import Observation

    own = file.module.partition(".")[0]
    for guard in file.guards:
        first_party = [item for item in guard.imports if item.is_relative or own in item.roots]
        foreign = [root for item in guard.imports for root in item.roots if _is_foreign(root, own)]
        if first_party and foreign and _is_taken_for_absence(guard):
            place = first_party[0].node
            yield Observation(
                line=place.lineno,
                column=place.col_offset + 1,
                end_line=place.end_lineno or place.lineno,
                names=_candidates(guard, own),
                text=", ".join(f"`{root}`" for root in dict.fromkeys(foreign)),
                function=guard.qualified,
            )


def _is_foreign(root: str, own: str) -> bool:
    import sys

    return root not in (own, "") and root not in sys.stdlib_module_names


def _candidates(guard: Guard, own: str) -> tuple[str, ...]:
    """The modules of the project that are imported, submodules fetched by name included."""
    import ast

    found = []
    for item in guard.imports:
        for module in item.modules:
            if item.is_relative or module.partition(".")[0] == own:
                found.append(module)
                if isinstance(item.node, ast.ImportFrom):
                    found.extend(f"{module}.{alias.name}" for alias in item.node.names)
    return tuple(dict.fromkeys(found))


def _is_taken_for_absence(guard: Guard) -> bool:
    import ast

    from standards_lint.inspection.effects import keeps_error, nodes

    for handler in guard.handlers:
        found = list(nodes(handler.body))
        if handler.is_broad or keeps_error(handler.body, handler.variable):
            return False
        if any(isinstance(node, ast.Raise | ast.Import | ast.ImportFrom) for node in found):
            return False
    return True


def check(context: Context) -> Iterator[Finding]:
    """One finding for each guard around a module of the project that can fail by itself."""
    for entry, seen in context.seen(RULE.code):
        masked = [name for name in seen.names if _may_fail(context, name)]
        if masked:
            message = f"an error inside `{masked[-1]}` is taken for a missing {seen.text}"
            yield RULE.finding(entry, seen, f"{message}: import it outside of the guard")


def _may_fail(context: Context, module: str) -> bool:
    """Whether importing a module of the project imports anything but the standard library."""
    import sys

    from standards_lint.facts import Import, ImportFrom, roots

    entry = context.program.find(module)
    if entry is None or entry.kind not in ("module", "package"):
        return False
    return any(
        not roots(statement) <= sys.stdlib_module_names
        for statement in context.program.facts(module).body
        if isinstance(statement, (Import, ImportFrom))
    )


RULE = Rule(
    "DEG007",
    "masking-guard",
    "7.2",
    check,
    VALID,
    INVALID,
    severity="warning",
    is_default=False,
    inspect=inspect,
    hints=(b"import", GUARD_HINTS),
)
