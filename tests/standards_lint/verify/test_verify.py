"""`standards-lint verify` with small virtual environments."""

import json
import sys

import msgspec
import pytest
from click.testing import CliRunner
from standards_lint.cli import main
from standards_lint.evidence import Evidence
from standards_lint.model import Cell, Row
from standards_lint.probing import Outcome
from standards_lint.verify.compare import compared

OTHER_PLATFORM = "win32" if sys.platform != "win32" else "linux"
TREE = {
    "src/app/__init__.py": "",
    "src/app/light.py": "import json\n",
    "src/app/heavy.py": "import torch\n",
    "standards-lint.toml": f"""
[environments.full]
provides = ["torch"]
platforms = ["{sys.platform}", "{OTHER_PLATFORM}"]
[environments.small]
modules = ["app.*"]
except-modules = ["app.heavy"]
""",
}
TORCH = {"torch": {"torch/__init__.py": ""}}


def verify(*arguments):
    return CliRunner().invoke(main, ["verify", *map(str, arguments)])


@pytest.fixture
def project(tree, environment):
    root = tree(TREE)
    environment(root / ".tox/full", TORCH)
    environment(root / "envs/small/.venv", {})
    return root


def test_every_environment_is_verified_by_its_interpreter(project):
    result = verify()
    assert result.exit_code == 0, result.output
    assert "full: 3 modules as judged (Python " in result.output
    assert f"not verified on {OTHER_PLATFORM}: no interpreter of it is here" in result.output
    assert "small: 2 modules as judged (Python " in result.output


def test_both_stories_are_told_where_they_differ(project):
    (project / ".tox/full/lib").rename(project / "away")
    result = verify("--env", "full")
    assert result.exit_code == 1
    assert "full: 1 of 3 modules not as judged" in result.output
    assert (
        "  app.heavy (src/app/heavy.py)\n"
        "    the verdict: importable\n"
        f"    Python {sys.version.split()[0]}: ModuleNotFoundError: No module named 'torch'\n"
        f"        {project}/src/app/heavy.py:1 import torch\n"
    ) in result.output


def test_a_module_that_imports_against_its_verdict_is_told_with_the_chain(project, environment):
    path = project / "standards-lint.toml"
    path.write_text(path.read_text().replace('provides = ["torch"]', 'provides = ["mlx"]'))
    result = verify("--env", "full")
    assert result.exit_code == 1
    assert (
        "    the verdict: unimportable, torch is missing\n"
        "        src/app/heavy.py:1 app.heavy\n"
        f"    Python {sys.version.split()[0]}: imported it\n"
    ) in result.output


def test_a_verdict_of_unimportable_that_holds_is_no_error(project):
    (project / "src/app/light.py").write_text("import mlx\n")
    result = verify("--env", "full", "--output-format", "json")
    assert result.exit_code == 0
    (found,) = json.loads(result.stdout)["environments"]
    light = next(item for item in found["modules"] if item["module"] == "app.light")
    assert (light["verdict"], light["outcome"], light["missing"]) == (
        "unimportable",
        "failed",
        "mlx",
    )


def test_a_failure_for_want_of_another_module_is_told_and_no_error(project):
    (project / "src/app/light.py").write_text("import torch\nimport mlx\n")
    (project / ".tox/full/lib").rename(project / "away")
    result = verify("--env", "full")
    assert "    1 for want of another module than judged\n" in result.output
    assert (
        "    the verdict: unimportable, mlx is missing\n"
        "        src/app/light.py:2 app.light\n"
        f"    Python {sys.version.split()[0]}: ModuleNotFoundError: No module named 'torch'\n"
    ) in result.output


