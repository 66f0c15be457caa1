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

import re
from collections.abc import Iterator

from standards_lint.model import Finding, Row
from standards_lint.rules.rule import Context, Example, Rule

# A condition ends with the place where it is asked.
_PLACE = re.compile(r" \((?P<path>[^()]+):(?P<line>\d+)\)$")
_WITHOUT = {"mlx": {"provides": ["mlx"]}}
_ASK = "import json\nwanted = json.load(open('options.json'))\n"

VALID = (
    Example({"a.py": f"{_ASK}if wanted:\n    import mlx\n"}, _WITHOUT),
    Example({"a.py": "import sys\nif sys.platform == 'never':\n    import torch\n"}, _WITHOUT),
)
INVALID = (Example({"a.py": f"{_ASK}if wanted:\n    import torch\n"}, _WITHOUT),)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each condition in each environment, and the modules that wait for it."""
    for environment in context.environments:
        groups: dict[str, list[Row]] = {}
        for row in context.matrix.modules:
            cell = row.cells.get(environment.name)
            if cell is not None and cell.verdict == "conditional":
                groups.setdefault(str(cell.condition), []).append(row)
        for condition, rows in sorted(groups.items()):
            place = _PLACE.search(condition)
            path, line = (place["path"], int(place["line"])) if place else (rows[0].path, 1)
            text = _PLACE.sub("", condition)
            yield Finding(
                code=RULE.code,
                message=f"in environment `{environment.name}` an import here depends on: {text}",
                path=path,
                line=line,
                severity=RULE.severity,
                environment=environment.name,
                module=rows[0].module,
                breaks=tuple(sorted(row.module for row in rows)),
            )


RULE = Rule("ENV002", "undecidable-import", "2", check, VALID, INVALID, severity="warning")
