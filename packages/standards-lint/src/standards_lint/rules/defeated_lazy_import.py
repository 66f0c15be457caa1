"""An import is deferred, yet runs while a module is imported.

A function imports a package when it is called, and a module calls it at its top level; or an
import is marked `lazy` (PEP 810), and a module touches the name at its top level.

Why it is bad: the import looks deferred and is not. Whoever loads the module loads the package,
and where the package is missing, fails or falls back at once.

For example:

    def _get_torch():
        import torch
        return torch

    DEVICE = _get_torch().device("cpu")

Use instead: call the function where the result is needed.

    def device():
        return _get_torch().device("cpu")

A function that only finds out whether a package is there defers nothing, nor does what runs
below `if __name__ == "__main__"`; a call under a condition is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from standards_lint.facts import (
    Choice,
    Class,
    Define,
    For,
    Function,
    If,
    Import,
    ImportFrom,
    Lambda,
    Logic,
    Name,
    Stmt,
    Try,
    While,
)
from standards_lint.model import Finding, Step
from standards_lint.rules.rule import Context, Example, Rule

if TYPE_CHECKING:
    import ast

    from standards_lint.inspection import Observation, SourceFile
    from standards_lint.source.discover import Entry
    from standards_lint.source.program import Program

# What may not run, or runs later.
_UNCERTAIN = (Function, Lambda, If, For, While, Try, Logic, Choice)
_LAZY_SINCE = (3, 15)
_DEFERRED, _CALLED = "deferred", "called"
_ENVIRONMENT = {"gpu": {"provides": ["torch"]}}
_NEW = {"gpu": {"provides": ["torch"], "python-version": "3.15"}}
_GET = "def _get_torch():\n    import torch\n    return torch\n\n"
_GUARDED = (
    "def _get_torch():\n    try:\n        import torch\n    except ImportError:\n"
    "        return None\n    return torch\n\n"
)
_PROBE = (
    "def _has_torch():\n    try:\n        import torch\n    except ImportError:\n"
    "        return False\n    return True\n\n"
)

VALID = (
    Example({"a.py": f"{_GET}def f():\n    return _get_torch().x\n"}, _ENVIRONMENT),
    Example({"a.py": f"{_PROBE}HAS_TORCH = _has_torch()\n"}, _ENVIRONMENT),
    Example({"a.py": f"{_GET}if __name__ == '__main__':\n    _get_torch()\n"}, _ENVIRONMENT),
    Example({"a.py": f"{_GET}f = lambda: _get_torch().x\n"}, _ENVIRONMENT),
    Example({"a.py": "def f():\n    import json\n    return json\n\nf()\n"}, _ENVIRONMENT),
    Example({"a.py": "lazy import torch\ndef f():\n    return torch.x\n"}, _NEW),
)
INVALID = (
    Example({"a.py": f"{_GET}DEVICE = _get_torch().x\n"}, _ENVIRONMENT),
    Example({"a.py": f"{_GUARDED}TORCH = _get_torch()\n"}, _ENVIRONMENT),
    Example({"a.py": f"{_GET}class A:\n    torch = _get_torch()\n"}, _ENVIRONMENT),
    Example({"b.py": _GET, "a.py": "from b import _get_torch as get\nget()\n"}, _ENVIRONMENT),
    Example({"b.py": _GET, "a.py": "import b\nb._get_torch()\n"}, _ENVIRONMENT),
    Example({"a.py": "lazy import torch\nDEVICE = torch.x\n"}, _NEW),
    Example({"a.py": "lazy from torch import nn\nclass A(nn.Module):\n    pass\n"}, _NEW),
)


def inspect(file: SourceFile) -> Iterator[Observation]:
    """Functions that hand out what they import, and calls at the top level of the module."""
    from standards_lint.inspection.walk import FunctionDef

    for statement in file.tree.body:
        if isinstance(statement, FunctionDef):
            yield from _deferred(file, statement)
    for statement in _certain(file.tree.body):
        yield from _calls(statement)


def _deferred(file: SourceFile, function: ast.FunctionDef) -> Iterator[Observation]:
    """The imports of a function that it returns, keeps, or cannot do without."""
    from standards_lint.inspection import Observation
    from standards_lint.inspection.imports import statement_imports

    for statement in function.body:
        found = statement_imports(statement, file.module, is_package=file.is_package)
        if found is not None and not found.is_relative:
            place = (statement.lineno, statement.col_offset + 1, statement.end_lineno)
            yield Observation(*place, names=found.modules, text=_DEFERRED, function=function.name)
    for guard in file.guards:
        if guard.scope == (function,) and guard.statement in function.body:
            for found in guard.imports:
                if not found.is_relative and _hands_out(function, found.names):
                    node = found.node
                    place = (node.lineno, node.col_offset + 1, node.end_lineno)
                    yield Observation(
                        *place, names=found.modules, text=_DEFERRED, function=function.name
                    )


def _hands_out(function: ast.FunctionDef, names: Sequence[str]) -> bool:
    import ast

    from standards_lint.inspection.effects import reads
    from standards_lint.inspection.walk import own_nodes

    nodes = [node for statement in function.body for node in own_nodes(statement)]
    returned = [node for node in nodes if isinstance(node, ast.Return)]
    shared = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
    return any(name in shared or reads(returned, name) for name in names)


def _certain(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The simple statements that importing the module runs whatever the conditions."""
    import ast

    for statement in body:
        if isinstance(statement, ast.ClassDef | ast.With):
            yield from _certain(statement.body)
        elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr):
            yield statement


