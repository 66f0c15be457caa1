import subprocess
import sys

import pytest
from standards_lint.environments.markers import Platform
from standards_lint.environments.sources import read
from standards_lint.errors import ConfigError, EnvironmentSourceError

LINUX = Platform("3.11.99", "linux", "x86_64")
DARWIN = Platform("3.12.99", "darwin", "arm64")

PYLOCK = """
lock-version = "1.0"
extras = ["gpu"]
dependency-groups = ["dev"]
default-groups = []
created-by = "hand"

[[packages]]
name = "Base"
version = "1.0"
dependencies = [{ name = "Leaf" }]

[[packages]]
name = "leaf"
version = "2"

[[packages]]
name = "metal"
version = "3"
marker = "sys_platform == 'darwin'"

[[packages]]
name = "cuda"
version = "4"
marker = "'gpu' in extras"

[[packages]]
name = "pytest"
version = "5"
marker = "'dev' in dependency_groups"
"""

UV = """
version = 1
requires-python = ">=3.11"

[[package]]
name = "app"
version = "0.1.0"
source = { editable = "." }
dependencies = [
    { name = "numpy", version = "1.26", marker = "python_full_version < '3.12'" },
    { name = "numpy", version = "2.0", marker = "python_full_version >= '3.12'" },
    { name = "uvicorn", extra = ["standard"] },
    { name = "metal", marker = "sys_platform == 'darwin'" },
]

[package.optional-dependencies]
gpu = [{ name = "torch" }]

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "numpy"
version = "1.26"
resolution-markers = ["python_full_version < '3.12'"]

[[package]]
name = "numpy"
version = "2.0"
resolution-markers = ["python_full_version >= '3.12'"]

[[package]]
name = "uvicorn"
version = "0.30"
dependencies = [{ name = "click" }]

[package.optional-dependencies]
standard = [{ name = "httptools" }]

[[package]]
name = "click"
version = "8"

[[package]]
name = "httptools"
version = "0.6"

[[package]]
name = "metal"
version = "1"

[[package]]
name = "torch"
version = "2.8"
dependencies = [{ name = "sympy" }]

[[package]]
name = "sympy"
version = "1.13"

[[package]]
name = "pytest"
version = "8"

[[package]]
name = "unused"
version = "9"
"""

PYPROJECT = """
[project]
name = "app"
dependencies = ["numpy>=1", "tomli; python_version < '3.11'"]

[project.optional-dependencies]
gpu = ["torch==2.8"]
all = ["app[gpu]", "rich"]

[dependency-groups]
Test = ["pytest", { include-group = "base" }]
base = ["hypothesis"]
loop = [{ include-group = "loop" }]
"""


def versions(tree, files, entry, where=LINUX):
    found = read(entry, tree(files), where)
    return {name: item.version for name, item in found.distributions.items()}


@pytest.mark.parametrize(
    ("entry", "where", "names"),
    [
        ("pylock.toml", LINUX, {"base", "leaf"}),
        ("pylock.toml", DARWIN, {"base", "leaf", "metal"}),
        ("pylock.toml[gpu]", LINUX, {"base", "leaf", "cuda"}),
        ("pylock.toml:dev", LINUX, {"base", "leaf", "pytest"}),
    ],
)
def test_pylock(tree, entry, where, names):
    assert set(versions(tree, {"pylock.toml": PYLOCK}, entry, where)) == names


def test_pylock_is_closed_and_knows_who_requires_what(tree):
    found = read("pylock.toml", tree({"pylock.toml": PYLOCK}), LINUX)
    assert found.is_closed
    assert found.distributions["base"].requires == ("leaf",)


