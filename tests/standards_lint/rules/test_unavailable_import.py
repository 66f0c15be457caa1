from standards_lint import review, run
from standards_lint.config import Project
from standards_lint.rules import Selection

CONFIG = """
[environments.a]
provides = ["torch"]
[environments.b]
provides = []
"""


def check(tree, files, config=CONFIG, paths=(), select=("ENV001",)):
    root = tree({"standards-lint.toml": config, **files})
    options = run.Options(jobs=1, cache=False)
    analysis = run.analyse(Project.load(root, None), (), options)
    return review.check(analysis, Selection(select=select), [root / path for path in paths])


SHARED = {
    "entry_one.py": "import middle\n",
    "entry_two.py": "import os\nimport leaf\n",
    "middle.py": "\nimport leaf\n",
    "leaf.py": "import os\nimport torch\n",
    "fine.py": "",
}


def test_one_finding_for_a_root_cause(tree):
    (finding,) = check(tree, SHARED)
    assert (finding.path, finding.line) == ("leaf.py", 2)
    assert finding.missing == "torch"
    assert finding.environment == "b"
    assert finding.breaks == ("entry_one", "entry_two", "leaf", "middle")
    assert [(step.module, step.line) for step in finding.chain] == [("entry_two", 2), ("leaf", 2)]


def test_paths_narrow_to_chains_that_touch_them(tree):
    (finding,) = check(tree, SHARED, paths=["middle.py"])
    assert finding.breaks == ("entry_one", "middle")
    assert [step.module for step in finding.chain] == ["entry_one", "middle", "leaf"]
    assert check(tree, {}, paths=["fine.py"]) == ()


def test_two_roots_are_two_findings_in_order_of_place(tree):
    files = {"a.py": "import torch\n", "b.py": "import numpy\nimport torch\n"}
    found = check(tree, files)
    assert [(item.environment, item.path, item.missing) for item in found] == [
        ("b", "a.py", "torch"),
        ("a", "b.py", "numpy"),
        ("b", "b.py", "numpy"),
    ]


def test_platforms_that_break_alike_share_a_finding(tree):
    config = "[environments.a]\nplatforms = ['darwin', 'linux', 'win32']\n"
    files = {"a.py": "import torch\n", "b.py": "import fcntl\n", "c.py": "import winreg\n"}
    found = {item.path: item for item in check(tree, files, config)}
    assert found["a.py"].environment == "a"
    assert found["b.py"].environment == "a@win32"
    assert found["b.py"].message == ("environment `a@win32` (Python 3.11 on win32) has no `fcntl`")
    assert found["c.py"].environment == "a@darwin, a@linux"


def test_only_modules_that_must_import_count(tree):
    config = "[environments.b]\nexcept-modules = ['entry_*', 'leaf']\n"
    (finding,) = check(tree, SHARED, config)
    assert finding.breaks == ("middle",)


def test_an_assumption_is_told(tree):
    config = (
        "[environments.a]\nprovides-from = ['a.txt']\n[environments.b]\nprovides-from = ['b.txt']\n"
    )
    files = {"m.py": "import torch\n", "a.txt": "torch\n", "b.txt": "rich\n"}
    (finding,) = check(tree, files, config)
    assert finding.environment == "b"
    assert "requires torch, which a lists" in finding.assumes[0]


def test_what_nobody_declares_is_undeclared_once_and_where_it_is_imported(tree):
    config = (
        "[environments.a]\nprovides-from = ['a.txt']\n[environments.b]\nprovides-from = ['b.txt']\n"
    )
    files = {
        "m.py": "import os\nimport numpy.linalg\n",
        "n.py": "import m\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import scipy\n",
        "a.txt": "torch\n",
        "b.txt": "rich\n",
    }
    assert check(tree, files, config) == ()
    found = check(tree, files, config, select=("ENV004",))
    assert [(item.path, item.line, item.missing) for item in found] == [("m.py", 2, "numpy")]


def test_a_forbidden_package_is_shown_where_it_is_locked(tree):
    config = "[environments.a]\nprovides-from = ['a.txt']\nforbid = ['Some_Thing']\n"
    files = {"a.txt": "# some-thing\nsome-thing-else==1\nsome.thing==2\n"}
    (finding,) = check(tree, {**files, "m.py": ""}, config, select=("ENV006",))
    assert (finding.path, finding.line) == ("a.txt", 3)


def test_per_file_ignores(tree):
    config = CONFIG + "[per-file-ignores]\n'le*.py' = ['ENV001']\n"
    assert check(tree, SHARED, config.replace("[per", "\n[per")) == ()


def test_per_file_ignores_from_a_folder_below(tree, monkeypatch):
    root = tree({"standards-lint.toml": CONFIG + "[per-file-ignores]\n'leaf.py' = ['ENV001']\n"})
    tree({**SHARED, "below/x.py": ""})
    monkeypatch.chdir(root / "below")
    analysis = run.analyse(Project.load(root / "below", None), (), run.Options(jobs=1, cache=False))
    assert review.check(analysis, Selection(select=("ENV001",)), ()) == ()


def test_a_condition_is_one_finding_where_it_is_asked(tree):
    files = {
        "a.py": "import c\n",
        "b.py": "import c\n",
        "c.py": "import random\n\nif random.random() > 2:\n    import torch\n",
    }
    config = "[environments.e]\n"
    (finding,) = check(tree, files, config, select=("ENV002",))
    assert finding.path == "c.py"
    assert finding.line in (3, 4)
    assert finding.breaks == ("a", "b", "c")
    (narrowed,) = check(tree, files, config, paths=["a.py"], select=("ENV002",))
    assert (narrowed.path, narrowed.breaks) == ("c.py", ("a",))


def test_a_platform_that_is_refused_is_not_said_to_lack_anything(tree):
    config = '[environments.a]\nplatform = "linux"\n'
    (finding,) = check(tree, {"a.py": 'import sys\nassert sys.platform == "win32"\n'}, config)
    assert finding.message.startswith("environment `a` (Python 3.11 on linux) is refused here")
    assert finding.message.endswith("by its `sys.platform`")


def test_what_is_assumed_names_the_file_as_the_configuration_does(tree):
    config = """
[environments.a]
provides-from = ["a.txt"]
[environments.b]
provides-from = ["b.txt"]
"""
    files = {"m.py": "import torch\n", "a.txt": "numpy\n", "b.txt": "torch\n"}
    (finding,) = check(tree, files, config)
    assert finding.assumes == ("nothing in a.txt requires torch, which b lists",)


def test_what_a_module_raises_of_itself_is_told_in_its_words(tree):
    (finding,) = check(tree, {"m.py": 'raise ImportError("install more")\n'}, "[environments.a]\n")
    assert finding.message == "this is raised in environment `a`: install more"