def _calls(statement: ast.stmt) -> Iterator[Observation]:
    import ast

    from standards_lint.inspection import Observation
    from standards_lint.inspection.walk import dotted, own_nodes

    lazy = (ast.GeneratorExp, ast.IfExp, ast.BoolOp)
    skipped = {
        inner for node in own_nodes(statement) if isinstance(node, lazy) for inner in ast.walk(node)
    }
    for node in own_nodes(statement):
        if isinstance(node, ast.Call) and node not in skipped and (name := dotted(node.func)):
            place = (node.lineno, node.col_offset + 1, statement.end_lineno)
            yield Observation(*place, names=(name,), text=_CALLED)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each statement that makes a deferred import run."""
    deferred: dict[tuple[str, str], Observation] = {}
    for entry, item in context.seen(RULE.code):
        if item.text == _DEFERRED and _is_third_party(context, item.names[0]):
            deferred.setdefault((entry.name, item.function), item)
    if deferred:
        for entry, item in context.seen(RULE.code):
            if item.text == _CALLED:
                target = _target(context.program, entry, item.names[0])
                if target in deferred:
                    yield _finding(context.program, entry, item, target, deferred[target])
    if any(item.python >= _LAZY_SINCE for item in context.environments):
        yield from _touched(context)


def _is_third_party(context: Context, module: str) -> bool:
    root = module.partition(".")[0]
    if not root or context.program.find(root) is not None:
        return False
    return not any(item.is_standard(root) for item in context.environments)


def _target(program: Program, entry: Entry, name: str) -> tuple[str, str]:
    """The module and name of a first-party function that a module calls `name`."""
    owner, _, function = name.rpartition(".")
    for statement in program.facts(entry.name).body:
        if isinstance(statement, ImportFrom):
            for source, alias in statement.names:
                if (alias or source) in (name, owner):
                    base = _absolute(entry, statement)
                    return (base, source) if not owner else (f"{base}.{source}", function)
        elif isinstance(statement, Import) and owner:
            for module, alias in statement.names:
                if (alias or module) == owner:
                    return module, function
    return entry.name, name


def _absolute(entry: Entry, statement: ImportFrom) -> str:
    from standards_lint.inspection.imports import absolute

    is_package = entry.kind == "package"
    return absolute(statement.module, statement.level, entry.name, is_package=is_package)


def _finding(
    program: Program, entry: Entry, call: Observation, target: tuple[str, str], found: Observation
) -> Finding:
    module, function = target
    owner = program.find(module)
    path = entry.path if owner is None else owner.path
    return Finding(
        code=RULE.code,
        message=f"importing this module calls `{function}`, which imports `{found.names[0]}`",
        path=entry.path,
        line=call.line,
        column=call.column,
        end_line=call.end_line,
        severity=RULE.severity,
        module=entry.name,
        missing=found.names[0],
        chain=(Step(entry.name, entry.path, call.line), Step(module, path, found.line)),
    )


def _touched(context: Context) -> Iterator[Finding]:
    """Names of `lazy` imports that the top level of their module reads."""
    for entry in context.program.modules():
        body = context.program.facts(entry.name).body
        waiting: dict[str, str] = {}
        for statement in body:
            if isinstance(statement, (Import, ImportFrom)):
                if statement.is_lazy:
                    waiting.update(_bound(statement))
                continue
            for name in sorted(waiting.keys() & set(_read(statement))):
                module = waiting.pop(name)
                yield Finding(
                    code=RULE.code,
                    message=f"`{name}` is imported lazily, and importing this module reads it",
                    path=entry.path,
                    line=statement.line,
                    severity=RULE.severity,
                    module=entry.name,
                    missing=module,
                )


def _bound(statement: Import | ImportFrom) -> dict[str, str]:
    if isinstance(statement, Import):
        return {alias or name.partition(".")[0]: name for name, alias in statement.names}
    return {alias or name: statement.module for name, alias in statement.names}


def _read(statement: Stmt) -> Iterator[str]:
    """The names that a statement reads when it runs, what may not run left out."""
    stack: list[object] = [statement]
    while stack:
        item = stack.pop()
        if isinstance(item, Name):
            yield item.id
        elif isinstance(item, Define):
            stack.extend([item.decorators, item.function.defaults])
        elif isinstance(item, Class):
            stack.extend([item.decorators, item.bases, item.body, item.keywords])
        elif isinstance(item, tuple):
            stack.extend(item)
        elif hasattr(item, "__struct_fields__") and not isinstance(item, _UNCERTAIN):
            stack.extend(getattr(item, name) for name in item.__struct_fields__)


RULE = Rule(
    "LAZ001",
    "defeated-lazy-import",
    "13.1",
    check,
    VALID,
    INVALID,
    severity="warning",
    inspect=inspect,
    hints=(b"import",),
)
