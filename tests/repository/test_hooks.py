"""Another repository uses the hooks through pre-commit, naming this one by its path."""

import shutil
from pathlib import Path

import pytest

CONFIG = """\
repos:
  - repo: {root}
    rev: {revision}
    hooks:
      - id: standards-lint
      - id: standards-lint-fix
"""


@pytest.fixture(scope="module")
def hook_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def user(
    root: Path, tmp_path: Path, run, hook_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Another repository with both hooks and no files of its own."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(hook_cache))
    revision = run("git", "rev-parse", "HEAD", cwd=root).stdout.strip()
    folder = tmp_path / "user"
    assert run("git", "init", "-q", folder).returncode == 0
    config = CONFIG.format(root=root, revision=revision)
    (folder / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("tree", "verdict"), [("before", "Failed"), ("after", "Passed")])
def test_the_hooks_judge_a_commit(tree: str, verdict: str, root: Path, user: Path, run) -> None:
    shutil.copytree(root / "examples" / tree, user, dirs_exist_ok=True)
    assert run("git", "add", ".", cwd=user).returncode == 0

    result = run("pre-commit", "run", cwd=user)

    assert result.stdout.count(verdict) == 2, result.stdout + result.stderr
    assert result.returncode == (1 if verdict == "Failed" else 0)
    assert ("device_selector.py" in result.stdout) == (verdict == "Failed")


def test_the_fixing_hook_fixes(root: Path, user: Path, run) -> None:
    shutil.copytree(root / "examples" / "before", user, dirs_exist_ok=True)
    config = user / "standards-lint.toml"
    table = "[environments.mlx]\n"
    left_out = f'{table}except-modules = ["device_selector"]\n'
    config.write_text(config.read_text().replace(table, left_out))
    file = user / "scripts" / "whisperx_integration.py"
    before = file.read_text()
    (line,) = (line for line in before.splitlines(keepends=True) if "device_selector" in line)
    command = ("pre-commit", "run", "standards-lint-fix")
    assert run("git", "add", ".", cwd=user).returncode == 0

    first = run(*command, cwd=user)

    assert first.returncode == 1, first.stdout + first.stderr
    assert "files were modified by this hook" in first.stdout
    assert file.read_text() == before.replace(line, "")
    assert run("git", "add", ".", cwd=user).returncode == 0
    second = run(*command, cwd=user)
    assert (second.returncode, second.stdout.count("Passed")) == (0, 1), second.stdout


def test_the_hooks_leave_other_files_alone(user: Path, run) -> None:
    (user / "notes.txt").write_text("nothing to check\n", encoding="utf-8")
    assert run("git", "add", ".", cwd=user).returncode == 0

    result = run("pre-commit", "run", cwd=user)

    assert result.returncode == 0
    assert result.stdout.count("Skipped") == 2


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("validate-config", ".pre-commit-config.yaml"),
        ("validate-manifest", ".pre-commit-hooks.yaml"),
    ],
)
def test_pre_commit_accepts_the_files_of_this_repository(
    command: str, file: str, root: Path, run
) -> None:
    result = run("pre-commit", command, root / file)

    assert (result.returncode, result.stderr) == (0, ""), result.stdout
