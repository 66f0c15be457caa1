"""An environment holds a package that it must never have.

Why it is bad: the environments are kept apart on purpose; a package that slips in through a
dependency makes it large, slow to load, or breaks what is there.

For example, with `forbid = ["torch"]` and a lock that lists torch.

Use instead: exclude the package when the lock is resolved, or drop what requires it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from standards_lint.environments import Environment
from standards_lint.model import Finding
from standards_lint.paths import shown
from standards_lint.rules.rule import Context, Example, Rule

_LISTED = re.compile(r"\s*(?:name = \")?([A-Za-z0-9][\w.-]*)")
_SEPARATORS = re.compile(r"[-_.]+")
_LOCK = {"provides-from": ["requirements.txt"], "forbid": ["torch"]}

VALID = (Example({"a.py": "", "requirements.txt": "mlx\n"}, {"mlx": _LOCK}),)
INVALID = (
    Example({"a.py": "", "requirements.txt": "mlx\ntorch==2.8.0\n"}, {"mlx": _LOCK}),
    Example({"a.py": ""}, {"mlx": {"provides": ["torch"], "forbid": ["torch"]}}),
)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each forbidden package of each environment."""
    for environment in context.environments:
        for name in environment.forbid:
            if environment.holds(name):
                path, line = _place(environment, name, context.configuration)
                yield Finding(
                    code=RULE.code,
                    message=f"environment `{environment.name}` holds `{name}`, which it forbids",
                    path=path,
                    line=line,
                    environment=environment.name,
                    missing=None,
                )


def _place(environment: Environment, name: str, configuration: str) -> tuple[str, int]:
    """The line of the requirements file or lock that lists it, else the configuration."""
    source = Path(environment.contents.source)
    if not source.is_file():
        return configuration or environment.contents.source, 1
    lines = source.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, 1):
        found = _LISTED.match(line)
        if found and _comparable(found[1]) == _comparable(name):
            return shown(source), number
    return shown(source), 1


def _comparable(name: str) -> str:
    return _SEPARATORS.sub("-", name).lower()


RULE = Rule("ENV006", "forbidden-package", "2", check, VALID, INVALID)
