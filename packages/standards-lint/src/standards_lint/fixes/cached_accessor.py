"""Replaces a top-level import by a function that imports once, at the first call.

Each function that uses the module gets it from there. Where it is missing, an ImportError says
what to install; where the import stood in a `try` whose handlers bind a fallback, the function
returns that instead. Where another module has such a function, that one is imported. What
`defer-import` cannot move, this cannot either.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from standards_lint.fixes.codemod import Codemod, Example, Refused
from standards_lint.fixes.shared import Accessor

if TYPE_CHECKING:
    import libcst as cst

    from standards_lint.fixes.deferral import Plan
    from standards_lint.fixes.target import Target

_TORCH = ("torch",)
_ACCESSOR = '''@functools.cache
def {accessor}():
    """Import {module} at the first call.

    Raises:
        ImportError: it is not installed.
    """
    try:
        {statement}
    except ImportError as error:
        raise ImportError("{module} is needed here: install {distribution}") from error
    return {name}
'''
_WITH_FALLBACK = '''@functools.cache
def {accessor}():
    """Import {module} at the first call, or return what stands in for it."""
    pass
    return {name}
'''
_GUARDS = frozenset({"ImportError", "ModuleNotFoundError"})
EXAMPLES = (
    Example(
        '"""Doc."""\nimport os\n\nimport torch\n\nlog = os.x\n\n\ndef f():\n    return torch.x\n',
        4, _TORCH,
        '"""Doc."""\nimport functools\nimport os\n\nlog = os.x\n\n\n@functools.cache\n'
        'def _get_torch():\n    """Import torch at the first call.\n\n    Raises:\n'
        '        ImportError: it is not installed.\n    """\n    try:\n        import torch\n'
        "    except ImportError as error:\n"
        '        raise ImportError("torch is needed here: install torch") from error\n'
        "    return torch\n\n\ndef f():\n    torch = _get_torch()\n    return torch.x\n",
    ),
    Example(
        "import functools\ntry:\n    import cv2 as cv\nexcept ImportError:\n    cv = None\n\n"
        "def f(): return cv and cv.x\n", 3, ("cv",),
        "import functools\n\n\n@functools.cache\ndef _get_cv():\n"
        '    """Import cv2 at the first call, or return what stands in for it."""\n'
        "    try:\n        import cv2 as cv\n    except ImportError:\n        cv = None\n"
        "    return cv\n\n\ndef f():\n    cv = _get_cv()\n    return cv and cv.x\n",
    ),
    Example(
        "from torch import nn\ndef f(): nn.x\n", 1, ("nn",),
        "import functools\n\n\n@functools.cache\ndef _get_nn():\n"
        '    """Import torch at the first call.\n\n    Raises:\n'
        '        ImportError: it is not installed.\n    """\n    try:\n'
        "        from torch import nn\n"
        "    except ImportError as error:\n"
        '        raise ImportError("torch is needed here: install torch") from error\n'
        "    return nn\n\n\ndef f():\n    nn = _get_nn()\n    nn.x\n",
    ),
    Example(
        "import os\nimport torch\n\ndef f(): torch.x\n", 2, _TORCH,
        "import os\nfrom p.b import _get_torch\n\ndef f():\n    torch = _get_torch()\n"
        "    torch.x\n",
        accessors=(Accessor("p.b", "_get_torch", "import torch"),),
    ),
    Example(
        "import os\nimport torch\n\ndef f(): torch.x\n", 2, _TORCH,
        "import os\n\ndef f():\n    from p.b import _get_torch\n    torch = _get_torch()\n"
        "    torch.x\n",
        accessors=(Accessor("p.b", "_get_torch", "import torch", is_behind=True),),
    ),
    Example("import torch\nx = torch.y\n", 1, _TORCH, None, "used when the module is imported"),
    Example("import torch\ndef _get_torch(): torch\n", 1, _TORCH, None, "`_get_torch` is taken"),
    Example("import torch\nfunctools = 1\ndef f(): torch\n", 1, _TORCH, None, "`functools` is"),
    Example(
        "try:\n    import torch\n    HAS = True\nexcept ImportError:\n    torch = None\n"
        "def f(): torch\n", 2, _TORCH, None, "more than the import",
    ),
    Example(
        "try:\n    import torch\nexcept ImportError:\n    HAS = False\ndef f(): torch\n", 2, _TORCH,
        None, "does not only bind a fallback",
    ),
    Example(
        "try:\n    import torch\nexcept ImportError:\n    torch = None\nif torch: x\n", 2, _TORCH,
        None, "used when the module is imported",
    ),
)  # fmt: skip


