"""What rules see inside files is seen once and kept until a file changes."""

import sys
from multiprocessing import get_context
from pathlib import Path

import pytest
from standards_lint import run
from standards_lint.config import Project
from standards_lint.inspection import Inspector, Observation, observe

FILES = {
    "standards-lint.toml": "[environments.e]\nprovides = []\n",
    "a.py": "def f():\n    import torch\n",
    "p/__init__.py": "x = 1\n",
    "p/b.py": "import torch\n",
    "broken.py": "import torch\ndef (:\n",
}


def look(calls, meet=lambda: None):
    def inspect(file):
        meet()
        calls.append(file.module)
        for node in file.tree.body:
            yield Observation(node.lineno, 1, node.end_lineno, (type(node).__name__,))

    return Inspector("ABC001", (b"torch",), inspect)


@pytest.fixture
def program(tree, monkeypatch):
    root = tree(FILES)
    monkeypatch.chdir(root)
    return lambda: run.program(Project.load(root, None), run.Options(jobs=1))


def test_only_files_with_every_hint_that_can_be_parsed_are_looked_at(program):
    calls = []
    found = observe(program(), [look(calls)], jobs=1)
    assert calls == ["a", "p.b"]
    assert found["ABC001"]["a"] == (Observation(1, 1, 2, ("FunctionDef",)),)


def test_what_was_seen_is_kept_until_the_file_changes(program):
    calls = []
    first = observe(program(), [look(calls)], jobs=1)
    assert observe(program(), [look(calls)], jobs=1) == first
    assert calls == ["a", "p.b"]
    code = program()
    (file,) = (Path(entry.file) for entry in code.modules() if entry.name == "p.b")
    file.write_text(file.read_text() + "y = 1\n")
    again = observe(program(), [look(calls)], jobs=1)
    assert calls == ["a", "p.b", "p.b"]
    assert len(again["ABC001"]["p.b"]) == 2
    assert again["ABC001"]["a"] == first["ABC001"]["a"]


def test_processes_see_the_same(program, monkeypatch):
    calls = []
    alone = observe(program(), [look(calls)], jobs=1)
    module = sys.modules[observe.__module__]
    monkeypatch.setattr(module, "_WORTH_PROCESSES", 0)
    monkeypatch.setattr(module, "_CHUNK", 1)
    code = program()
    code.cache = None
    # Each process waits with its file until the other one has one, too.
    both = get_context("fork").Barrier(2)
    together = look(calls, both.wait)
    assert observe(code, [together], jobs=2) == alone
    assert calls[:2] == ["a", "p.b"]
    assert len(calls) == 3
