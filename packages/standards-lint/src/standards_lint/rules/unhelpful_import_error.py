"""An error about a missing package does not say what to install.

Looked at is what a handler raises for a failed import of another distribution, and what is raised
where a name that a handler binds to None or False is checked: an ImportError, ModuleNotFoundError
or RuntimeError. Its message is helpful if it names the package or the distribution, says what is
required, speaks of installing (`pip`, `conda`, an extra), or contains the original error. A plain
`raise`, other classes, and messages whose text is not written out in the module are left alone.

Why it is bad: whoever reads the log knows that something is missing and not what, and the
traceback that would tell is often cut off on the way.

For example:

    try:
        import torch
    except ImportError:
        raise RuntimeError("GPU support is not available")

Use instead:

    try:
        import torch
    except ImportError as error:
        raise RuntimeError("GPU support needs torch: pip install torch") from error
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from standards_lint.model import Finding
from standards_lint.rules.rule import GUARD_HINTS, Context, Example, Rule

if TYPE_CHECKING:
    import ast

    from standards_lint.inspection import Observation, SourceFile
    from standards_lint.inspection.guards import Guard, Handler

_ANY = {"app": {"provides": ["torch"]}}
_RAISED = ("ImportError", "ModuleNotFoundError", "RuntimeError")
_ADVICE = re.compile(
    r"install|\bpip3?\b|conda|\bextras?\b|requirements|\b(?:requires?|needs?) \S", re.IGNORECASE
)
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


def _example(statement: str, module: str = "torch") -> Example:
    return Example(
        {"a.py": f"try:\n    import {module}\nexcept ImportError as e:\n    {statement}\n"}, _ANY
    )


_FLAG = "try:\n    import torch\nexcept ImportError:\n    torch = None\ndef f():\n"

VALID = (
    _example("raise"),
    _example("raise ImportError('torch is missing')"),
    _example("raise ImportError('use: pip install me[gpu]') from e"),
    _example("raise ImportError('GPU support requires PyTorch')"),
    _example("raise RuntimeError(f'no GPU support: {e}')"),
    _example("raise RuntimeError('OpenCV is missing')", "cv2"),
    _example("raise RuntimeError('scikit-learn is missing')", "sklearn.svm"),
    _example("raise SystemExit('no GPU support')"),
    _example("raise ImportError(MESSAGE)"),
    _example("raise RuntimeError('only on Unix')", "fcntl"),
    _example("raise ImportError('not built')", "a._fast"),
    Example({"a.py": _FLAG + "    if torch is None: raise ImportError('no torch')\n"}, _ANY),
    Example({"a.py": "def f(x):\n    if x is None: raise RuntimeError('no x')\n"}, _ANY),
)
INVALID = (
    _example("raise ImportError"),
    _example("raise ImportError()"),
    _example("raise RuntimeError('GPU support is missing')"),
    _example("raise ModuleNotFoundError('GPU support ' + 'is missing') from e"),
    _example("message = 'no GPU support'; raise ImportError(message)"),
    Example({"a.py": _FLAG + "    if torch is None: raise RuntimeError('no GPU')\n"}, _ANY),
    Example({"a.py": _FLAG + "    if not torch: raise ImportError('no GPU')\n"}, _ANY),
)


def inspect(file: SourceFile) -> Iterator[Observation]:
    """Unhelpful errors; `names` holds what is missing, `text` the class that is raised."""
    from standards_lint.inspection import Observation

    seen = set()
    for node, guard, variable in [*_in_handlers(file), *_at_checks(file)]:
        raised = _class(node)
        message = _message(file, node, variable)
        if node in seen or raised not in _RAISED or message is None:
            continue
        seen.add(node)
        if not _helps(message, guard):
            yield Observation(
                line=node.lineno,
                column=node.col_offset + 1,
                end_line=node.end_lineno or node.lineno,
                names=_foreign(file, guard),
                text=raised,
                function=guard.qualified,
            )


def _in_handlers(file: SourceFile) -> Iterator[tuple[ast.Raise, Guard, str]]:
    for guard in file.guards:
        if _foreign(file, guard):
            for handler in guard.handlers:
                for node in _raises(handler.body):
                    yield node, guard, handler.variable


def _at_checks(file: SourceFile) -> Iterator[tuple[ast.Raise, Guard, str]]:
    """What is raised below an `if` that asks for a name that means a package is missing."""
    import ast

    from standards_lint.inspection.walk import statements

    markers = {
        name: guard
        for guard in file.guards
        if not guard.scope and _foreign(file, guard)
        for handler in guard.handlers
        for name in _falsy(handler)
    }
    for statement in statements(file.tree.body, into=True) if markers else ():
        if isinstance(statement, ast.If):
            name = _absent(statement.test)
            if name in markers:
                for node in _raises(statement.body):
                    yield node, markers[name], ""


def _absent(test: ast.expr) -> str:
    """The name of `not name` and `name is None`."""
    import ast

    match test:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            return name
        case ast.Compare(
            left=ast.Name(id=name), ops=[ast.Is()], comparators=[ast.Constant(value=None)]
        ):
            return name
    return ""


def _falsy(handler: Handler) -> Iterator[str]:
    import ast

    for statement in handler.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=None | False)):
                yield name


def _raises(body: tuple[ast.stmt, ...] | list[ast.stmt]) -> Iterator[ast.Raise]:
    import ast

    from standards_lint.inspection.effects import nodes

    yield from (node for node in nodes(body) if isinstance(node, ast.Raise))


def _foreign(file: SourceFile, guard: Guard) -> tuple[str, ...]:
    """What a guard imports of other distributions; none where it imports anything else."""
    import sys

    own = file.module.partition(".")[0]
    roots = {root for item in guard.imports for root in item.roots}
    is_other = not any(item.is_relative for item in guard.imports)
    is_other = is_other and own not in roots and roots.isdisjoint(sys.stdlib_module_names)
    return guard.modules if is_other else ()


def _class(node: ast.Raise) -> str:
    import ast

    from standards_lint.inspection.walk import dotted

    return dotted(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)


def _message(file: SourceFile, node: ast.Raise, variable: str) -> str | None:
    """The text of an error as far as it is written out; None where something else is in it."""
    import ast

    if not isinstance(node.exc, ast.Call):
        return ""
    if node.exc.keywords:
        return None
    parts = []
    for argument in node.exc.args:
        for inner in ast.walk(argument):
            if isinstance(inner, ast.Constant):
                parts.append(str(inner.value))
            elif isinstance(inner, ast.Name):
                text = None if inner.id == variable else _text_of(file, inner.id)
                if text is None:
                    return None
                parts.append(text)
    return " ".join(parts)


def _text_of(file: SourceFile, name: str) -> str | None:
    """The text that a name of this file is always bound to."""
    import ast

    bound = [item for scope in file.names.scopes.values() for item in scope.bindings.get(name, ())]
    statements = [file.parents.get(item) for item in bound]
    match statements:
        case [ast.Assign(value=value)]:
            texts = [item for item in ast.walk(value) if isinstance(item, ast.Constant)]
            is_plain = not any(isinstance(item, ast.Name | ast.Call) for item in ast.walk(value))
            return " ".join(str(item.value) for item in texts) if is_plain else None
    return None


def _helps(message: str, guard: Guard) -> bool:
    from standards_lint.environments.distribution_names import distributions

    if _ADVICE.search(message):
        return True
    said = _NO_LETTERS.sub("", message.lower())
    words = {part for module in guard.modules for part in module.split(".")} | set(guard.names)
    for module in guard.modules:
        for distribution in distributions(module):
            words |= {distribution, distribution.partition("-")[0]}
    return any(_NO_LETTERS.sub("", word.lower()) in said for word in words)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each error that does not say what is missing."""
    for entry, seen in context.seen(RULE.code):
        packages = ", ".join(f"`{name}`" for name in seen.names)
        message = f"this {seen.text} says neither that {packages} is missing nor what to install"
        yield RULE.finding(entry, seen, message)


RULE = Rule(
    "DEG006",
    "unhelpful-import-error",
    "7.2",
    check,
    VALID,
    INVALID,
    severity="warning",
    inspect=inspect,
    hints=(b"import", GUARD_HINTS, b"raise"),
)