@pytest.mark.parametrize(
    ("missing", "outcome", "is_other"),
    [
        ("mlx", Outcome("ModuleNotFoundError: No module named 'mlx'", "mlx"), False),
        ("mlx", Outcome("ModuleNotFoundError: No module named 'mlx.core'", "mlx.core"), False),
        ("mlx.core", Outcome("ModuleNotFoundError: No module named 'mlx'", "mlx"), False),
        ("mlx", Outcome("ModuleNotFoundError: No module named 'mlxx'", "mlxx"), True),
        ("mlx", Outcome("ImportError: cannot import name 'a' from 'b'", "b"), False),
        ("mlx", Outcome("ModuleNotFoundError: install mlx"), False),
        ("mlx", Outcome("RuntimeError: no GPU"), False),
    ],
)
def test_only_what_both_sides_name_is_compared(missing, outcome, is_other):
    cell = Cell("unimportable", kind="distribution", missing=missing)
    found = compared(Row("a", "a.py", {}), cell, outcome)
    assert (found.agrees, found.for_another_reason) == (True, is_other)


def test_evidence_is_kept_for_each_environment(project):
    assert verify("--evidence", "build/evidence").exit_code == 0
    found = {
        path.stem: msgspec.json.decode(path.read_bytes(), type=Evidence)
        for path in (project / "build/evidence").iterdir()
    }
    assert found.keys() == {"full", "small"}
    assert found["full"].not_verified == (OTHER_PLATFORM,)
    assert found["full"].distributions == {"torch": "1.0"}
    assert found["full"].interpreter.platform == sys.platform
    assert [module.module for module in found["small"].modules] == ["app", "app.light"]


def test_evidence_names_the_lock_that_the_verdicts_rest_on(project):
    from standards_lint.environments.record import digest

    lock = project / "envs/small/requirements.txt"
    lock.write_text("")
    path = project / "standards-lint.toml"
    path.write_text(f'{path.read_text()}provides-from = ["envs/small"]\n')
    assert verify("--env", "small", "--evidence", "small.json").exit_code == 0
    assert json.loads((project / "small.json").read_text())["lock_digest"] == digest(lock)


def test_an_interpreter_can_be_given(project, environment):
    other = environment(project / "elsewhere", {})
    result = verify("--env", "full", "--interpreter", other, "--evidence", "other.json")
    assert result.exit_code == 1
    assert "No module named 'torch'" in (project / "other.json").read_text()
    assert verify("--env", "full", "--interpreter", "elsewhere").exit_code == 1


def test_the_configured_interpreter_comes_first(project, environment):
    environment(project / "elsewhere", {})
    path = project / "standards-lint.toml"
    path.write_text(
        path.read_text().replace(
            "[environments.small]", 'interpreter = "elsewhere"\n[environments.small]'
        )
    )
    assert verify("--env", "full").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--interpreter", ".tox/full"], "are about one --env NAME"),
        (["--evidence", "all.json"], "are about one --env NAME"),
        (["--env", "ful"], "did you mean 'full'?"),
        (["--env", "full", "--interpreter", "src"], "neither an interpreter nor a virtual"),
        (["--env", "full", "--evidence", "standards-lint.toml"], "standards-lint.toml"),
    ],
)
def test_wrong_use(arguments, text, project):
    result = verify(*arguments)
    assert result.exit_code == 2
    assert text in result.output


def test_an_environment_without_an_interpreter_is_passed_over(tree, environment):
    environment(tree(TREE) / ".tox/full", TORCH)
    result = verify()
    assert result.exit_code == 0
    assert "small: not verified: no interpreter is configured, and neither .tox/small nor" in (
        result.output
    )
    assert verify("--env", "small").exit_code == 2


def test_nothing_verified_is_an_error(tree):
    tree(TREE)
    result = verify()
    assert result.exit_code == 2
    assert "not verified: full, small" in result.output


def test_another_python_than_the_declared_one_proves_nothing(project):
    path = project / "standards-lint.toml"
    path.write_text(f'{path.read_text()}python-version = "3.7"\n')
    result = verify("--env", "small")
    assert result.exit_code == 2
    assert "but python-version says 3.7" in result.output
