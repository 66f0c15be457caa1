"""Whether a module can be imported depends on a condition that nobody can decide beforehand.

Why it is bad: an import that hangs on a value read at run time cannot be proved to work, and
fails where that value is different.

For example:

    if os.environ["BACKEND"] == "torch":
        import torch

Use instead: decide by what the environment has, and guard the import.

    try:
        import torch
    except ImportError:
        torch = None
"""

from __future__ import annotations

from collections.abc import Iterator

from standards_lint.model import Cell, Finding, Row
from standards_lint.rules.rule import Context, Example, Rule

_WITHOUT = {"mlx": {"provides": ["mlx"]}}
_ASK = "import json\nwanted = json.load(open('options.json'))\n"

VALID = (
    Example({"a.py": f"{_ASK}if wanted:\n    import mlx\n"}, _WITHOUT),
    Example({"a.py": "import sys\nif sys.platform == 'never':\n    import torch\n"}, _WITHOUT),
)
INVALID = (Example({"a.py": f"{_ASK}if wanted:\n    import torch\n"}, _WITHOUT),)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each condition in each environment."""
    for environment in context.environments:
        groups: dict[tuple[str, int, str], list[tuple[Row, Cell]]] = {}
        for row in context.matrix.modules:
            cell = row.cells.get(environment.name)
            if cell is not None and cell.verdict == "conditional":
                last = cell.chain[-1] if cell.chain else None
                path, line = (last.path, last.line) if last else (row.path, 1)
                groups.setdefault((path, line, str(cell.condition)), []).append((row, cell))
        for (path, line, condition), rows in sorted(groups.items()):
            yield Finding(
                code=RULE.code,
                message=f"in environment `{environment.name}` this depends on: {condition}",
                path=path,
                line=line,
                severity=RULE.severity,
                environment=environment.name,
                module=rows[0][0].module,
                breaks=tuple(sorted(row.module for row, _ in rows)),
                chain=min((cell.chain for _, cell in rows), key=len),
            )


RULE = Rule("ENV002", "undecidable-import", "2", check, VALID, INVALID, severity="warning")
