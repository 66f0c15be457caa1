"""Writes the manual of the rules from the rules themselves.

    python scripts/rule_docs.py FOLDER [--check]

FOLDER gets one page for each rule, and a table of all of them. With --check nothing is written;
the exit code is 1 if the folder is out of date.
"""

from __future__ import annotations

import sys
from pathlib import Path

from standards_lint.reporters import rules_markdown
from standards_lint.rules import RULES

INTRODUCTION = """\
# Rules

Each rule is one file of `standards_lint.rules`: its docstring is its page here, its examples are
its tests. `standards-lint rule CODE` shows the same. Pages and table are written by
`packages/standards-lint/scripts/rule_docs.py`.
"""


def pages() -> dict[str, str]:
    """The text of each page by its file name."""
    rules = [rule.facts() for rule in RULES]
    found = {f"{rule.code}.md": "\n".join(rules_markdown.page(rule)) for rule in rules}
    found["index.md"] = "\n".join([INTRODUCTION, *rules_markdown.table(rules), ""])
    return found


def stale(folder: Path) -> list[str]:
    """The names of pages that are out of date, missing, or about no rule."""
    wanted = pages()
    there = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.md")}
    return sorted(name for name in wanted | there if wanted.get(name) != there.get(name))


def write(folder: Path) -> None:
    """Make the folder hold exactly the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for file in folder.glob("*.md"):
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write the pages, or check them."""
    is_check = "--check" in arguments
    (folder,) = (Path(item) for item in arguments if item != "--check")
    if not is_check:
        write(folder)
        return 0
    names = stale(folder)
    for name in names:
        sys.stderr.write(f"{folder / name} is out of date; run {Path(__file__).name} {folder}\n")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
