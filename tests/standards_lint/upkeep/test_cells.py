"""Settings of tox as tox reads them."""

import pytest
from standards_lint.errors import EnvironmentSourceError
from standards_lint.upkeep.cells import cells

INI = """[tox]
env_list = lint, py{311,312}-{core,gpu}
[ours]
install = uv pip install
[testenv]
deps =
    -r envs/{env_name}/requirements.txt
    core,docs: plain
    !gpu: not-gpu
extra_setup_commands = {[ours]install} -e packages/app
commands = pytest {posargs:tests/unit} {tox_root}/more
[testenv:lint]
deps = {[testenv:docs]deps}
commands =
    ruff check \\
        src
[testenv:docs]
deps = -r docs.txt
"""


def test_cells_have_what_tox_would_give_them(tree):
    found = {cell.name: cell for cell in cells(tree({"tox.ini": INI})).all}
    assert list(found) == ["lint", "py311-core", "py311-gpu", "py312-core", "py312-gpu", "docs"]
    assert [name for name, cell in found.items() if not cell.is_default] == ["docs"]
    assert found["py311-core"].deps == (
        "-r envs/py311-core/requirements.txt",
        "plain",
        "not-gpu",
    )
    assert found["py312-gpu"].deps == ("-r envs/py312-gpu/requirements.txt",)
    assert found["py312-gpu"].setup == ("uv pip install -e packages/app",)
    assert found["py312-gpu"].commands == ("pytest tests/unit more",)
    assert found["lint"].deps == ("-r docs.txt",)
    assert [command.split() for command in found["lint"].commands] == [["ruff", "check", "src"]]


def test_no_tox(tree):
    assert cells(tree({})) is None


def test_a_file_that_is_no_ini(tree):
    with pytest.raises(EnvironmentSourceError, match=r"tox\.ini"):
        cells(tree({"tox.ini": "deps = x\n"}))


TOML = """
env_list = ["gpu"]
[env_run_base]
deps = ["-r envs/{env_name}/requirements.txt"]
commands = [["pytest", { replace = "posargs", default = ["tests/unit"], extend = true }]]
[env.docs]
deps = "-r docs.txt"
commands_pre = [["pip", "install", "-e", "packages/app"]]
commands = [
    ["mkdocs", "build"],
    { replace = "ref", of = ["env_run_base", "commands"], extend = true },
]
"""


@pytest.mark.parametrize("file", ["tox.toml", "pyproject.toml"])
def test_the_newer_settings_say_the_same(tree, file):
    text = TOML if file == "tox.toml" else "[tool.tox]" + TOML.replace("[env", "[tool.tox.env")
    found = cells(tree({file: text}))
    gpu, docs = found.all
    assert found.path.name == file
    assert (gpu.name, gpu.is_default, docs.is_default) == ("gpu", True, False)
    assert (gpu.deps, gpu.commands) == (("-r envs/gpu/requirements.txt",), ("pytest tests/unit",))
    assert (docs.deps, docs.setup) == (("-r docs.txt",), ("pip install -e packages/app",))
    assert docs.commands == ("mkdocs build", "pytest tests/unit")


def test_what_a_cell_leaves_empty_is_not_that_of_all_cells(tree):
    text = "[testenv]\ndeps = a\n[testenv:lint]\ndeps =\n"
    (lint,) = cells(tree({"tox.ini": text})).all
    assert lint.deps == ()
