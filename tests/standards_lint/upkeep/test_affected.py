"""`standards-lint env affected`: who a change can matter to."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from standards_lint.cli import main

CONFIG = """src = ["src"]
[environments.core]
provides-from = ["envs/core"]
except-modules = ["app.gpu"]
[environments.gpu]
provides-from = ["envs/gpu"]
"""
TOX = """[tox]
env_list = lint, core, gpu, core-lowest, docs, tools
[testenv]
deps = -r envs/{env_name}/requirements.txt
extra_setup_commands = uv pip install -r envs/editable.txt
commands =
    {env:LINT:{tox_root}/.venv/bin/standards-lint} verify --env {env_name}
    pytest {posargs:tests/app}
[testenv:core-lowest]
deps = -r envs/core/lowest.txt
commands =
    standards-lint verify --env core
    pytest tests/app
[testenv:lint]
deps = -r envs/lint.txt
extra_setup_commands =
commands = ruff check
[testenv:docs]
deps = -r envs/docs.txt
extra_setup_commands =
commands = python -m scripts.pages docs
[testenv:tools]
deps = -r envs/docs.txt
extra_setup_commands =
commands = pytest tests/tools
[testenv:rare]
deps = -r envs/rare.txt
"""
FILES = {
    "src/app/__init__.py": "",
    "src/app/common.py": "def f(): from app import lazily\n",
    "src/app/lazily.py": "",
    "src/app/gpu.py": "from . import common\n",
    "standards-lint.toml": CONFIG,
    "tox.ini": TOX,
    "pyproject.toml": "",
    "envs/core/requirements.txt": "",
    "envs/core/lowest.txt": "",
    "envs/gpu/requirements.txt": "",
    "envs/editable.txt": "-e packages\n",
    "packages/setup.cfg": "",
    "envs/docs.txt": "-r more.txt\n",
    "envs/more.txt": "",
    "envs/lint.txt": "",
    "scripts/pages.py": "",
    "docs/index.md": "",
    "tests/conftest.py": "",
    "tests/app/test_a.py": "",
    "tests/tools/test_b.py": "",
    "README.md": "",
    "Makefile": "",
}
EVERYTHING = ["lint", "core", "gpu", "core-lowest", "docs", "tools"]
CORE = ["lint", "core", "core-lowest"]


def git(root, *arguments):
    settings = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    command = ["git", *settings, *arguments]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def affected(*arguments):
    return CliRunner().invoke(main, ["env", "affected", *arguments])


def names(*arguments):
    result = affected(*arguments, "--format", "tox")
    assert result.exit_code == 0, result.output
    return [name for name in result.stdout.strip().split(",") if name]


@pytest.fixture
def repository(tree):
    root = tree(FILES)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "begin")
    return root


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("src/app/gpu.py", ["lint", "gpu"]),
        ("src/app/common.py", ["lint", "core", "gpu", "core-lowest"]),
        ("src/app/lazily.py", ["lint", "core", "gpu", "core-lowest"]),
        ("src/app/__init__.py", ["lint", "core", "gpu", "core-lowest"]),
        ("src/app/new.py", ["lint", "core", "gpu", "core-lowest"]),
        ("envs/gpu/requirements.in", ["lint", "gpu"]),
        ("envs/core/lowest.txt", CORE),
        ("envs/more.txt", ["lint", "docs", "tools"]),
        ("envs/lint.txt", ["lint"]),
        ("tests/app/test_a.py", ["lint", "core", "gpu", "core-lowest"]),
        ("tests/tools/test_b.py", ["lint", "tools"]),
        ("tests/conftest.py", ["lint", "core", "gpu", "core-lowest", "tools"]),
        ("scripts/pages.py", ["lint", "docs"]),
        ("packages/setup.cfg", ["lint", "core", "gpu", "core-lowest"]),
        ("docs/index.md", ["lint", "docs"]),
        ("README.md", ["lint"]),
        ("Makefile", EVERYTHING),
        ("tox.ini", EVERYTHING),
        ("standards-lint.toml", EVERYTHING),
        ("pyproject.toml", EVERYTHING),
    ],
)
def test_a_changed_file(file, found, repository):
    path = repository / file
    text = path.read_text() if path.exists() else ""
    path.write_text(f"{text}\n")
    assert names("--since", "main") == found


def test_nothing_changed(repository):
    assert names("--since", "HEAD") == []


def test_a_module_that_is_gone_matters_to_who_imported_it(repository):
    (repository / "src/app/lazily.py").unlink()
    assert names("--since", "HEAD") == ["lint", "core", "gpu", "core-lowest"]


def test_what_others_changed_since_is_not_counted(repository):
    git(repository, "switch", "--quiet", "--create", "topic")
    (repository / "src/app/gpu.py").write_text("x = 1\n")
    git(repository, "commit", "--quiet", "--all", "-m", "here")
    git(repository, "switch", "--quiet", "main")
    (repository / "Makefile").write_text("x\n")
    git(repository, "commit", "--quiet", "--all", "-m", "there")
    git(repository, "switch", "--quiet", "topic")
    assert names("--since", "main") == ["lint", "gpu"]


def test_without_tox_environments_are_named(repository):
    (repository / "tox.ini").unlink()
    git(repository, "commit", "--quiet", "--all", "-m", "no tox")
    (repository / "src/app/gpu.py").write_text("x = 1\n")
    assert names("--since", "main") == ["gpu"]


def test_reasons_are_told(repository):
    (repository / "src/app/gpu.py").write_text("x = 1\n")
    assert affected("--since", "main").stdout == "lint: src/app/gpu.py\ngpu: src/app/gpu.py\n"
    found = json.loads(affected("--since", "main", "--format", "json").stdout)["affected"]
    assert found[1] == {"name": "gpu", "because": "src/app/gpu.py"}


def test_a_project_below_the_top_of_the_repository(tree, monkeypatch):
    root = tree({f"inner/{name}": text for name, text in FILES.items()})
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "begin")
    (root / "inner/src/app/gpu.py").write_text("x = 1\n")
    (root / "outside.py").write_text("")
    monkeypatch.chdir(root / "inner")
    assert names("--since", "HEAD") == ["lint", "gpu"]


@pytest.mark.parametrize("revision", ["no-such", "--help"])
def test_an_unknown_revision_is_wrong_use(revision, repository):
    result = affected(f"--since={revision}")
    assert result.exit_code == 2
    assert f"git knows no revision {revision!r}" in result.output


def test_outside_of_a_repository(tree):
    tree(FILES)
    assert affected("--since", "HEAD").exit_code == 2
    assert Path("tox.ini").exists()
