import pytest
from standards_lint import run, story
from standards_lint.config import Project


def explain(tree, files, module, config="[environments.e]\n"):
    root = tree({"standards-lint.toml": config, **files})
    analysis = run.analyse(Project.load(root, None), (), run.Options(jobs=1, cache=False))
    return story.explanation(analysis, module, analysis.environments[0])


def proposals(explanation):
    return [
        (cut.remedy, cut.mends, [(step.module, step.line) for step in cut.steps])
        for cut in explanation.cuts
    ]


def test_an_import_that_nobody_uses_comes_first_then_the_one_that_mends_most(tree):
    files = {
        "entry.py": "import middle\nmiddle.run\n",
        "middle.py": "import os\nfrom leaf import helper\ndef run(): ...\n",
        "leaf.py": "import torch\ndef helper(): torch.x\n",
    }
    assert proposals(explain(tree, files, "entry")) == [
        ("remove", 2, [("middle", 2)]),
        ("defer", 3, [("leaf", 1)]),
        ("defer", 1, [("entry", 1)]),
    ]


def test_a_name_that_another_module_takes_is_used(tree):
    files = {
        "entry.py": "from middle import helper\nhelper\n",
        "middle.py": "from leaf import helper\n",
        "leaf.py": "import torch\ndef helper(): torch.x\n",
    }
    assert {cut.remedy for cut in explain(tree, files, "entry").cuts} == {"defer"}


def test_several_roots_need_several_cuts_where_no_single_edge_is_on_all_chains(tree):
    files = {"entry.py": "import torch\nimport numpy\ntorch, numpy\n"}
    assert proposals(explain(tree, files, "entry")) == [("defer", 1, [("entry", 1), ("entry", 2)])]


def test_the_edge_on_all_chains_is_enough(tree):
    files = {
        "entry.py": "import both\nboth.x\n",
        "both.py": "import one\nimport two\none.x, two.x\n",
        "one.py": "import torch\ntorch.x\n",
        "two.py": "import numpy\nnumpy.x\n",
    }
    first, *rest = explain(tree, files, "entry").cuts
    assert [(step.module, step.line) for step in first.steps] == [("entry", 1)]
    assert rest == []


@pytest.mark.parametrize(
    "source",
    ["def f():\n    import torch\nf()\n", "1/0\nraise ImportError('no')\n"],
)
def test_where_no_import_statement_is_at_fault_nothing_is_proposed(tree, source):
    assert explain(tree, {"entry.py": source}, "entry").cuts == ()


def test_a_module_that_imports_needs_no_cut_and_has_a_story(tree):
    found = explain(tree, {"a.py": "import b\n", "b.py": ""}, "a")
    assert found.cell.verdict == "importable"
    assert found.cuts == ()
    assert [(event.depth, event.module) for event in found.story if event.module == "a"]


def test_a_module_may_be_named_by_its_file(tree):
    assert explain(tree, {"p/__init__.py": "", "p/a.py": ""}, "p/a.py").module == "p.a"