@pytest.mark.parametrize(
    ("entry", "where", "expected"),
    [
        (
            "uv.lock",
            LINUX,
            {"app": "0.1.0", "numpy": "1.26", "uvicorn": "0.30", "click": "8", "httptools": "0.6"},
        ),
        (
            "uv.lock",
            DARWIN,
            {
                "app": "0.1.0",
                "numpy": "2.0",
                "uvicorn": "0.30",
                "click": "8",
                "httptools": "0.6",
                "metal": "1",
            },
        ),
        ("uv.lock:dev", LINUX, {"pytest": "8"}),
    ],
)
def test_uv_lock(tree, entry, where, expected):
    assert versions(tree, {"uv.lock": UV}, entry, where) == expected


def test_uv_lock_with_an_extra(tree):
    found = versions(tree, {"uv.lock": UV}, "uv.lock[gpu]")
    assert {"torch", "sympy"} <= set(found)
    assert "unused" not in found


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("pyproject.toml", {"numpy": ""}),
        ("pyproject.toml[gpu]", {"numpy": "", "torch": "2.8"}),
        ("pyproject.toml[all]", {"numpy": "", "torch": "2.8", "rich": ""}),
        ("pyproject.toml:test", {"pytest": "", "hypothesis": ""}),
    ],
)
def test_pyproject(tree, entry, expected):
    root = tree({"pyproject.toml": PYPROJECT})
    found = read(entry, root, LINUX)
    assert {name: item.version for name, item in found.distributions.items()} == expected
    assert not found.is_closed


@pytest.mark.parametrize(
    ("files", "entry", "message"),
    [
        ({}, "uv.lock", "no such file or folder"),
        ({"uv.lock": "version = 1"}, "uv.lock", "no uv.lock of a project"),
        ({"uv.lock": UV}, "uv.lock[cpu]", "no 'cpu' in its optional-dependencies; listed: gpu"),
        ({"uv.lock": UV}, "uv.lock:docs", "no 'docs' in its dev-dependencies; listed: dev"),
        ({"pylock.toml": "a = 1"}, "pylock.toml", "`lock-version` is missing"),
        ({"pylock.toml": PYLOCK}, "pylock.toml[cpu]", "no 'cpu' in its extras; listed: gpu"),
        ({"pyproject.toml": PYPROJECT}, "pyproject.toml[x]", "no extra 'x'; declared: all, gpu"),
        ({"pyproject.toml": PYPROJECT}, "pyproject.toml:loop", "include each other: loop -> loop"),
        ({"env/readme.md": ""}, "env", "neither imports.toml"),
    ],
)
def test_what_is_wrong_is_named(tree, files, entry, message):
    with pytest.raises(EnvironmentSourceError, match=message.replace("[", r"\[")):
        read(entry, tree(files), LINUX)


def test_a_lock_that_is_no_toml(tree):
    with pytest.raises(ConfigError, match=r"uv.lock: not valid TOML"):
        read("uv.lock", tree({"uv.lock": "[["}), LINUX)


def test_a_folder_is_read_by_its_best_description(tree):
    root = tree({"env/requirements.txt": "a", "env/requirements-dev.txt": "b"})
    assert set(read("env", root, LINUX).distributions) == {"a"}
    tree({"env/uv.lock": UV})
    assert "numpy" in read("env", root, LINUX).distributions
    tree({"env/pylock.toml": PYLOCK})
    assert "base" in read("env", root, LINUX).distributions


def test_without_a_main_file_all_requirements_files_of_a_folder_count(tree):
    root = tree({"env/requirements-b.txt": "b", "env/requirements-a.txt": "a"})
    assert set(read("env", root, LINUX).distributions) == {"a", "b"}


def test_the_lock_that_uv_itself_writes(tree):
    uv = pytest.importorskip("uv", reason="uv is not installed here").find_uv_bin()
    root = tree(
        {
            "pyproject.toml": "[project]\nname='app'\nversion='1'\nrequires-python='>=3.11'\n"
            "dependencies=['lib']\n[tool.uv.sources]\nlib={path='lib'}\n",
            "lib/pyproject.toml": "[project]\nname='lib'\nversion='2'\n",
        }
    )
    command = [uv, "lock", "--offline", "--python", sys.executable]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    assert versions(tree, {}, "uv.lock") == {"app": "1", "lib": "2"}
