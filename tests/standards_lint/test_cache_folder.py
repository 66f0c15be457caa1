"""The cache lies beside the configuration, wherever the command is called."""

import json
import os

import pytest
from click.testing import CliRunner
from standards_lint.cli import main
from standards_lint.store import FOLDER

FILES = {
    "standards-lint.toml": (
        'src = ["src"]\nexclude = ["src/old/*"]\n[environments.bare]\nprovides-from = ["req.txt"]\n'
    ),
    "req.txt": "numpy\n",
    "src/a.py": "import torch\n",
    "src/b.py": "import a\n",
    "src/old/__init__.py": "",
    "src/old/c.py": "import a\n",
}


def verdicts(*arguments):
    result = CliRunner().invoke(main, ["matrix", "--output-format", "json", *arguments])
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)["modules"]
    return {row["module"]: row["cells"]["bare"]["verdict"] for row in rows}


def written(folder):
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("facts-*")}


@pytest.fixture
def project(tree):
    root = tree(FILES)
    for path in root.rglob("*.py"):
        os.utime(path, (1, 1))
    return root


@pytest.mark.parametrize("place", ["src", "src/old"])
def test_a_run_from_below_finds_the_cache_and_says_the_same(project, monkeypatch, place):
    above = verdicts()
    assert set(above) == {"a", "b", "old"}
    before = written(project / FOLDER)
    assert before
    monkeypatch.chdir(project / place)
    assert verdicts() == above
    assert written(project / FOLDER) == before
    assert list(project.rglob(FOLDER)) == [project / FOLDER]


def test_a_named_configuration_keeps_the_cache_beside_it(project, monkeypatch, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)
    verdicts("--config", str(project / "standards-lint.toml"))
    assert (project / FOLDER).is_dir()
    assert not (elsewhere / FOLDER).exists()


def test_without_a_configuration_it_lies_in_the_current_folder(tree):
    root = tree({"src/a.py": "", "req.txt": "numpy\n"})
    verdicts("--src", "src", "--env", "bare=req.txt")
    assert (root / FOLDER).is_dir()
