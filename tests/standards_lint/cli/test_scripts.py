"""Scripts in what the commands say."""

import json

import pytest
from click.testing import CliRunner
from standards_lint.cli import main

FILES = {
    "standards-lint.toml": (
        'src = ["src"]\nscripts = ["bin/*.py"]\n[environments.bare]\nprovides = ["numpy"]\n'
        '[environments.full]\nprovides = ["numpy", "torch"]\nexcept-modules = ["bin/eager.py"]\n'
    ),
    "src/lib.py": "def load():\n    import torch\n    return torch\n",
    "src/tool.py": "import lib\nimport numpy\n",
    "bin/run.py": "import lib\n\nif __name__ == '__main__':\n    lib.load()\n",
    "bin/eager.py": "import torch\n\ntorch.rand\n",
}


def invoke(*arguments):
    return CliRunner().invoke(main, [str(item) for item in arguments])


@pytest.fixture
def project(tree):
    return tree(FILES)


def rows():
    document = json.loads(invoke("matrix", "--output-format", "json").stdout)
    return {row["module"]: row for row in document["modules"]}


def test_each_has_a_row_named_by_its_path(project):
    found = rows()
    assert list(found) == ["bin/eager.py", "bin/run.py", "lib", "tool"]
    assert found["bin/run.py"]["path"] == "bin/run.py"
    assert found["bin/run.py"]["cells"] == {
        "bare": {
            "verdict": "unimportable",
            "kind": "distribution",
            "missing": "torch",
            "chain": [
                {"module": "bin/run.py", "path": "bin/run.py", "line": 4},
                {"module": "lib", "path": "src/lib.py", "line": 2},
            ],
        },
        "full": {"verdict": "importable"},
    }


def test_the_matrix_draws_a_line_for_each(project):
    text = invoke("matrix").stdout
    assert [line.split() for line in text.splitlines()[1:5]] == [
        ["bin/eager.py", "no", "torch", "-"],
        ["bin/run.py", "no", "torch", "ok"],
        ["lib", "ok", "ok"],
        ["tool", "ok", "ok"],
    ]


def test_environments_choose_scripts_by_path(project):
    assert set(rows()["bin/eager.py"]["cells"]) == {"bare"}


def test_the_names_do_not_change_with_the_folder(project, monkeypatch):
    before = set(rows())
    monkeypatch.chdir(project / "bin")
    assert set(rows()) == before


def test_check_reports_the_statement_once(tree):
    tree(
        {
            **FILES,
            "src/bin2.py": "",
            "standards-lint.toml": FILES["standards-lint.toml"].replace(
                'src = ["src"]', 'src = ["src", "bin"]'
            ),
        }
    )
    result = invoke("check", "--ignore", "DEG", "--output-format", "json", "--env", "bare")
    found = json.loads(result.stdout)["findings"]
    assert [(item["path"], item["line"], item["breaks"]) for item in found] == [
        ("bin/eager.py", 1, ["bin/eager.py", "eager"]),
        ("src/lib.py", 2, ["bin/run.py"]),
    ]


@pytest.mark.parametrize("asked", ["bin/run.py", "./bin/run.py"])
def test_why_tells_what_running_it_does(project, asked):
    text = invoke("why", asked, "--env", "bare").stdout
    assert "bin/run.py in bare: unimportable" in text
    assert "`__name__ == '__main__'` is True" in text
    assert "bin/run.py (bin/run.py:4)  lib.load()" in text
    assert "__main__ (" not in text


def test_why_of_a_script_that_imports_proposes_a_cut(project):
    (project / "bin" / "run.py").write_text("import helper\nhelper\n")
    (project / "bin" / "helper.py").write_text("import torch\nx = 1\n")
    text = invoke("why", "bin/run.py", "--env", "bare").stdout
    assert "cheapest cut" in text
    assert "bin/helper.py:1  import torch" in text


def test_a_traceback_of_a_run_is_the_script(project):
    log = (
        "Traceback (most recent call last):\n"
        '  File "/srv/bin/run.py", line 4, in <module>\n'
        '  File "/srv/src/lib.py", line 2, in load\n'
        "ModuleNotFoundError: No module named 'torch'\n"
    )
    (project / "job.log").write_text(log)
    text = invoke("why", "--traceback", "job.log", "--env", "bare").stdout
    assert text.startswith("bin/run.py in bare: unimportable")


def test_a_pattern_without_a_file(project):
    config = project / "standards-lint.toml"
    config.write_text(config.read_text().replace("bin/*.py", "bin/*.sh"))
    result = invoke("check")
    assert result.exit_code == 2
    assert "scripts: bin/*.sh: no file" in result.stderr
