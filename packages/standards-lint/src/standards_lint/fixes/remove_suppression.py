"""Takes codes out of a comment that suppresses findings, and the comment where none is left.

`names` are the codes; where there are none, the comment goes as a whole.
"""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

from standards_lint.fixes.codemod import Codemod, Example, Refused

if TYPE_CHECKING:
    import libcst as cst

    from standards_lint.fixes.target import Target

# The reason ends where another comment begins.
_COMMENT = re.compile(
    r"\s*#\s*standards:\s*ignore(?:-file)?\s*\[(?P<codes>[^\]]*)\](?:(?!\s#\s).)*"
)
_EXACTLY = ("ENV001",)
EXAMPLES = (
    Example(
        "import a  # standards: ignore[ENV001] why\n", 1, _EXACTLY, "import a\n",
    ),
    Example(
        "# standards: ignore[ENV001, DEG001] why\nimport a\n", 1, _EXACTLY,
        "# standards: ignore[DEG001] why\nimport a\n",
    ),
    Example(
        "# above\n# standards: ignore-file[ENV001] x\nimport a\n", 2, _EXACTLY,
        "# above\nimport a\n",
    ),
    Example(
        "import a  # noqa: F401  # standards: ignore[ENV001] x\n", 1, _EXACTLY,
        "import a  # noqa: F401\n",
    ),
    Example(
        "import a  # standards: ignore[ENV001] see #12  # noqa: F401\n", 1, _EXACTLY,
        "import a  # noqa: F401\n",
    ),
    Example("f(  # standards: ignore[ENV001] x\n    1,\n)\n", 1, (), "f(\n    1,\n)\n"),
    Example("x = '# standards: ignore[ENV001]'\n", 1, _EXACTLY, None, "no such comment"),
    Example("# standards: ignore[DEG001] x\n", 1, _EXACTLY, None, "does not name ENV001"),
)  # fmt: skip


def rewrite(target: Target) -> cst.Module:
    """The module without the codes.

    Raises:
        Refused: no such comment stands on the line.
    """
    import libcst as cst

    text = target.module.code
    at = target.fix.line - 1
    lines = text.split("\n")
    column = _comment_column(text, target.fix.line)
    match = _COMMENT.search(lines[at][column:]) if column is not None else None
    if column is None or match is None:
        raise Refused(f"no such comment is on line {target.fix.line}")
    before, comment = lines[at][:column], lines[at][column:]
    changed = before + _without(comment, match, target.fix.names)
    lines[at : at + 1] = [changed.rstrip()] if changed.strip() else []
    return cst.parse_module("\n".join(lines))


def _comment_column(text: str, line: int) -> int | None:
    """Where the comment of a line begins; None where it has none, or the text no tokens."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and token.start[0] == line:
                return token.start[1]
    except (tokenize.TokenError, SyntaxError):
        return None
    return None


def _without(comment: str, match: re.Match[str], names: tuple[str, ...]) -> str:
    codes = [code.strip() for code in match["codes"].split(",") if code.strip()]
    for name in names:
        if name not in codes:
            raise Refused(f"the comment does not name {name}")
    kept = [code for code in codes if names and code not in names]
    if not kept:
        before, after = comment[: match.start()], comment[match.end() :]
        return before + after if before else after.lstrip()
    return comment[: match.start("codes")] + ", ".join(kept) + comment[match.end("codes") :]


CODEMOD = Codemod("remove-suppression", rewrite, EXAMPLES)
