"""A module belongs to no environment.

Why it is bad: nobody says where it must be importable, so nothing is checked about it; it breaks
in whichever environment first meets it.

For example, with `modules = ["app.*"]` in the only environment, the module `tools`.

Use instead: name it in the `modules` of the environments that it is for, or leave its file out
with `exclude`.
"""

from __future__ import annotations

from collections.abc import Iterator

from standards_lint.model import Finding
from standards_lint.rules.rule import Context, Example, Rule

_APP = {"modules": ["app.*"]}

VALID = (
    Example({"app/__init__.py": "", "app/a.py": "", "tools.py": ""}, {"all": {}}),
    Example({"app/__init__.py": "", "app/a.py": ""}, {"app": _APP}),
    Example(
        {"app/a.py": "", "tools.py": ""},
        {"app": {**_APP, "except-modules": ["app.a"]}, "rest": {"modules": ["app.a", "tools"]}},
    ),
)
INVALID = (
    Example({"app/__init__.py": "", "tools.py": ""}, {"app": _APP}),
    Example({"app/a.py": ""}, {"app": {**_APP, "except-modules": ["app.a"]}}),
)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each module that no declared environment must import, or run."""
    run = {name for script in context.scripts for name in script.modules}
    for entry in context.program.modules():
        if entry.name in run:
            continue
        if not any(item.must_import(entry.name) for item in context.declared):
            yield Finding(
                code=RULE.code,
                message=f"no environment is declared to import `{entry.name}`",
                path=entry.path,
                line=1,
                severity=RULE.severity,
                module=entry.name,
            )


RULE = Rule("ENV005", "module-without-environment", "2", check, VALID, INVALID, severity="warning")
