"""A comment hides findings and does not say why.

Why it is bad: nobody can tell later whether the reason still holds, so the comment stays for ever.

For example:

    import torch  # standards: ignore[ENV001]

Use instead: write the reason behind the codes.

    import torch  # standards: ignore[ENV001] this stage runs in the torch environment only
"""

from __future__ import annotations

from collections.abc import Iterator

from standards_lint.model import Finding
from standards_lint.rules.rule import Context, Example, Rule

_WITHOUT = {"mlx": {"provides": ["mlx"]}}

VALID = (
    Example({"a.py": "import torch  # standards: ignore[ENV001] never run there\n"}, _WITHOUT),
    Example({"a.py": "# standards: ignore-file[ENV001] generated\nimport torch\n"}, _WITHOUT),
)
INVALID = (
    Example({"a.py": "import torch  # standards: ignore[ENV001]\n"}, _WITHOUT),
    Example({"a.py": "# standards: ignore-file[ENV001]\nimport torch\n"}, _WITHOUT),
    Example({"a.py": "import torch  # standards: ignore[ENV001]  # noqa: F401\n"}, _WITHOUT),
)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each comment that names rules and has nothing behind them."""
    for item in context.suppressions:
        if item.codes and not item.reason:
            yield Finding(
                code=RULE.code,
                message=f"no reason is given for suppressing {', '.join(item.codes)}",
                path=item.path,
                line=item.line,
                column=item.column,
                end_line=item.line,
            )


RULE = Rule("SUP002", "suppression-without-reason", "", check, VALID, INVALID, is_review=True)
