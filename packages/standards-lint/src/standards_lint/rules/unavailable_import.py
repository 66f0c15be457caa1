"""Importing a module fails in an environment that must be able to import it.

Why it is bad: the stage that runs there dies with ModuleNotFoundError, however far the chain of
imports is from the file that names the missing package.

Example, in an environment without torch:

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

from collections.abc import Iterator

from standards_lint.model import Cell, Finding, Row, Step
from standards_lint.rules.rule import Context, Example, Rule

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

_Root = tuple[str, str, int, str]


def check(context: Context) -> Iterator[Finding]:
    """One finding for each statement that breaks, and what it breaks."""
    for environment in context.environments:
        groups: dict[_Root, list[tuple[Row, Cell]]] = {}
        for row in context.matrix.modules:
            cell = row.cells.get(environment.name)
            if cell is not None and cell.verdict == "unimportable":
                groups.setdefault(_root(row, cell), []).append((row, cell))
        for (_, path, line, missing), broken in sorted(groups.items()):
            breaks, chain = _broken(broken)
            cell = broken[0][1]
            yield Finding(
                code=RULE.code,
                message=_message(cell, missing, environment.name, environment.platform)
                + _reason(environment.lookup(missing).reason if cell.kind == "module" else ""),
                path=path,
                line=line,
                environment=environment.name,
                module=chain[-1].module if chain else broken[0][0].module,
                missing=missing,
                breaks=breaks,
                chain=chain,
                assumes=tuple(sorted({text for _, other in broken for text in other.assumes})),
            )


def _root(row: Row, cell: Cell) -> _Root:
    last = cell.chain[-1] if cell.chain else Step(row.module, row.path, 1)
    return last.module, last.path, last.line, str(cell.missing)


def _broken(broken: list[tuple[Row, Cell]]) -> tuple[tuple[str, ...], tuple[Step, ...]]:
    """All modules that break, those that none of the others imports first, and one chain."""
    imported = {step.module for _, cell in broken for step in cell.chain[1:]}
    entries = sorted(row.module for row, _ in broken if row.module not in imported)
    rest = sorted(row.module for row, _ in broken if row.module in imported)
    of_entries = [cell.chain for row, cell in broken if row.module in entries or not entries]
    chain = min(of_entries, key=lambda steps: (len(steps), [step.module for step in steps]))
    return (*entries, *rest), chain


def _message(cell: Cell, missing: str, environment: str, platform: str) -> str:
    match cell.kind:
        case "distribution":
            return f"environment `{environment}` has no `{missing}`"
        case "module":
            return f"`{missing}` cannot be imported in environment `{environment}`"
        case "platform":
            return f"`{missing}` does not exist in environment `{environment}` ({platform})"
        case "name":
            return f"`{missing}` has no value in environment `{environment}`"
        case "cycle":
            return f"`{missing}` is imported before it is bound: an import cycle"
    return f"environment `{environment}` cannot compile this: {missing}"


def _reason(text: str) -> str:
    return f": {text}" if text else ""


RULE = Rule("ENV001", "unavailable-import", "2", check, VALID, INVALID)