def rewrite(target: Target) -> cst.Module:
    """The module with accessors in place of the import.

    Raises:
        Refused: it cannot leave the top level.
    """
    from standards_lint.fixes.aliases import without_names
    from standards_lint.fixes.deferral import finished, planned, starts
    from standards_lint.fixes.edits import replaced

    guard = _guard(target)
    plan = planned(target, guard)
    shared = _shared(target, plan) if guard is None else {}
    accessors = {name: _accessor_name(name) for _, name in plan.holders}
    accessors |= {name: item.name for name, item in shared.items()}
    changes = starts(target, plan, lambda name: _binding(name, accessors[name], shared.get(name)))
    own = [_accessor(target, plan, name, guard) for name in accessors if name not in shared]
    if plan.holders:
        _check_free(target, accessors.values())
        _insert(target, guard or plan.statement, own, shared.values(), changes)
    if guard is not None:
        module = replaced(target.module, changes, removed=target.node(guard))
    else:
        module = without_names(target, plan.statement, target.fix.names, changes)
    return finished(_with_functools(target, module) if own else module, plan)


def _binding(name: str, accessor: str, shared: Accessor | None) -> str:
    """The statements that bind a name in a function."""
    binding = f"{name} = {accessor}()"
    if shared is None or not shared.is_behind:
        return binding
    return f"from {shared.module} import {accessor}\n{binding}"


def _shared(target: Target, plan: Plan) -> dict[str, Accessor]:
    """The accessors of other modules that do the same, by the names they give."""
    from standards_lint.fixes.deferral import import_of

    known = {item.statement: item for item in target.request.accessors}
    found = {name: known.get(import_of(plan.statement, name)) for _, name in plan.holders}
    return {name: item for name, item in found.items() if item is not None}


def _accessor_name(name: str) -> str:
    return f"_get_{name.lstrip('_').lower()}"


def _guard(target: Target) -> ast.Try | None:
    """The `try` around the import, if there is one and it does nothing else.

    Raises:
        Refused: it does more.
    """
    statement = target.imports()
    guard = target.file.parents[statement]
    if not isinstance(guard, ast.Try) or statement not in guard.body:
        return None
    if len(guard.body) > 1 or len(statement.names) > 1 or guard.orelse or guard.finalbody:
        raise Refused("the `try` around it does more than the import")
    for handler in guard.handlers:
        if not _binds_fallback(handler, target.fix.names[0]):
            raise Refused(f"the handler on line {handler.lineno} does not only bind a fallback")
    return guard


def _binds_fallback(handler: ast.ExceptHandler, name: str) -> bool:
    if not isinstance(handler.type, ast.Name) or handler.type.id not in _GUARDS:
        return False
    match handler.body:
        case [*logged, ast.Assign(targets=[ast.Name(id=bound)], value=ast.Constant())]:
            return bound == name and all(isinstance(part, ast.Expr) for part in logged)
    return False


def _accessor(target: Target, plan: Plan, name: str, guard: ast.Try | None) -> Any:
    import libcst as cst

    from standards_lint.environments.distribution_names import distribution_of
    from standards_lint.fixes.deferral import import_of
    from standards_lint.fixes.edits import parsed, with_leading

    statement = plan.statement
    module = statement.module if isinstance(statement, ast.ImportFrom) else _module(plan, name)
    dotted = f"{'.' * getattr(statement, 'level', 0)}{module or ''}"
    text = (_ACCESSOR if guard is None else _WITH_FALLBACK).format(
        accessor=_accessor_name(name), module=dotted, name=name,
        statement=import_of(statement, name), distribution=distribution_of(dotted),
    )  # fmt: skip
    (found,) = parsed(target.module, text)
    if guard is None:
        return found
    whole = with_leading(target.node(guard), [])  # type: ignore[arg-type]
    body = cst.ensure_type(found.body, cst.IndentedBlock)
    return found.with_changes(body=body.with_changes(body=[body.body[0], whole, body.body[2]]))


