"""What the probe may rely on, and what it tells."""

import ast
import sys
from pathlib import Path

import pytest
from standards_lint.errors import EnvironmentSourceError
from standards_lint.probing import Asked, Outcome, Place, import_one
from standards_lint.probing.importing import CHILD

LOADED_BY_EVERY_INTERPRETER = {"os", "site", "sys"}
VARIABLE = "STANDARDS_LINT_TEST_OF_VERIFY"


def place(root, **options):
    return Place(Path(sys.executable), (root,), **options)


def test_the_probe_needs_nothing_but_what_is_loaded_already():
    text = CHILD.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text, feature_version=(3, 8))))
    imported = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    assert imported == LOADED_BY_EVERY_INTERPRETER
    assert not [node for node in nodes if isinstance(node, ast.ImportFrom)]


def test_what_was_raised_is_told_with_where(tree):
    root = tree({"a.py": "import b\n", "b.py": "\nimport no_such_module\n"})
    outcome = import_one(place(root), Asked("a"))
    assert outcome.error == "ModuleNotFoundError: No module named 'no_such_module'"
    assert outcome.traceback == (
        f"{root}/a.py:1 import b",
        f"{root}/b.py:2 import no_such_module",
    )


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("", ""),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import os; os._exit(3)", "the process ended with status 3"),
        ("import json, traceback, ast", ""),
        ("print('noise', flush=True)", ""),
        ("import os; assert os.listdir() == []", ""),
        ("import os; assert os.environ['HOME'] == os.getcwd()", ""),
        ("import sys; assert len(sys.argv) == 1", ""),
        ("import sys\nassert 'json' not in sys.modules", ""),
    ],
)
def test_outcomes(source, error, tree):
    root = tree({"a.py": source})
    assert import_one(place(root), Asked("a")).error == error


@pytest.mark.parametrize(
    ("configured", "error"), [({VARIABLE: "x"}, ""), ({}, f"KeyError: '{VARIABLE}'")]
)
def test_only_configured_variables_are_set(configured, error, tree, monkeypatch):
    monkeypatch.setenv(VARIABLE, "from outside")
    root = tree({"a.py": f"import os; os.environ['{VARIABLE}']"})
    assert import_one(place(root, variables=configured), Asked("a")).error == error


def test_first_party_modules_may_be_named_as_those_of_the_standard_library(tree):
    shadows = ("json", "traceback", "tempfile", "ast", "linecache")
    files = {f"{name}.py": "raise ValueError(__name__)" for name in shadows}
    root = tree({**files, "a.py": "import json"})
    assert import_one(place(root), Asked("a")).error == "ValueError: json"


def test_syntax_errors_are_told_with_their_file(tree):
    root = tree({"a.py": "import b\n", "b.py": "\ndef (\n"})
    outcome = import_one(place(root), Asked("a"))
    assert outcome.error.startswith("SyntaxError: ")
    assert outcome.traceback[-1] == f"{root}/b.py:2 def ("


def test_a_module_that_never_ends_is_stopped(tree):
    root = tree({"a.py": "while True: pass"})
    assert import_one(place(root), Asked("a"), timeout=0.3) == Outcome("not imported after 0 s")


def test_an_interpreter_that_does_not_start(tree):
    root = tree({"a.py": "", "python": "not a program"})
    with pytest.raises(EnvironmentSourceError, match="does not start"):
        import_one(Place(root / "python", (root,)), Asked("a"))


def test_names_that_cannot_be_imported_from_a_module(tree):
    root = tree({"p/__init__.py": "here = 1", "p/sub.py": "", "p/broken.py": "import nowhere"})
    outcome = import_one(place(root), Asked("p", ("here", "sub", "broken", "gone")))
    assert outcome.lacking == ("broken", "gone")
    assert "here" in outcome.names
    assert import_one(place(root), Asked("p", ("here", "sub"))) == Outcome()


def test_the_name_of_an_import_error_is_told(tree):
    root = tree({"a.py": "import nowhere.at.all"})
    assert import_one(place(root), Asked("a")).missing == "nowhere"
