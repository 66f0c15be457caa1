"""Point 1: files that are run as `__main__`, with their own folder first on the path."""

import pytest
from standards_lint.errors import ConfigError
from standards_lint.model import Cell
from standards_lint.simulate import scripts as judging
from standards_lint.source.scripts import scripts

from .reality import run_file

TOOL = "scripts/tool.py"


@pytest.fixture
def run(bench):
    """The cell of a script, held against `python FILE`."""

    def judged(files, *, script=TOOL, expected="importable", **options) -> Cell:
        files = {script: files} if isinstance(files, str) else files
        tree = bench.tree(files, **options)
        found = scripts(tree.program, [script], project=tree.code, roots=tree.roots, exclude=())
        (row,) = judging.judge(found, [tree.environment])
        cell = row.cells["env"]
        outcome = run_file(tree.code, [*tree.roots, tree.site], script)
        assert cell.verdict == expected, (cell, outcome)
        assert bool(outcome.raises) == (expected == "unimportable"), (cell, outcome)
        assert all(step.module != "__main__" for step in cell.chain)
        return cell

    return judged


def chain(cell):
    return " ".join(f"{step.module}:{step.line}" for step in cell.chain)


def test_the_main_block_runs(run):
    cell = run("import json\nif __name__ == '__main__':\n    import torch", expected="unimportable")
    assert (cell.kind, cell.missing, chain(cell)) == ("distribution", "torch", f"{TOOL}:3")
    run("if __name__ != '__main__':\n    import torch")


def test_functions_that_the_main_block_calls_run(run):
    source = "def main():\n    import torch\n\nif __name__ == '__main__':\n    {}"
    assert chain(run(source.format("main()"), expected="unimportable")) == f"{TOOL}:5 {TOOL}:2"
    run(source.format("main"))


def test_its_folder_comes_first(run):
    files = {TOOL: "import helper", "scripts/helper.py": "", "helper.py": "import torch"}
    run(files)
    files = {TOOL: "import helper", "scripts/helper.py": "import torch", "helper.py": ""}
    assert chain(run(files, expected="unimportable")) == f"{TOOL}:1 helper:1"


def test_a_package_in_its_folder_hides_one_of_the_roots(run):
    files = {TOOL: "import p.q", "scripts/p/__init__.py": "", "src/p/__init__.py": ""}
    files["src/p/q.py"] = ""
    cell = run(files, roots=["src"], expected="unimportable")
    assert (cell.kind, cell.missing) == ("module", "p.q")
    files["scripts/p/q.py"] = ""
    run(files, roots=["src"])


def test_the_roots_come_after_it(run):
    files = {TOOL: "import shared.a", "src/shared/a.py": "import b", "src/b.py": "import torch"}
    cell = run(files, roots=["src"], expected="unimportable")
    assert chain(cell) == f"{TOOL}:1 shared.a:1 b:1"


def test_modules_of_its_folder_go_by_both_names(run):
    run({TOOL: "import helper, scripts.helper", "scripts/helper.py": ""})
    run(
        {TOOL: "import helper, lib.x", "scripts/helper.py": "", "lib/x.py": ""},
        roots=["scripts", "."],
    )


def test_a_file_outside_all_roots(run):
    files = {"bin/tool": "import a", "src/a.py": "import torch"}
    cell = run(files, script="bin/tool", roots=["src"], expected="unimportable")
    assert chain(cell) == "bin/tool:1 a:1"


def test_a_file_in_the_folder_of_the_project(run):
    cell = run("import torch", script="tool.py", expected="unimportable")
    assert chain(cell) == "./tool.py:1"


def test_it_belongs_to_no_package(run):
    files = {"p/__init__.py": "import torch", "p/tool.py": "import other", "p/other.py": ""}
    run(files, script="p/tool.py")
    run({**files, "p/tool.py": "from . import other"}, script="p/tool.py", expected="unimportable")
    run(
        {**files, "p/tool.py": "assert __package__ is None and __spec__ is None"},
        script="p/tool.py",
    )


def test_importing_it_again_runs_it_as_a_module(run):
    run("if __name__ == 'tool':\n    import torch")
    source = "import tool\nif __name__ == 'tool':\n    import torch"
    assert chain(run(source, expected="unimportable")) == f"{TOOL}:1 tool:3"


def test_others_see_it_as_main(run):
    files = {TOOL: "x = 1\nimport a", "a.py": "import __main__\n__main__.x"}
    run(files)
    files["a.py"] = "import __main__\n__main__.y"
    assert run(files, expected="unimportable").missing == "__main__.y"


GUARDED = "try:\n    import torch\nexcept ImportError:\n    {}\n"
ENDS = "import sys\ndef main():\n    return 0\nif __name__ == '__main__':\n    {}"


@pytest.mark.parametrize(
    "end",
    ["sys.exit()", "sys.exit(0)", "sys.exit(main())", "raise SystemExit", "raise SystemExit(0)"],
)
def test_a_program_ends_well(run, end):
    cell = run(GUARDED.format("torch = None") + ENDS.format(end))
    assert cell.assumes == ()


@pytest.mark.parametrize("end", ["sys.exit('install torch')", "sys.exit(1)", "raise SystemExit(2)"])
def test_a_program_that_ends_because_something_is_missing(run, end):
    cell = run("import sys\n" + GUARDED.format(end), expected="unimportable")
    assert cell.missing == "torch"


def test_scripts_of_one_folder_do_not_disturb_each_other(bench):
    files = {
        "scripts/one.py": "import a\na.SEEN.append(1)\nx = 1",
        "scripts/two.py": "import torch, a",
        "scripts/three.py": "import a, b",
        "scripts/a.py": "SEEN = []",
        "scripts/b.py": "import __main__\n__main__.x",
    }
    tree = bench.tree(files, roots=["scripts"])
    options = {"project": tree.code, "roots": tree.roots, "exclude": ()}
    together = scripts(tree.program, ["scripts/o*.py", "scripts/t*.py"], **options)
    rows = judging.judge(together, [tree.environment])
    assert [row.module for row in rows] == ["scripts/one.py", "scripts/three.py", "scripts/two.py"]
    for row in rows:
        (alone,) = judging.judge(scripts(tree.program, [row.module], **options), [tree.environment])
        assert alone == row
        outcome = run_file(tree.code, [*tree.roots, tree.site], row.module)
        assert bool(outcome.raises) == (row.cells["env"].verdict == "unimportable")


def test_a_pattern_without_a_file_is_wrong(bench):
    tree = bench.tree({"a.py": ""})
    with pytest.raises(ConfigError, match=r"scripts: bin/\*: no file"):
        scripts(tree.program, ["bin/*"], project=tree.code, roots=tree.roots, exclude=())


def test_importing_main_from_a_module_is_no_missing_module(imports):
    imports("import __main__")
