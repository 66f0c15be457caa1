"""A guard around an import catches every exception, not only that of a missing package.

Reported are `except:`, `except Exception` and `except BaseException` around a body that does
nothing but import and set flags, where the handler neither raises again nor keeps or tells the
error. A body that calls something may fail in ways of its own and is left alone, and so is a
broad handler after one for ImportError: its author told the two cases apart. Nor is one whose
comment says that the import may fail, raise or crash otherwise.

Why it is bad: an error inside the package (a SyntaxError, a bad configuration file, a
KeyboardInterrupt with a bare `except`) is taken for its absence, and the fallback hides it for
good.

For example:

    try:
        import torch
    except Exception:
        torch = None

Use instead: the exception that an absent package raises. Where the package needs a shared
library that may be broken, name that too: `except (ImportError, OSError)`.

    try:
        import torch
    except ImportError:
        torch = None
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from standards_lint.model import Finding, Fix
from standards_lint.rules.rule import GUARD_HINTS, Context, Example, Rule

if TYPE_CHECKING:
    import ast

    from standards_lint.inspection import Observation, SourceFile
    from standards_lint.inspection.guards import Guard, Handler

_ANY = {"app": {"provides": ["torch"]}}
# What may stand between a guard and the comment about it.
_ABOVE = re.compile(r"\s*(?:#|$|import |from )")
_REASON = re.compile(
    r"#.*\b(rais|fail|crash|broken|misconfigured|corrupt|incompatib|mismatch)", re.IGNORECASE
)


def _example(source: str) -> Example:
    return Example({"a.py": source}, _ANY)


VALID = (
    _example("try:\n    import torch\nexcept ImportError:\n    torch = None\n"),
    _example("try:\n    import torch\nexcept (ImportError, OSError):\n    torch = None\n"),
    _example("try:\n    import torch\nexcept Exception:\n    print('no torch')\n    raise\n"),
    _example("try:\n    import torch\nexcept Exception as error:\n    print(error)\n"),
    _example("try:\n    import torch\nexcept Exception as error:\n    why = error\n"),
    _example("try:\n    import torch\n    torch.init()\nexcept Exception:\n    torch = None\n"),
    _example(
        "import logging\n\ntry:\n    import torch\nexcept Exception:\n"
        "    logging.exception('torch is broken')\n    torch = None\n"
    ),
    _example(
        "try:\n    import torch\nexcept ImportError:\n    torch = None\n"
        "except Exception:\n    torch = False\n"
    ),
    _example(
        "# torch_npu raises RuntimeError without its driver\n"
        "try:\n    import torch\nexcept Exception:\n    torch = None\n"
    ),
    _example(
        "# torch may be incompatible with this Python.\nimport os\n\n"
        "try:\n    import torch\nexcept Exception:\n    torch = None\n"
    ),
    _example("try:\n    x = 1\nexcept Exception:\n    import torch\n"),
    _example("try:\n    import torch\n    f = torch.cuda\nexcept Exception:\n    f = None\n"),
)
INVALID = (
    _example("try:\n    import torch\nexcept:\n    torch = None\n"),
    _example("try:\n    import torch\nexcept Exception:\n    torch = None\n"),
    _example("try:\n    from torch import nn\nexcept BaseException as error:\n    nn = None\n"),
    _example(
        "try:\n    import torch\n    OK = True\nexcept (OSError, Exception):\n    OK = False\n"
    ),
    _example(
        "def f():\n    try:\n        import torch\n    except Exception:\n        return None\n"
    ),
    _example(
        "import contextlib\n\ntorch = None\nwith contextlib.suppress(Exception):\n"
        "    import torch\n"
    ),
    _example(
        "import importlib\n\ntry:\n    torch = importlib.import_module('torch')\n"
        "except Exception:\n    torch = None\n"
    ),
)


def inspect(file: SourceFile) -> Iterator[Observation]:
    """Broad handlers of bodies that only import; the text says what is caught."""
    from standards_lint.inspection import Observation

    for guard in file.guards:
        handler = guard.handlers[0]
        place = handler.node or guard.statement
        if not handler.is_broad or not _only_imports(guard) or _tells(handler):
            continue
        if not _is_explained(file, guard.statement.lineno, place):
            is_bare = handler.node is not None and handler.node.type is None
            yield Observation(
                line=place.lineno,
                column=place.col_offset + 1,
                end_line=place.lineno,
                names=guard.modules,
                text="" if is_bare else ", ".join(handler.catches),
                function=guard.qualified,
            )


def _only_imports(guard: Guard) -> bool:
    calls = {id(item.call) for item in guard.imports if item.call is not None}
    return all(_is_harmless(item, calls) for item in guard.statement.body)


def _is_harmless(statement: ast.stmt, calls: set[int]) -> bool:
    import ast

    from standards_lint.inspection.walk import is_inert

    if isinstance(statement, ast.Import | ast.ImportFrom) or is_inert(statement):
        return True
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Return | ast.Expr):
        value = statement.value
        return id(value) in calls or isinstance(value, ast.Constant | ast.Name)
    return False


def _tells(handler: Handler) -> bool:
    """Whether a handler raises again, or does something with the error."""
    from standards_lint.inspection.effects import keeps_error
    from standards_lint.inspection.walk import always_raises

    return always_raises(handler.body) or keeps_error(handler.body, handler.variable)


def _is_explained(file: SourceFile, first: int, place: ast.stmt | ast.ExceptHandler) -> bool:
    """Whether a comment above the guard or in it says why it catches so much."""
    start = first - 1
    while start and _ABOVE.match(file.lines[start - 1]):
        start -= 1
    return any(_REASON.search(line) for line in file.lines[start : place.body[0].end_lineno])


def check(context: Context) -> Iterator[Finding]:
    """One finding for each broad handler."""
    for entry, seen in context.seen(RULE.code):
        caught = f"`except {seen.text}`" if seen.text else "a bare `except`"
        packages = ", ".join(f"`{name}`" for name in seen.names)
        message = f"{caught} around the import of {packages} hides errors inside it, too"
        advice = "catch ImportError; a broken shared library raises OSError"
        fix = Fix("narrow-guard", entry.path, seen.line, seen.names, "unsafe", advice)
        yield RULE.finding(entry, seen, message, fix)


RULE = Rule(
    "DEG001",
    "broad-import-guard",
    "7.2",
    check,
    VALID,
    INVALID,
    inspect=inspect,
    hints=(b"import", GUARD_HINTS[2:]),
    fixes=("narrow-guard",),
)
