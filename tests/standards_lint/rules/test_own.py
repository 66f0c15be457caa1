"""Rules of a repository's own, from a folder that the configuration names."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from standards_lint.cli import main

CONFIG = "rules = 'rules'\nselect = ['OWN']\n[environments.e]\nprovides = []\n"
RULE = '''\
"""A function is called by a bad name.

Why it is bad: nobody knows what it does.

For example:

    def foo(): ...

Use instead: say what it does.
"""

import ast

from standards_lint.inspection import Observation
from standards_lint.rules import Example, Rule

BAD = "foo"
VALID = (Example({"a.py": "def good(): ...\\n"}, {"e": {}}),)
INVALID = (Example({"a.py": "def foo(): ...\\n"}, {"e": {}}),)


def inspect(file):
    for node in ast.walk(file.tree):
        if isinstance(node, ast.FunctionDef) and node.name == BAD:
            yield Observation(node.lineno, 1, node.lineno)


def check(context):
    for entry, seen in context.seen(RULE.code):
        yield RULE.finding(entry, seen, f"called {BAD}")


RULE = Rule("OWN001", "bad-name", "2", check, VALID, INVALID, inspect=inspect, hints=(b"def",))
'''
FILES = {
    "standards-lint.toml": CONFIG,
    "rules/bad_name.py": RULE,
    "src/a.py": "def foo(): ...\n\n\ndef bar(): ...\n",
}


def invoke(*arguments):
    return CliRunner().invoke(main, [str(item) for item in arguments])


def found():
    result = invoke("check", "--output-format", "json")
    assert result.exit_code in (0, 1), result.output
    return [(item["code"], item["line"]) for item in json.loads(result.stdout)["findings"]]


def test_it_is_selected_and_finds(tree):
    tree(FILES)
    assert found() == [("OWN001", 1)]
    assert "All checks passed" in invoke("check", "--ignore", "OWN001").stdout


def test_the_cache_notices_a_change_of_the_rule(tree):
    root = tree(FILES)
    assert found() == [("OWN001", 1)]
    (root / "rules" / "bad_name.py").write_text(RULE.replace('"foo"', '"bar"'))
    assert found() == [("OWN001", 4)]


def test_it_can_be_suppressed(tree):
    tree({**FILES, "src/a.py": "def foo(): ...  # standards: ignore[OWN] an old name\n"})
    assert found() == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = (", "rules/bad_name.py:1: cannot be run: SyntaxError"),
        ("\n1 / 0\n", "rules/bad_name.py:2: cannot be run: ZeroDivisionError"),
        ('"""Doc."""\n', "rules/bad_name.py: defines no RULE = Rule(...)"),
        ("RULE = 1\n", "rules/bad_name.py: defines no RULE = Rule(...)"),
        (RULE.replace('"OWN001"', '"own"'), "rules/bad_name.py: 'own' is no code like ABC001"),
        (RULE.replace('"OWN001"', '"ENV001"'), "ENV001 is there already"),
        (RULE.replace('"bad-name"', '"unavailable-import"'), "ENV001 is there already"),
        (RULE.replace('"OWN001", "bad-name"', '"OWN001"'), "cannot be run: TypeError"),
        (RULE.partition('"""\n\n')[2], "no docstring at its top"),
        (RULE.replace("node.name == BAD", "1 / 0"), "bad_name.py:24: OWN001 fails: ZeroDivision"),
        (RULE.replace("in context.seen(", "in context.sen("), "OWN001 fails: AttributeError"),
        (RULE.replace("check, VALID", "print, VALID"), "check is not defined in this file"),
    ],
)
def test_what_is_wrong_with_it_is_told(tree, text, message):
    tree({**FILES, "rules/bad_name.py": text})
    result = invoke("check")
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_folder_is_told(tree):
    tree({"standards-lint.toml": CONFIG, "a.py": ""})
    result = invoke("check")
    assert result.exit_code == 2
    assert "rules is not a folder" in result.stderr


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("select = ['OWM001']\n", "unknown rule code 'OWM001'; did you mean 'OWN001'?"),
        ("ignore = ['X']\n", "unknown rule code 'X'"),
        ("per-file-ignores = { 'a.py' = ['OWM'] }\n", "per-file-ignores: a.py: unknown rule code"),
    ],
)
def test_an_unknown_code_in_the_configuration_names_the_file(tree, config, message):
    root = tree({**FILES, "standards-lint.toml": CONFIG.replace("select = ['OWN']\n", config)})
    result = invoke("check")
    assert result.exit_code == 2
    assert f"{root}/standards-lint.toml: " in result.stderr
    assert message in result.stderr


def test_it_is_documented_like_the_others(tree):
    tree(FILES)
    assert "OWN001 bad-name" in invoke("rule").stdout
    assert "nobody knows what it does" in invoke("rule", "OWN001").stdout


def test_the_one_in_the_manual_works(tree):
    manual = Path(__file__).parents[3] / "docs" / "findings.md"
    text = manual.read_text().partition("```python\n")[2].partition("```")[0]
    tree({**FILES, "rules/bad_name.py": text})
    result = invoke("rule", "OWN001", "--test")
    assert (result.exit_code, result.stdout) == (0, "2 examples are judged as they say.\n")


def test_its_examples_can_be_tried(tree):
    root = tree(FILES)
    result = invoke("rule", "OWN001", "--test")
    assert (result.exit_code, result.stdout) == (0, "2 examples are judged as they say.\n")
    (root / "rules" / "bad_name.py").write_text(RULE.replace('"foo"', '"bar"'))
    result = invoke("rule", "OWN001", "--test")
    assert result.exit_code == 1
    assert result.stdout == "OWN001: invalid example 1: nothing is found\n"
