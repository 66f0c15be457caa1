"""The workflows that init writes: valid, and every command in them runs."""

import shlex

import pytest
import yaml
from click.testing import CliRunner
from standards_lint.cli import main

BROKEN = {
    "standards-lint.toml": "src = ['src']\n[environments.a]\nprovides = ['torch']\n"
    "[environments.b]\nprovides = ['mlx']\n",
    "src/a.py": "import torch\n\n\ndef f():\n    torch.ones(1)\n",
}
FILES = {"github": ".github/workflows/standards-lint.yml", "gitlab": ".gitlab-ci.yml"}
UPLOADED = {
    "github": ["standards-lint.sarif", "standards-lint-report/report.html"],
    "gitlab": [
        "gl-code-quality.json",
        "standards-lint-junit.xml",
        "standards-lint-report/report.html",
    ],
}


def invoke(*arguments):
    return CliRunner().invoke(main, [str(item) for item in arguments])


def commands(service, document):
    if service == "github":
        steps = document["jobs"]["check"]["steps"]
        return [step["run"] for step in steps if "run" in step]
    job = document["standards-lint"]
    return [line for key in ("before_script", "script", "after_script") for line in job[key]]


def uploads(service, document):
    if service == "github":
        steps = document["jobs"]["check"]["steps"]
        given = [step.get("with", {}) for step in steps]
        return {value for item in given for key, value in item.items() if key != "key"}
    kept = document["standards-lint"]["artifacts"]
    return {*kept["reports"].values(), *kept["paths"]}


@pytest.mark.parametrize("service", FILES)
def test_every_command_of_a_workflow_runs_and_leaves_what_is_uploaded(tree, service):
    folder = tree(BROKEN)
    assert invoke("init", "--ci", service).exit_code == 0
    document = yaml.safe_load((folder / FILES[service]).read_text())
    install, *lines = commands(service, document)
    assert install == "python -m pip install standards-lint"
    codes = []
    for line in lines:
        command, *arguments = shlex.split(line)
        assert command == "standards-lint"
        result = invoke(*arguments)
        assert result.exit_code in (0, 1), result.output
        codes.append(result.exit_code)
    assert sum(codes) == 1, "one command decides"
    places = uploads(service, document)
    for file in UPLOADED[service]:
        assert (folder / file).is_file()
        assert any(file.startswith(place.rstrip("/")) for place in places if place), file


def test_the_cache_of_the_workflow_is_where_the_cache_is(tree):
    folder = tree(BROKEN)
    invoke("init", "--ci", "github")
    invoke("check")
    steps = yaml.safe_load((folder / FILES["github"]).read_text())["jobs"]["check"]["steps"]
    (place,) = (step["with"]["path"] for step in steps if "cache" in step.get("uses", ""))
    assert (folder / place).is_dir()


def test_a_configuration_that_is_there_is_kept(tree):
    folder = tree(BROKEN)
    result = invoke("init", "--ci", "github")
    assert "wrote .github/workflows/standards-lint.yml" in result.stdout
    assert (folder / "standards-lint.toml").read_text() == BROKEN["standards-lint.toml"]


def test_both_are_written_where_nothing_is_there(tree):
    folder = tree({"scripts/a.py": "", "requirements.txt": ""})
    assert invoke("init", "--ci", "gitlab").exit_code == 0
    assert (folder / ".gitlab-ci.yml").is_file()
    assert (folder / "standards-lint.toml").is_file()


def test_a_workflow_is_not_replaced(tree):
    folder = tree({**BROKEN, FILES["github"]: "mine\n"})
    result = invoke("init", "--ci", "github")
    assert (result.exit_code, "--force" in result.stderr) == (2, True)
    assert (folder / FILES["github"]).read_text() == "mine\n"


def test_a_pipeline_of_gitlab_is_never_replaced_and_the_part_to_include_is_named(tree):
    folder = tree({"scripts/a.py": "", "requirements.txt": "", ".gitlab-ci.yml": "mine: {}\n"})
    result = invoke("init", "--ci", "gitlab", "--force")
    assert result.exit_code == 0
    assert (folder / ".gitlab-ci.yml").read_text() == "mine: {}\n"
    assert (folder / ".gitlab/standards-lint.yml").is_file()
    assert "- local: .gitlab/standards-lint.yml" in result.stdout


def test_nothing_is_written_where_one_of_the_files_is_there(tree):
    folder = tree({"scripts/a.py": "", "requirements.txt": "", FILES["github"]: "mine\n"})
    assert invoke("init", "--ci", "github").exit_code == 2
    assert not (folder / "standards-lint.toml").exists()
