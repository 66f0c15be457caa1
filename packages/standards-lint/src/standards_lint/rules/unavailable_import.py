"""Importing a module fails in an environment that must be able to import it.

Why it is bad: the stage that runs there dies with ModuleNotFoundError, however far the chain of
imports is from the file that names the missing package.

For example, in an environment without torch:

    # device.py
    import torch

    # main.py
    import device

Use instead: import the package where it is used, once, with a fallback that says what is missing.

    def _get_torch():
        try:
            import torch
        except ImportError:
            return None
        return torch
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from standards_lint.environments import Environment
from standards_lint.model import PLATFORM_FACTS, Cell, Finding, Fix, Row, Step, is_dotted_name
from standards_lint.rules.rule import Context, Example, Rule
from standards_lint.statements import module_imports, names_of

_WITHOUT = {"mlx": {"provides": ["mlx"]}}

VALID = (
    Example({"a.py": "def f():\n    import torch\n"}, _WITHOUT),
    Example({"a.py": "try:\n    import torch\nexcept ImportError:\n    torch = None\n"}, _WITHOUT),
    Example({"a.py": "import b\n", "b.py": "import mlx.core\n"}, _WITHOUT),
)
INVALID = (
    Example({"a.py": "import torch\n"}, _WITHOUT),
    Example({"a.py": "import b\n", "b.py": "import torch\n"}, _WITHOUT),
    Example({"p/__init__.py": "import torch\n", "p/q.py": ""}, _WITHOUT),
)

_Root = tuple[str, int, str]


class _Broken(Struct, frozen=True):
    environment: Environment
    row: Row
    cell: Cell


def check(context: Context) -> Iterator[Finding]:
    """One finding for each statement that breaks in an environment, and what it breaks.

    The platforms of an environment that break in the same way share it.
    """
    groups: dict[tuple[str, _Root], list[_Broken]] = {}
    for environment in context.environments:
        for row in context.matrix.modules:
            cell = row.cells.get(environment.name)
            if cell is not None and cell.verdict == "unimportable":
                key = (environment.environment, _root(row, cell))
                groups.setdefault(key, []).append(_Broken(environment, row, cell))
    sizes = Counter(environment.environment for environment in context.environments)
    for (name, root), broken in sorted(groups.items(), key=lambda item: item[0]):
        places = sorted({item.environment.name for item in broken})
        label = name if len(places) == sizes[name] else ", ".join(places)
        yield _finding(context, label, root, broken)


def _finding(context: Context, label: str, root: _Root, broken: list[_Broken]) -> Finding:
    path, line, missing = root
    first = broken[0]
    breaks, chain = _extent(broken)
    return Finding(
        code=RULE.code,
        message=_message(first.cell, missing, label, first.environment),
        path=path,
        line=line,
        environment=label,
        module=chain[-1].module if chain else first.row.module,
        missing=missing,
        breaks=breaks,
        chain=chain,
        assumes=tuple(sorted({text for item in broken for text in item.cell.assumes})),
        fix=_fix(context, first),
    )


def _fix(context: Context, broken: _Broken) -> Fix | None:
    """To import later what is missing, where a statement outside functions imports it at once."""
    cell, row = broken.cell, broken.row
    if cell.kind not in ("distribution", "module", "platform") or not cell.chain:
        return None
    step = cell.chain[-1]
    code, name = context.code(row)
    at = name if step.module == row.module else step.module
    for statement, _ in module_imports(code.statements_at(at, step.line)):
        names = names_of(statement)
        if statement.line == step.line and "*" not in names:
            text = "import it when a function that uses it is called"
            return Fix("cached-accessor", step.path, step.line, names, "unsafe", text)
    return None


def _root(row: Row, cell: Cell) -> _Root:
    last = cell.chain[-1] if cell.chain else Step(row.module, row.path, 1)
    return last.path, last.line, str(cell.missing)


def _extent(broken: list[_Broken]) -> tuple[tuple[str, ...], tuple[Step, ...]]:
    """All modules that break, those that none of the others imports first, and one chain."""
    imported = {step.module for item in broken for step in item.cell.chain[1:]}
    modules = sorted({item.row.module for item in broken})
    entries = [module for module in modules if module not in imported]
    rest = [module for module in modules if module in imported]
    chains = [item.cell.chain for item in broken if item.row.module in (entries or modules)]
    chain = min(chains, key=lambda steps: (len(steps), [step.module for step in steps]))
    return (*entries, *rest), chain


def _message(cell: Cell, missing: str, label: str, environment: Environment) -> str:
    match cell.kind:
        case "distribution":
            return f"environment `{label}` has no `{missing}`"
        case "module":
            reason = environment.lookup(missing).reason
            text = f"`{missing}` cannot be imported in environment `{label}`"
            return f"{text}: {reason}" if reason else text
        case "platform":
            version = ".".join(map(str, environment.python))
            place = f"environment `{label}` (Python {version} on {environment.platform})"
            if missing in PLATFORM_FACTS:
                return f"{place} is refused here, by its `{missing}`"
            return f"{place} has no `{missing}`"
        case "name" if not is_dotted_name(missing):
            return f"this is raised in environment `{label}`: {missing}"
        case "name":
            return f"`{missing}` does not exist in environment `{label}`"
        case "cycle":
            return f"`{missing}` is imported before it is bound: an import cycle"
    return f"environment `{label}` cannot compile this: {missing}"


RULE = Rule("ENV001", "unavailable-import", "2", check, VALID, INVALID, fixes=("cached-accessor",))
