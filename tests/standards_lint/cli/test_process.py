import subprocess
import sys

import pytest


def run(folder, *arguments):
    command = [sys.executable, "-m", "standards_lint", *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("source", "arguments", "exit_code"),
    [
        ("import json\n", ["check"], 0),
        ("import torch\n", ["check"], 1),
        ("import torch\n", ["check", "--exit-zero"], 0),
        ("import torch\n", ["check", "--env", "x"], 2),
        ("import torch\n", ["matrix"], 0),
        ("", ["--version"], 0),
        ("", ["--no-such-option"], 2),
    ],
)
def test_exit_codes(tree, source, arguments, exit_code):
    root = tree({"a.py": source, "standards-lint.toml": "[environments.e]\n"})
    done = run(root, *arguments)
    assert done.returncode == exit_code, done.stderr
    assert "Traceback" not in done.stderr


def test_a_warm_check_loads_nothing_heavy(tree):
    root = tree({"a.py": "import json\n", "standards-lint.toml": "[environments.e]\n"})
    run(root, "check")
    code = (
        "import sys\n"
        "sys.argv = ['standards-lint', 'check']\n"
        "from standards_lint.cli import main\n"
        "main(standalone_mode=False)\n"
        "print(*sys.modules)\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "standards_lint.run" in loaded
    assert not loaded & {"rich", "rich.console", "libcst", "packaging", "subprocess", "dataclasses"}


def test_a_closed_output_is_no_traceback(tree):
    root = tree({"a.py": "import torch\n", "standards-lint.toml": "[environments.e]\n"})
    command = f'"{sys.executable}" -m standards_lint check >&- 2>&-'
    assert subprocess.run(["/bin/sh", "-c", command], cwd=root, check=False).returncode == 1
