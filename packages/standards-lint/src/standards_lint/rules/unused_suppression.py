"""A comment that hides findings has nothing to hide.

Why it is bad: it says that something is wrong here when nothing is, and it would hide the next
mistake. That goes for a code that no rule has, and for a comment without codes, too. Only codes
whose rules ran are judged, and only where every environment was.

For example, where every environment has numpy:

    import numpy  # standards: ignore[ENV001] not installed everywhere

Use instead: remove the comment, or the code in it that is not needed.
"""

from __future__ import annotations

from collections.abc import Iterator

from standards_lint.model import Finding, Fix, Suppression
from standards_lint.rules.rule import Context, Example, Rule

_WITHOUT = {"mlx": {"provides": ["mlx"]}}

VALID = (
    Example({"a.py": "import torch  # standards: ignore[ENV001] never run there\n"}, _WITHOUT),
    Example(
        {
            "a.py": "# standards: ignore[ENV] a is never run there\nimport b\n",
            "b.py": "import torch\n",
        },
        {"mlx": {"provides": ["mlx"], "modules": ["a"]}},
    ),
    Example({"a.py": "text = '# standards: ignore[ENV001] no comment'\n"}, _WITHOUT),
)
INVALID = (
    Example({"a.py": "import mlx  # standards: ignore[ENV001] never run there\n"}, _WITHOUT),
    Example({"a.py": "# standards: ignore-file[ENV001] never run there\n"}, _WITHOUT),
    Example({"a.py": "import torch  # standards: ignore[ENV01] never run there\n"}, _WITHOUT),
    Example({"a.py": "import torch  # standards: ignore\n"}, _WITHOUT),
)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each comment that is malformed, and for each of its codes in vain."""
    for item in context.suppressions:
        if not item.codes:
            yield _finding(item, "the comment names no rule: `# standards: ignore[CODES] reason`")
        for code in item.codes:
            if not _is_known(code, context.codes):
                yield _finding(
                    item, f"`{code}` is no rule that a comment can suppress{_hint(code, context)}"
                )
        if item.unused:
            codes = ", ".join(item.unused)
            yield _finding(item, f"nothing to suppress here: {codes}", _fix(item))


def _is_known(code: str, codes: tuple[str, ...]) -> bool:
    return code == "ALL" or any(known.startswith(code) for known in codes)


def _hint(code: str, context: Context) -> str:
    from standards_lint.config import nearest

    return f"; {nearest(code, context.codes)}"


def _fix(item: Suppression) -> Fix:
    what = "comment" if set(item.unused) == set(item.codes) else "code"
    message = f"remove the {what}"
    return Fix("remove-suppression", item.path, item.line, item.unused, "safe", message)


def _finding(item: Suppression, message: str, fix: Fix | None = None) -> Finding:
    return Finding(
        code=RULE.code,
        message=message,
        path=item.path,
        line=item.line,
        column=item.column,
        end_line=item.line,
        fix=fix,
    )


RULE = Rule(
    "SUP001",
    "unused-suppression",
    "",
    check,
    VALID,
    INVALID,
    is_review=True,
    fixes=("remove-suppression",),
)
