"""Adding a rule is one file and one line in the registry; nothing else names it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import standards_lint

PACKAGE = Path(standards_lint.__file__).parent
SCRIPTS = PACKAGE.parent.parent / "scripts"
RULE = '''\
"""A module imports what it need not know.

Why it is bad: it is an example.

For example:

    import antigravity

Use instead: nothing.
"""

import ast
from collections.abc import Iterator

from standards_lint.model import Finding
from standards_lint.rules.rule import Context, Example, Rule

VALID = (Example({"a.py": "import json\\n"}, {"e": {}}),)
INVALID = (Example({"a.py": "import antigravity\\n"}, {"e": {}}),)


def inspect(file):
    from standards_lint.inspection import Observation

    for node in file.tree.body:
        if isinstance(node, ast.Import) and node.names[0].name == "antigravity":
            yield Observation(node.lineno, node.col_offset + 1, node.end_lineno)


def check(context: Context) -> Iterator[Finding]:
    for entry, seen in context.seen(RULE.code):
        yield RULE.finding(entry, seen, "it flies")


RULE = Rule("FLY001", "needless-flight", "2", check, VALID, INVALID, inspect=inspect)
'''


@pytest.fixture
def run(tree):
    """Runs Python with a copy of the package that has one rule more."""
    root = tree(
        {
            "m.py": "import antigravity\n",
            "n.py": "import antigravity  # standards: ignore[FLY001] for fun\n",
            "standards-lint.toml": "[environments.e]\nprovides = []\n",
        }
    )
    copy = root / "copy" / "standards_lint"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "rules" / "needless_flight.py").write_text(RULE)
    registry = copy / "rules" / "__init__.py"
    before, start, after = registry.read_text().partition("_MODULES = (\n")
    registry.write_text(f'{before}{start}    "needless_flight",\n{after}')
    environment = {**os.environ, "PYTHONPATH": str(root / "copy")}

    def python(*arguments):
        command = [sys.executable, *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return python


def test_it_is_listed_explained_selected_suppressed_tried_and_documented(run, tmp_path):
    lint = ("-m", "standards_lint")
    assert "FLY001 needless-flight (clause 2)" in run(*lint, "rule").stdout
    assert "Why it is bad: it is an example." in run(*lint, "rule", "FLY001").stdout
    assert run(*lint, "rule", "FLY001", "--test").stdout == "2 examples are judged as they say.\n"
    options = ("--select", "FLY,SUP", "--output-format", "concise")
    found = run(*lint, "check", *options).stdout
    assert found == "m.py:1:1: FLY001 it flies\nFound 1 error.\n"
    assert "FLY001" in run(*lint, "check", "--output-format", "sarif").stdout
    assert "FLY001" not in run(*lint, "check", "--ignore", "FLY").stdout

    docs = tmp_path / "docs"
    assert run(SCRIPTS / "rule_docs.py", docs).returncode == 0
    assert "[FLY001](FLY001.md)" in (docs / "index.md").read_text()
    assert (docs / "FLY001.md").read_text().startswith("# needless-flight (FLY001)")
    assert run(SCRIPTS / "rule_docs.py", "--check", docs).returncode == 0
    (docs / "FLY001.md").write_text("old")
    (docs / "OLD001.md").write_text("about no rule")
    stale = run(SCRIPTS / "rule_docs.py", "--check", docs)
    assert stale.returncode == 1
    assert "FLY001.md is out of date" in stale.stderr
    assert "OLD001.md is out of date" in stale.stderr
