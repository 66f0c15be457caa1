"""Rounds of analysis and fixes over small trees."""

import pytest
from standards_lint import mending, run
from standards_lint.config import Project
from standards_lint.rules import Selection

WITHOUT = "[environments.e]\n"
_EXCEPT_B = '[environments.e]\nexcept-modules = ["b"]\n[environments.f]\nprovides = ["torch"]\n'
BOTH = frozenset({"safe", "unsafe"})


@pytest.fixture
def mend(tree):
    def mend(files, allowed=BOTH, config=WITHOUT, paths=(), cache=False):
        root = tree({"standards-lint.toml": config, **files})
        options = run.Options(jobs=1, cache=cache)
        analysis = run.analyse(Project.load(root, None), (), options)
        mended = mending.mend(analysis, Selection(), paths, allowed)
        for change in mended.changes:
            (root / change.path).write_bytes(change.after)
        again = run.analyse(Project.load(root, None), (), options)
        second = mending.mend(again, Selection(), paths, allowed)
        assert second.changes == ()
        assert [f.message for f in second.report.findings] == [
            f.message for f in mended.report.findings
        ]
        return mended

    return mend


def reasons(mended):
    return [finding.fix and finding.fix.message for finding in mended.report.findings]


def test_nothing_is_written_by_mending_itself(tree):
    root = tree({"standards-lint.toml": WITHOUT, "a.py": "import torch\n"})
    analysis = run.analyse(Project.load(root, None), (), run.Options(jobs=1, cache=False))
    assert mending.mend(analysis, Selection(), (), BOTH).changes
    assert (root / "a.py").read_text() == "import torch\n"


def test_unsafe_fixes_are_made_only_where_they_are_allowed(mend):
    mended = mend({"a.py": "import torch\ndef f(): torch\n"}, frozenset({"safe"}))
    assert mended.changes == ()
    assert [finding.fix.applicability for finding in mended.report.findings] == ["unsafe"]


def test_what_comes_to_light_after_a_fix_is_fixed_too(mend):
    files = {
        "a.py": "import b\nimport numpy as np\ndef f(): return np, b\n",
        "b.py": "import torch\nfrom torch import nn\ndef g(): return torch, nn\n",
    }
    mended = mend(files)
    assert mended.report.findings == ()
    assert [change.path for change in mended.changes] == ["a.py", "b.py"]
    assert mended.is_settled


def test_a_module_that_needs_the_import_at_once_is_explained(mend):
    mended = mend({"a.py": "import torch\nclass A(torch.nn.Module): ...\n"})
    assert mended.changes == ()
    (reason,) = reasons(mended)
    assert reason == "not fixed, as `torch` is a base class of `A` (line 2)"


def test_a_fix_that_only_moves_the_failure_is_taken_back(mend):
    mended = mend({"a.py": "import torch\ndef f(): return torch.x\nX = f()\n"})
    assert mended.changes == ()
    assert "it happens all the same" in reasons(mended)[0]


def test_a_fix_that_breaks_another_module_is_taken_back_alone(mend):
    files = {
        "a.py": "import torch\ndef f(): return torch.x\n",
        "b.py": "import numpy\ndef g(): return numpy.x\n",
        "c.py": "import a\nX = a.f()\n",
    }
    mended = mend(files)
    assert [change.path for change in mended.changes] == ["b.py"]
    assert {finding.path for finding in mended.report.findings} == {"a.py"}


def test_names_that_others_take_stay(mend):
    files = {"a.py": "import torch\ndef f(): torch\n", "p/b.py": "from a import torch\ntorch\n"}
    assert "p/b.py:1 takes `torch` from here" in reasons(mend(files))[0]


def test_an_import_on_the_way_is_deferred_where_the_module_behind_need_not_import(mend):
    files = {
        "a.py": "from b import B\ndef f(): return B()\n",
        "b.py": "import torch\nclass B(torch.nn.Module): ...\n",
    }
    mended = mend(files, config=_EXCEPT_B)
    assert mended.report.findings == ()
    assert [change.path for change in mended.changes] == ["a.py"]


def test_several_fixes_of_one_file_go_together(mend):
    config = '[environments.e]\n[environments.f]\nprovides = ["torch"]\n'
    source = (
        '"""Doc."""\nimport os\nimport torch\nimport numpy as np\n\n'
        "def f(x: torch.Tensor) -> np.ndarray:\n    return np.x(torch.y, os.z)\n"
    )
    mended = mend({"a.py": source}, config=config)
    assert mended.report.findings == ()
    (change,) = mended.changes
    assert b"from __future__ import annotations" in change.after
    assert change.after.count(b"def _get_") == 2


def test_only_files_that_were_asked_for_change(mend, tmp_path):
    files = {"a.py": "import torch\n", "b.py": "import torch\n"}
    mended = mend(files, paths=[tmp_path / "a.py"])
    assert [change.path for change in mended.changes] == ["a.py"]


def test_with_a_cache_the_outcome_is_the_same(mend):
    files = {"a.py": "import b\ndef f(): b\n", "b.py": "import torch\ndef g(): torch\n"}
    mended = mend(files, cache=True)
    assert mended.report.findings == ()


def test_a_suppressed_finding_is_not_fixed(mend):
    source = "import torch  # standards: ignore[ENV001] on purpose\ndef f(): torch\n"
    mended = mend({"a.py": source})
    assert mended.changes == ()


def test_what_will_fail_next_is_fixed_in_the_same_round(mend):
    files = {f"m{n}.py": f"import m{n + 1}\nimport numpy\ndef f(): numpy\n" for n in range(14)}
    mended = mend({**files, "m14.py": "import torch\ndef f(): torch\n"})
    assert [finding.message for finding in mended.report.findings] == []
    assert len(mended.changes) == 15
    assert mended.is_settled


def test_an_accessor_of_a_module_that_imports_this_one_is_imported_in_functions(mend):
    files = {
        "p/__init__.py": "",
        "p/a.py": "import torch\nfrom p import b\nclass C: ...\ndef f(): torch, b.D\n",
        "p/b.py": "import torch\nfrom p import a, c\nclass D: ...\ndef g(): torch, a.C, c\n",
        "p/c.py": "import torch\nfrom p import a\ndef h(): torch, a.C\n",
    }
    mended = mend(files)
    assert mended.report.findings == ()
    contents = b"".join(change.after for change in mended.changes)
    assert contents.count(b"def _get_torch") == 1
    assert contents.count(b"    from p.a import _get_torch\n    torch = _get_torch()\n") == 2


def test_files_that_stay_broken_are_not_changed_ahead(mend):
    files = {
        "a.py": "import b\nimport numpy\nb.B\ndef f(): numpy\n",
        "b.py": "import torch\nclass B(torch.M): ...\n",
    }
    assert mend(files).changes == ()
