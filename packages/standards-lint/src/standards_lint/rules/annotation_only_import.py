"""A package is imported for annotations alone, which nothing evaluates.

Reported are top-level imports of other distributions that some environment of the module lacks,
if no name they bind is used but in annotations, in modules with `from __future__ import
annotations`, where nothing evaluates them. Other modules are not looked at, even where each
annotation is a text or Python 3.14 evaluates none. All imports of one distribution count together:
where one of them is needed at run time, the others cost nothing. Left alone are names
that are exported, guarded imports, the `__init__` of packages, modules that mention a library that
reads annotations at run time (pydantic, typer, FastAPI, `get_type_hints`, singledispatch...),
fields of classes, and functions and classes below decorators that may read them.

Why it is bad: the module cannot be imported, or loads slowly, in an environment that would never
use the package. Only the type checker needs the import.

For example, in an environment without torch:

    from __future__ import annotations

    import torch

    def length(audio: torch.Tensor) -> int:
        return audio.shape[-1]

Use instead:

    from __future__ import annotations

    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        import torch

    def length(audio: torch.Tensor) -> int:
        return audio.shape[-1]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from standards_lint.model import Finding, Fix
from standards_lint.rules.rule import Context, Example, Rule

if TYPE_CHECKING:
    import ast

    from standards_lint.inspection import Observation, SourceFile
    from standards_lint.inspection.imports import Imported
    from standards_lint.inspection.names import Load

_READERS = re.compile(
    r"\b(?:pydantic|fastapi|typer|sqlmodel|beartype|typeguard|strawberry|cattrs?|msgspec|injector"
    r"|dacite|mashumaro|jaxtyping|get_type_hints|get_annotations|singledispatch(?:method)?"
    r"|jit|__annotations__|signature|HfArgumentParser|validate_call|langchain\w*|haystack|ray)\b"
)
_HARMLESS = frozenset(
    (
        "abstractmethod abstractproperty cache cached_property classmethod contextmanager dataclass"
        " asynccontextmanager deleter deprecated final getter lru_cache no_grad override overload"
        " property runtime_checkable setter staticmethod total_ordering wraps fixture parametrize"
    ).split()
)
_LEAN = {"lean": {"provides": []}, "full": {"provides": ["torch"]}}
_FUTURE = "from __future__ import annotations\n"
_USE = "def f(x: torch.Tensor): ...\n"


def _example(source: str, future: str = _FUTURE) -> Example:
    return Example({"a.py": future + source}, _LEAN)


VALID = (
    _example(f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch\n{_USE}"),
    _example(f"import torch\n{_USE}", ""),
    _example(f"import torch\n{_USE}y = torch.x\n"),
    _example(f"import torch\nfrom torch import nn\n{_USE}y = nn.x\n"),
    _example(f"import torch\n__all__ = ['torch']\n{_USE}"),
    _example(f"import pydantic\nimport torch\n{_USE}"),
    _example(f"import torch\n@app.get\n{_USE}"),
    _example("import torch\nclass C:\n    x: torch.Tensor\n"),
    _example("import torch\n"),
    _example(f"import json as torch\n{_USE}"),
    _example(f"try:\n    import torch\nexcept ImportError:\n    torch = None\n{_USE}"),
    Example(
        {"a.py": f"{_FUTURE}import torch\n{_USE}"},
        {"lean": {"provides": [], "except-modules": ["a"]}, "full": {"provides": ["torch"]}},
    ),
    Example(
        {"a.py": f"{_FUTURE}import torch\n{_USE}"},
        {"one": {"provides": ["torch"]}, "two": {"provides": ["torch"]}},
    ),
)
INVALID = (
    _example(f"import torch\n{_USE}"),
    _example("from torch import Tensor as T\ndef f() -> T | None: ...\n"),
    _example("import torch\ndef f(x: 'torch.Tensor'): ...\n"),
    _example("import torch\ndef f():\n    x: torch.Tensor = g()\n"),
    _example("import torch\nclass C:\n    @staticmethod\n    def f(x: torch.T): ...\n"),
    _example("import torch\nimport torch.nn as nn\ndef f(x: torch.T, y: nn.M): ...\n"),
)


def inspect(file: SourceFile) -> Iterator[Observation]:
    """Imports for annotations alone; `names` holds the bound names, `text` the module."""
    from standards_lint.inspection import Observation

    groups: dict[str, list[Imported]] = {}
    for item in _imports(file):
        groups.setdefault(item.roots[0], []).append(item)
    if not groups or file.is_package or _READERS.search(file.text) or not _is_postponed(file):
        return
    for items in groups.values():
        names = [name for item in items for name in item.names]
        if all(_is_annotation(file, name) for name in names):
            for item in items:
                node = item.node
                place = (node.lineno, node.col_offset + 1, node.end_lineno or node.lineno)
                yield Observation(*place, names=item.names, text=item.modules[0])


def _imports(file: SourceFile) -> Iterator[Imported]:
    """The top-level imports of other distributions, one module each."""
    import sys

    from standards_lint.inspection.imports import statement_imports

    own = {file.module.partition(".")[0], *sys.stdlib_module_names}
    for statement in file.tree.body:
        found = statement_imports(statement, file.module, is_package=file.is_package)
        if found is None or found.is_relative or len(found.roots) != 1:
            continue
        if own.isdisjoint(found.roots):
            yield found


def _is_annotation(file: SourceFile, name: str) -> bool:
    """Whether a name is bound by imports, and read in unevaluated annotations alone."""
    import ast

    names = file.names
    bound = names.module.bindings.get(name, ())
    if not bound or not all(isinstance(node, ast.Import | ast.ImportFrom) for node in bound):
        return False
    loads = names.uses(names.module, name)
    if not loads or any(load.when == "run" for load in loads):
        return False
    if name in names.exported or any(map(_is_reexport, bound)):
        return False
    return all(_is_unevaluated(file, load) for load in loads)


def _is_reexport(node: ast.AST) -> bool:
    """Whether an import says `as` the same name, which type checkers take for an export."""
    return any(alias.asname == alias.name for alias in node.names)


def _is_unevaluated(file: SourceFile, load: Load) -> bool:
    import ast

    from standards_lint.inspection.walk import Definition

    if isinstance(load.scope.node, ast.ClassDef) and _is_field(file, load.node):
        return False
    current: ast.AST | None = load.node
    while current is not None:
        if isinstance(current, Definition) and not all(map(_is_harmless, current.decorator_list)):
            return False
        current = file.parents.get(current)
    return True


def _is_field(file: SourceFile, node: ast.AST) -> bool:
    """Whether a node belongs to the annotation of a class's variable, not of a method."""
    import ast

    current: ast.AST | None = node
    while current is not None and not isinstance(current, ast.stmt):
        current = file.parents.get(current)
    return isinstance(current, ast.AnnAssign)


def _is_harmless(decorator: ast.expr) -> bool:
    """Whether a decorator is known not to read annotations."""
    import ast

    from standards_lint.inspection.walk import last_part

    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return last_part(called) in _HARMLESS


def _is_postponed(file: SourceFile) -> bool:
    import ast

    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in file.tree.body
    )


def check(context: Context) -> Iterator[Finding]:
    """One finding for each such import of something that an environment lacks."""
    for entry, seen in context.seen(RULE.code):
        wanted = [item for item in context.environments if item.must_import(entry.name)]
        lacking = [item for item in wanted if item.lookup(seen.text).state != "present"]
        if lacking:
            message = f"only annotations use `{seen.text}`, and environment `{lacking[0].name}`"
            advice = "import it under TYPE_CHECKING"
            fix = Fix("type-checking-import", entry.path, seen.line, seen.names, "unsafe", advice)
            yield RULE.finding(entry, seen, f"{message} lacks it: {advice}", fix)


RULE = Rule(
    "LAZ002",
    "annotation-only-import",
    "13.1",
    check,
    VALID,
    INVALID,
    severity="warning",
    inspect=inspect,
    hints=(b"from __future__ import annotations",),
    fixes=("type-checking-import",),
)
