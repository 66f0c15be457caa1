"""`tox.ini` as tox reads it."""

import pytest
from standards_lint.errors import ConfigError
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
    found = {cell.name: cell for cell in cells(tree({"tox.ini": INI}))}
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
    with pytest.raises(ConfigError, match=r"tox\.ini"):
        cells(tree({"tox.ini": "deps = x\n"}))