def _module(plan: Plan, name: str) -> str:
    from standards_lint.fixes.target import bound_name

    return next(a.name for a in plan.statement.names if bound_name(plan.statement, a) == name)


def _check_free(target: Target, names: Iterable[str]) -> None:
    """Whether nothing in the file has one of the names.

    Raises:
        Refused: something has.
    """
    taken = {node.id for node in ast.walk(target.file.tree) if isinstance(node, ast.Name)}
    taken |= {getattr(node, "name", "") for node in target.statements()}
    for name in names:
        if name in taken:
            raise Refused(f"`{name}` is taken")
        taken.add(name)


def _insert(
    target: Target,
    statement: ast.stmt,
    own: Sequence[Any],
    shared: Iterable[Accessor],
    changes: dict[cst.CSTNode, Any],
) -> None:
    """Adds the changes that put accessors before the first function that could need them."""
    from standards_lint.fixes.edits import parsed, with_blank_lines

    texts = [f"from {item.module} import {item.name}\n" for item in shared if not item.is_behind]
    imports = parsed(target.module, "".join(texts)) if texts else []
    # Where nothing follows the import, nothing can need it.
    following = target.file.tree.body[target.file.tree.body.index(statement) + 1]
    if imports:
        _put_before(target.line(following), imports, 0, changes)
    if own:
        node = target.line(_first_after(target, statement))
        _put_before(node, [with_blank_lines(item, 2) for item in own], 2, changes)


def _put_before(
    node: cst.CSTNode, new: Sequence[Any], blank_lines: int, changes: dict[cst.CSTNode, Any]
) -> None:
    from standards_lint.fixes.edits import with_blank_lines

    own = changes.get(node)

    def change(updated: Any) -> list[Any]:
        made = own(updated) if own is not None else updated
        first, *rest = made if isinstance(made, list) else [made]
        return [*new, with_blank_lines(first, blank_lines), *rest]

    changes[node] = change


def _first_after(target: Target, statement: ast.stmt) -> ast.stmt:
    """The first definition below the import, or what stands below it if one is above."""
    body = target.file.tree.body
    at = body.index(statement)
    if at + 1 == len(body):
        raise Refused("nothing follows it")
    if any(map(_defines, body[:at])):
        return body[at + 1]
    return next(filter(_defines, body[at + 1 :]))


def _defines(statement: ast.stmt) -> bool:
    """Whether a statement defines something that may be called, or runs a program."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    is_block = isinstance(statement, (ast.If, ast.Try, ast.With, ast.For, ast.While))
    return isinstance(statement, kinds) or (
        is_block
        and not all(isinstance(part, ast.Import | ast.ImportFrom) for part in _parts(statement))
    )


def _parts(statement: ast.stmt) -> list[ast.stmt]:
    blocks = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
    handlers = [handler.body for handler in getattr(statement, "handlers", [])]
    return [part for block in (*blocks, *handlers) for part in block]


def _with_functools(target: Target, module: cst.Module) -> cst.Module:
    """The module with `import functools`.

    Raises:
        Refused: the name means something else in it.
    """
    from standards_lint.fixes.new_imports import with_import
    from standards_lint.fixes.uses import uses_of

    bound = uses_of(target.file.tree, ["functools"]).bound
    if not bound:
        return with_import(module, "import functools")
    for statement in target.file.tree.body:
        if isinstance(statement, ast.Import) and len(bound) == 1:
            names = [(alias.name, alias.asname) for alias in statement.names]
            if ("functools", None) in names:
                return module
    raise Refused(f"`functools` is bound to something else on line {bound[0][1]}")


CODEMOD = Codemod("cached-accessor", rewrite, EXAMPLES)
