"""`imports.toml` no longer tells what its environment holds.

Why it is bad: verdicts rest on what was recorded; after a change of the lock they would rest on
what used to be installed. Until the record is made again, the lock decides.

For example, after a new version was locked in `requirements.txt`.

Use instead: install the environment from its lock, then record it with `standards-lint env sync`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from standards_lint.model import Finding
from standards_lint.paths import shown
from standards_lint.rules.rule import Context, Example, Rule

_RECORD = """version = 1
python = "3.11.7"
platform = "linux"
machine = "x86_64"
lock = "requirements.txt"
lock-digest = "{digest}"

[distributions]
"""
_UP_TO_DATE = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_ENVIRONMENT = {"app": {"provides-from": ["env"]}}

VALID = (
    Example(
        {
            "a.py": "",
            "env/requirements.txt": "",
            "env/imports.toml": _RECORD.format(digest=_UP_TO_DATE),
        },
        _ENVIRONMENT,
    ),
)
INVALID = (
    Example(
        {
            "a.py": "",
            "env/requirements.txt": "mlx\n",
            "env/imports.toml": _RECORD.format(digest=_UP_TO_DATE),
        },
        _ENVIRONMENT,
    ),
)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each record that is out of date, whichever environments use it."""
    problems = {
        problem for environment in context.environments for problem in environment.contents.problems
    }
    for problem in sorted(problems, key=lambda problem: (problem.path, problem.message)):
        path = Path(problem.path)
        yield Finding(
            code=RULE.code,
            message=f"{path.name} {problem.message}",
            path=shown(path),
            line=1,
            severity=RULE.severity,
        )


RULE = Rule("ENV007", "stale-record", "2", check, VALID, INVALID, severity="warning")
