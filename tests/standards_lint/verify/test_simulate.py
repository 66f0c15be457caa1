"""`standards-lint verify --simulate`: another interpreter, shown less."""

import json
import sys

import pytest
from click.testing import CliRunner
from standards_lint.cli import main

CONFIG = """src = ["src"]
[environments.full]
provides-from = ["full"]
[environments.small]
provides-from = ["small"]
"""
TREE = {
    "src/light.py": "import light_library\n",
    "src/user.py": "import heavy\n",
    "src/guarded.py": "try:\n    import heavy\nexcept ImportError:\n    heavy = None\n",
    "src/both.py": "import light_library\nimport heavy\n",
    "standards-lint.toml": CONFIG,
    "full/requirements.txt": "heavy==1.0 --hash=sha256:0\nlight-library==1.0 --hash=sha256:0\n",
    "small/requirements.txt": "light-library==1.0 --hash=sha256:0\n",
}
HELD = {
    "heavy": {"heavy/__init__.py": "", "heavy/part.py": ""},
    "light-library": {"light_library.py": "import sub.dependency\n"},
    "dependency": {"sub/dependency.py": ""},
}


def verify(*arguments):
    return CliRunner().invoke(main, ["verify", *arguments])


def modules(*arguments):
    result = verify(*arguments, "--output-format", "json")
    assert result.exit_code in (0, 1), result.output
    (found,) = json.loads(result.stdout)["environments"]
    return found, {item["module"]: (item["verdict"], item["outcome"]) for item in found["modules"]}


@pytest.fixture
def project(tree, environment):
    root = tree(TREE)
    python = environment(root / ".tox/full", HELD)
    site = next((root / ".tox/full").rglob("site-packages"))
    metadata = site / "light-library-1.0.dist-info/METADATA"
    metadata.write_text(f"{metadata.read_text().strip()}\nRequires-Dist: dependency\n\n")
    assert python.exists()
    return root


def test_what_the_environment_does_not_list_cannot_be_seen(project):
    path = project / "small/requirements.txt"
    path.write_text(f"{path.read_text()}dependency==1.0 --hash=sha256:0\n")
    found, said = modules("--env", "small", "--simulate")
    assert found["is_simulated"]
    assert found["distributions"] == {"dependency": "1.0", "light-library": "1.0"}
    assert said == {
        "both": ("unimportable", "failed"),
        "guarded": ("importable", "imported"),
        "light": ("importable", "imported"),
        "user": ("unimportable", "failed"),
    }


def test_a_lock_that_lacks_what_is_required_is_found_out(project):
    _, said = modules("--env", "small", "--simulate")
    assert said["light"] == ("importable", "failed")


def test_what_an_open_list_requires_can_be_seen(project):
    (project / "small/requirements.txt").write_text("light-library\n")
    found, said = modules("--env", "small", "--simulate")
    assert said["light"] == ("importable", "imported")
    assert said["user"] == ("unimportable", "failed")
    assert "heavy" not in found["distributions"]


BY_HAND = """src = ["src"]
[environments.small]
provides = ["sub", "light_library", "heavy"]
forbid = ["heavy"]
"""


def test_what_is_provided_by_hand_can_be_seen_and_what_is_forbidden_cannot(project):
    (project / "standards-lint.toml").write_text(BY_HAND)
    found, said = modules("--env", "small", "--simulate", "--interpreter", ".tox/full")
    assert found["distributions"] == {"dependency": "1.0", "light-library": "1.0"}
    assert said["user"] == ("unimportable", "failed")
    assert said["light"] == ("importable", "imported")


def test_nothing_here_holds_everything(project):
    (project / "small/requirements.txt").write_text("other==1 --hash=sha256:0\n")
    result = verify("--env", "small", "--simulate")
    assert result.exit_code == 2
    assert "no interpreter here holds all of it: .tox/full/bin/python lacks other; " in (
        result.output.replace("Scripts", "bin").replace("python.exe", "python")
    )


def test_an_interpreter_of_another_python_is_passed_over(project):
    path = project / "standards-lint.toml"
    path.write_text(f'{path.read_text()}python-version = "3.7"\n')
    result = verify("--env", "small", "--simulate")
    assert result.exit_code == 2
    assert f"is Python {sys.version.split()[0]}" in result.output


def test_what_has_an_interpreter_is_not_simulated(project):
    found, _ = modules("--env", "full", "--simulate")
    assert "is_simulated" not in found or not found["is_simulated"]


def test_nothing_is_left_behind(project, monkeypatch, tmp_path):
    import tempfile

    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    verify("--env", "small", "--simulate")
    assert list(place.iterdir()) == []
