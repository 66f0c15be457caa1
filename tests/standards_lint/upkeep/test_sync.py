"""`standards-lint env sync` with small virtual environments."""

import venv
from pathlib import Path

import pytest
from click.testing import CliRunner
from standards_lint import commands
from standards_lint.cli import main
from standards_lint.environments import record

TREE = {
    "src/app.py": "import heavy.broken\nfrom heavy import part, gone\nimport absent\n",
    "env/requirements.txt": "heavy==1.0 --hash=sha256:00\n",
    "standards-lint.toml": '[environments.full]\nprovides-from = ["env"]\n',
}
HEAVY = {
    "heavy": {
        "heavy/__init__.py": "here = 1\n",
        "heavy/part.py": "",
        "heavy/broken.py": "import nowhere\n",
    }
}
EXTRA = {"extra": {"extra.py": ""}}


def sync(*arguments):
    return CliRunner().invoke(main, ["env", "sync", *map(str, arguments)])


def matrix():
    return CliRunner().invoke(main, ["matrix"]).stdout


@pytest.fixture
def project(tree, environment):
    root = tree(TREE)
    environment(root / ".tox/full", {**HEAVY, **EXTRA})
    return root


def test_what_is_locked_is_recorded_and_tried(project):
    result = sync()
    assert result.exit_code == 0, result.output
    assert result.output == (
        "env/imports.toml: distributions: 1, modules tried: 2, of them cannot be imported: 1\n"
    )
    found = record.load(project / "env/imports.toml")
    assert found.distributions.keys() == {"heavy"}
    assert found.distributions["heavy"].imports == ("heavy",)
    assert found.lock_digest == record.digest(project / "env/requirements.txt")
    assert found.probes["heavy.broken"].error == "ModuleNotFoundError: No module named 'nowhere'"
    assert found.probes["heavy.broken"].missing == "nowhere"
    names = found.probes["heavy"].names
    assert {"here", "part"} <= set(names)
    assert "gone" not in names


def test_verdicts_rest_on_what_was_tried(project):
    (project / "src/app.py").write_text("import heavy.broken\n")
    assert "no heavy.broken" not in matrix()
    assert sync().exit_code == 0
    assert "no heavy.broken" in matrix()
    (project / "src/app.py").write_text("from heavy import part\n")
    assert "no heavy" not in matrix()


def test_an_open_list_is_closed_by_recording_everything(project):
    (project / "env/requirements.txt").write_text("heavy\n")
    assert sync("full").exit_code == 0
    assert record.load(project / "env/imports.toml").distributions.keys() == {"heavy", "extra"}


@pytest.mark.parametrize(
    ("lock", "text"),
    [
        ("heavy==2.0 --hash=sha256:00\n", "heavy 2.0 (1.0)"),
        ("heavy==1.0 --hash=sha256:00\nother==1 --hash=sha256:00\n", "other 1 (not there)"),
    ],
)
def test_an_interpreter_that_does_not_hold_the_lock_is_not_recorded(lock, text, project):
    sync()
    before = (project / "env/imports.toml").read_bytes()
    (project / "env/requirements.txt").write_text(lock)
    result = sync()
    assert result.exit_code == 2
    assert f"{text}; install it from the lock" in result.output
    assert (project / "env/imports.toml").read_bytes() == before


def test_what_has_no_interpreter_is_an_error(tree):
    tree(TREE)
    result = sync("full")
    assert result.exit_code == 2
    assert "--install makes envs/full/.venv" in result.output


def test_what_has_no_folder_is_an_error(project):
    (project / "standards-lint.toml").write_text('[environments.full]\nprovides = ["heavy"]\n')
    result = sync()
    assert result.exit_code == 2
    assert 'provides-from = ["envs/full"]' in result.output


def test_a_record_says_the_same_of_the_same(project):
    sync()
    first = (project / "env/imports.toml").read_bytes()
    sync()
    assert (project / "env/imports.toml").read_bytes() == first


@pytest.fixture
def uv(monkeypatch):
    """Stands in for uv: makes the folder, and fails if there is anything to install."""
    asked = []

    def output(command, folder):
        asked.append(command)
        if command[1] == "venv":
            venv.create(command[-1], with_pip=False)
        lists = command[-1] if command[1] == "pip" else None
        return (1, "", "cannot install\n") if lists and Path(lists).read_text() else (0, "", "")

    monkeypatch.setattr(commands, "find", lambda name: name)
    monkeypatch.setattr(commands, "output", output)
    return asked


def test_what_is_missing_is_made_by_uv(tree, uv):
    root = tree({**TREE, "env/requirements.txt": ""})
    result = sync("full", "--install")
    assert result.exit_code == 0, result.output
    assert [command[:3] for command in uv] == [
        ["uv", "venv", "--quiet"],
        ["uv", "pip", "install"],
    ]
    assert record.load(root / "env/imports.toml").distributions == {}


def test_what_was_made_is_made_again_from_another_lock(tree, uv):
    root = tree({**TREE, "env/requirements.txt": ""})
    sync("full", "--install")
    (root / "envs/full/.venv/left-over").touch()
    assert sync("full", "--install").exit_code == 0
    assert not (root / "envs/full/.venv/left-over").exists()


def test_what_cannot_be_installed_leaves_nothing_behind(tree, uv):
    root = tree(TREE)
    result = sync("full", "--install")
    assert result.exit_code == 2
    assert "environment 'full': cannot install" in result.output
    assert {"--require-hashes", "--no-deps"} <= set(uv[-1])
    assert not (root / "envs/full/.venv").exists()
    assert not (root / "env/imports.toml").exists()


def test_a_python_that_is_not_there_is_an_error_without_uv(tree, monkeypatch):
    files = {"standards-lint.toml": TREE["standards-lint.toml"] + 'python-version = "3.1"\n'}
    tree({**TREE, **files})
    monkeypatch.setattr(commands, "find", lambda name: None)
    result = sync("full", "--install")
    assert result.exit_code == 2
    assert "there is no python3.1 on the path, and no uv" in result.output
