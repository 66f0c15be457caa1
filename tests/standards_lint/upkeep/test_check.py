"""`standards-lint env check`: each way in which files can disagree."""

import pytest
from click.testing import CliRunner
from standards_lint.cli import main

HASH = "--hash=sha256:00"
CONFIG = """src = ["src"]
[environments.core]
python-version = "3.11"
platform = "linux"
provides-from = ["envs/core"]
"""
GPU = '[environments.gpu]\nprovides-from = ["envs/gpu"]\n'
TOX = """[tox]
env_list =
    lint
    core
[testenv]
deps =
    -r envs/{env_name}/requirements.txt
    -r envs/{env_name}/test.txt
[testenv:lint]
deps = -r envs/tools/lint.txt
"""
EMPTY = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
RECORD = """version = 1
python = "3.11.7"
platform = "linux"
machine = "x86_64"
lock = "requirements.txt"
lock-digest = "{digest}"
[distributions]
"""
TREE = {
    "src/a.py": "",
    "standards-lint.toml": CONFIG,
    "tox.ini": TOX,
    "envs/core/requirements.in": "click>=8\nwin ; sys_platform == 'win32'\n",
    "envs/core/requirements.txt": f"click==8.1 {HASH}\nwin==1 ; sys_platform == 'win32' {HASH}\n",
    "envs/core/test.in": "-c requirements.txt\nclick\npytest\n",
    "envs/core/test.txt": f"pytest==8.0 {HASH}\n",
    "envs/tools/lint.in": "ruff\n",
    "envs/tools/lint.txt": f"ruff==1.0 {HASH}\n",
}


def check():
    return CliRunner().invoke(main, ["env", "check"])


def test_what_agrees(tree):
    tree(TREE)
    result = check()
    assert (result.exit_code, result.output) == (
        0,
        "Locks, records, cells and configuration agree.\n",
    )


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"envs/core/requirements.in": "click\nrich>=13\n"},
            "envs/core/requirements.txt: rich is not locked, but requirements.in asks for it",
        ),
        (
            {"envs/core/requirements.in": "click>=8.2\n"},
            "envs/core/requirements.txt: click 8.1 is locked, but requirements.in asks for "
            "click>=8.2",
        ),
        (
            {"envs/core/requirements.in": "-r ../base.in\n", "envs/base.in": "rich\n"},
            "envs/core/requirements.txt: rich is not locked, but requirements.in asks for it",
        ),
        (
            {
                "envs/core/requirements.in": "-c ../limits.in\nclick\n",
                "envs/limits.in": "click<8\n",
            },
            "envs/core/requirements.txt: click 8.1 is locked, but limits.in asks for click<8",
        ),
        (
            {"envs/core/test.in": "-c requirements.txt\npytest\nhypothesis\n"},
            "envs/core/test.txt: hypothesis is not locked, but test.in asks for it",
        ),
        (
            {"envs/core/excludes.txt": "click\n"},
            "envs/core/requirements.txt: click is locked, but excludes.txt keeps it out",
        ),
        (
            {"envs/tools/lint.in": "ruff\nmypy\n"},
            "envs/tools/lint.txt: mypy is not locked, but lint.in asks for it",
        ),
        (
            {"envs/core/imports.toml": RECORD.format(digest=EMPTY)},
            "envs/core/imports.toml: is older than requirements.txt; run `standards-lint env sync`",
        ),
        (
            {
                "envs/core/imports.toml": RECORD.format(digest=EMPTY).replace("3.11.7", "3.12.1"),
            },
            "envs/core/imports.toml: was recorded with Python 3.12.1, but 'core' is declared with "
            "Python 3.11",
        ),
        (
            {"envs/gpu/requirements.txt": ""},
            "envs/gpu: describes an environment, but standards-lint.toml declares none from it",
        ),
        (
            {"standards-lint.toml": CONFIG + GPU},
            "standards-lint.toml: environment 'gpu' provides from envs/gpu, which does not exist",
        ),
        (
            {
                "standards-lint.toml": CONFIG
                + '[environments.gpu]\nprovides-from = ["envs/gpu"]\n',
                "envs/gpu/requirements.txt": "",
            },
            "tox.ini: no cell is called 'gpu'",
        ),
        (
            {"tox.ini": TOX + "[testenv:core]\ndeps = -r envs/core/test.txt\n"},
            "tox.ini: cell 'core' does not install envs/core/requirements.txt",
        ),
        (
            {"tox.ini": TOX + "[testenv:docs]\ndeps = -r envs/tools/docs.txt\n"},
            "tox.ini: cell 'docs' installs envs/tools/docs.txt, which does not exist",
        ),
    ],
)
def test_each_disagreement_is_one_line(changes, line, tree):
    tree({**TREE, **changes})
    result = check()
    assert result.exit_code == 1
    assert line in result.output.splitlines()


def test_a_project_without_tox_has_no_cells_to_compare(tree):
    root = tree(TREE)
    (root / "tox.ini").unlink()
    assert check().exit_code == 0


def test_what_is_excluded_need_not_be_locked(tree):
    tree(
        {**TREE, "envs/core/requirements.in": "click\ntorch\n", "envs/core/excludes.txt": "torch\n"}
    )
    assert check().exit_code == 0


def test_a_lock_that_cannot_be_read_is_an_error(tree):
    tree({**TREE, "envs/core/requirements.in": "not a requirement\n"})
    result = check()
    assert result.exit_code == 2
    assert "requirements.in:1" in result.output
