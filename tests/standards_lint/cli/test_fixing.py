"""`check --fix`, `--unsafe-fixes`, `--diff` and `--fix-only`."""

import subprocess

import pytest
from click.testing import CliRunner
from standards_lint.cli import main
from standards_lint.errors import ChangedFileError
from standards_lint.fixes.files import write

CONFIG = "[environments.e]\n"
SOURCE = "import os\r\nimport torch\r\n\r\ndef f():\r\n    return torch, os\r\n"


@pytest.fixture
def project(tree):
    root = tree({"standards-lint.toml": CONFIG})
    (root / "a.py").write_bytes(SOURCE.encode())
    return root


def check(*options):
    return CliRunner().invoke(main, ["check", "--jobs", "1", *options])


def test_what_could_be_fixed_is_counted(project):
    result = check()
    assert result.exit_code == 1
    assert "= fix: import it when" in result.output
    assert "[*] 1 hidden fix can be enabled with `--unsafe-fixes`." in result.output
    assert "[*] 1 fixable with `--fix`." in check("--unsafe-fixes").output


def test_safe_fixes_alone_change_nothing_here(project):
    result = check("--fix")
    assert result.exit_code == 1
    assert (project / "a.py").read_bytes() == SOURCE.encode()


def test_unsafe_fixes_are_written_and_the_rest_is_reported(project):
    result = check("--fix", "--unsafe-fixes")
    assert result.exit_code == 0
    assert result.output == "Found 1 finding (1 fixed, 0 remaining).\n"
    fixed = (project / "a.py").read_bytes()
    assert b"import torch\r\n    except" in fixed
    assert b"\n" not in fixed.replace(b"\r\n", b"")
    assert check("--fix", "--unsafe-fixes").output == "All checks passed.\n"


def test_what_remains_is_counted(project):
    (project / "b.py").write_text("import torch\ntorch.x\n")
    result = check("--fix", "--unsafe-fixes")
    assert result.exit_code == 1
    assert "Found 2 findings (1 fixed, 1 remaining)." in result.output
    assert "= fix: not fixed, as `torch` is used when the module is imported" in result.output


def test_a_diff_changes_nothing(project):
    result = check("--diff", "--unsafe-fixes")
    assert result.exit_code == 1
    assert "--- a.py\n+++ a.py\n" in result.output
    assert "-import torch" in result.output
    assert (project / "a.py").read_bytes() == SOURCE.encode()
    assert check("--diff").exit_code == 0


def test_a_diff_can_be_applied(project):
    result = CliRunner().invoke(main, ["check", "--diff", "--unsafe-fixes", "--jobs", "1"])
    patch = project / "patch"
    patch.write_bytes(result.stdout_bytes)
    subprocess.run(["git", "apply", "-p0", patch], cwd=project, check=True)
    assert check().exit_code == 0


def test_fix_only_reports_nothing_that_is_left(project):
    (project / "b.py").write_text("import torch\ntorch.x\n")
    result = check("--fix-only", "--unsafe-fixes")
    assert result.exit_code == 0
    assert result.output == "Fixed 1 finding.\n"


def test_a_written_file_keeps_its_mode_and_a_link_stays_one(tmp_path):
    file = tmp_path / "a.py"
    file.write_text("a\n")
    file.chmod(0o751)
    link = tmp_path / "link.py"
    link.symlink_to(file)
    write(str(link), b"a\n", b"b\n")
    assert link.is_symlink()
    assert file.read_text() == "b\n"
    assert file.stat().st_mode & 0o777 == 0o751
    assert sorted(tmp_path.iterdir()) == [file, link]


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path):
    file = tmp_path / "a.py"
    file.write_text("other\n")
    with pytest.raises(ChangedFileError, match="run again"):
        write(str(file), b"a\n", b"b\n")
    assert file.read_text() == "other\n"
    assert list(tmp_path.iterdir()) == [file]
