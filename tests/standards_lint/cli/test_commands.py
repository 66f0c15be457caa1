import json
import sys

import pytest
from click.testing import CliRunner
from standards_lint.cli import main

SEED = {
    "scripts/whisperx_asr.py": "import sys\n\nfrom whisperx_integration import main\nmain\n",
    "scripts/whisperx_integration.py": (
        "import argparse\nfrom device_selector import select_device\n\ndef main(): argparse\n"
    ),
    "scripts/device_selector.py": "import platform\n\nimport torch\n\n"
    "def select_device(): torch, platform\n",
    "standards-lint.toml": """
src = ["scripts"]
[environments.whisperx]
provides = ["torch"]
[environments.mlx]
provides = ["mlx"]
""",
}
CHAIN = (
    "whisperx_asr (scripts/whisperx_asr.py:3) -> "
    "whisperx_integration (scripts/whisperx_integration.py:2) -> "
    "device_selector (scripts/device_selector.py:3) -> torch"
)


def invoke(*arguments, **options):
    return CliRunner().invoke(main, [str(item) for item in arguments], **options)


@pytest.fixture
def seed(tree):
    return tree(SEED)


def test_check_finds_the_chain(seed):
    result = invoke("check")
    assert result.exit_code == 1
    assert CHAIN in result.stdout
    assert "breaks: whisperx_asr, device_selector, whisperx_integration" in result.stdout
    assert "Found 2 errors." in result.stdout
    assert "\x1b" not in result.stdout


def test_check_of_what_is_right(tree):
    guarded = "try:\n        import torch\n    except ImportError as error:\n"
    said = "        raise RuntimeError('install torch') from error\n"
    tree({**SEED, "scripts/device_selector.py": f"def select_device():\n    {guarded}{said}"})
    result = invoke("check")
    assert (result.exit_code, result.stdout) == (0, "All checks passed.\n")


@pytest.mark.parametrize(
    ("options", "exit_code", "text"),
    [
        (["--exit-zero"], 0, "Found 2 errors."),
        (["--statistics"], 1, "1 ENV001 unavailable-import\n"),
        (["--env", "whisperx"], 0, "All checks passed."),
        (["--env", "mlx"], 1, "Found 2 errors."),
        (["--select", "ENV002"], 0, "All checks passed."),
        (["--ignore", "ENV,LAZ"], 0, "All checks passed."),
        (["--select", "ENV002", "--extend-select", "ENV001"], 1, "Found 1 error."),
        (["scripts/whisperx_asr.py"], 1, "breaks: whisperx_asr\n"),
        (["--output-format", "concise"], 1, "scripts/device_selector.py:3:1: ENV001"),
        (["--output-format", "github"], 1, "::error file=scripts/device_selector.py,line=3"),
        (["--no-cache", "--jobs", "1"], 1, "Found 2 errors."),
    ],
)
def test_options_of_check(seed, options, exit_code, text):
    result = invoke("check", *options)
    assert result.exit_code == exit_code
    assert text in result.stdout


def test_json_of_check(seed):
    result = invoke("check", "--select", "ENV001", "--output-format", "json")
    (finding,) = json.loads(result.stdout)["findings"]
    assert [step["module"] for step in finding["chain"]] == [
        "whisperx_asr",
        "whisperx_integration",
        "device_selector",
    ]


@pytest.mark.parametrize("name", ["text", "concise", "json", "sarif", "github", "gitlab", "junit"])
def test_a_report_in_a_file_is_that_of_the_terminal(seed, name, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    result = invoke("check", "--output-format", name, "--output-file", "report")
    assert (result.exit_code, result.output) == (1, "")
    monkeypatch.delenv("FORCE_COLOR")
    assert (seed / "report").read_text() == invoke("check", "--output-format", name).stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert ("\x1b" in invoke("check", "--output-format", name).stdout) == (
        name in ("text", "concise")
    )


def test_no_cache_leaves_nothing_behind(seed):
    invoke("check", "--no-cache")
    assert not (seed / ".standards_lint_cache").exists()
    invoke("check")
    assert (seed / ".standards_lint_cache" / ".gitignore").read_text() == "*\n"


def test_matrix_as_json_is_the_published_format(seed):
    result = invoke("matrix", "--output-format", "json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert set(document) == {"version", "environments", "modules"}
    assert document["environments"] == ["mlx", "whisperx"]
    assert document["modules"][0] == {
        "module": "device_selector",
        "path": "scripts/device_selector.py",
        "cells": {
            "mlx": {
                "verdict": "unimportable",
                "kind": "distribution",
                "missing": "torch",
                "chain": [
                    {"module": "device_selector", "path": "scripts/device_selector.py", "line": 3}
                ],
            },
            "whisperx": {"verdict": "importable"},
        },
    }


def test_matrix_of_an_unpacked_wheel(tree, tmp_path_factory):
    config = tmp_path_factory.mktemp("config") / "any.toml"
    wheel = tmp_path_factory.mktemp("wheel")
    (wheel / "pkg").mkdir()
    (wheel / "pkg" / "__init__.py").write_text("import sqlalchemy\n")
    config.write_text(
        f"src = ['{wheel}']\n[environments.e]\npython-version = '3.11'\nplatform = 'linux'\n"
        "provides = ['click']\n"
    )
    tree({})
    result = invoke("matrix", "--config", config, "--output-format", "json", wheel)
    (row,) = json.loads(result.stdout)["modules"]
    assert row["module"] == "pkg"
    assert row["cells"]["e"]["missing"] == "sqlalchemy"


def test_matrix_as_text(seed):
    lines = invoke("matrix").stdout.splitlines()
    assert lines[0].split() == ["module", "mlx", "whisperx"]
    assert "no torch" in lines[1]
    assert lines[-1].split() == ["unimportable", "3", "0"]


def test_without_any_configuration(tree):
    tree(
        {
            "scripts/run.py": "from shared.device import pick\n",
            "shared/__init__.py": "",
            "shared/device.py": "import torch\n\ndef pick(): ...\n",
            "req-a.txt": "torch\n",
            "req-b.txt": "mlx\n",
        }
    )
    result = invoke(
        "check", "--src", "scripts", "--src", ".", "--env", "a=req-a.txt", "--env", "b=req-b.txt"
    )
    assert result.exit_code == 1
    assert "environment `b` has no `torch`" in result.stdout
    assert "run (scripts/run.py:1) -> shared.device (shared/device.py:1) -> torch" in result.stdout
    assert "assumes: nothing in " in result.stdout


def test_an_interpreter_given_on_the_command_line(tree):
    tree({"src/a.py": "import packaging.no_such_part\n"})
    result = invoke("check", "--env", f"me={sys.executable}")
    assert result.exit_code == 1
    assert "packaging.no_such_part" in result.stdout


def test_why_tells_the_story_the_chain_and_the_cheapest_cut(seed):
    result = invoke("why", "whisperx_asr", "--env", "mlx")
    assert result.exit_code == 0
    assert "whisperx_asr in mlx: unimportable" in result.stdout
    story = result.stdout.index("what happens")
    assert story < result.stdout.index("imports whisperx_integration")
    assert "cheapest cut: remove what nothing uses (mends 2 modules)\n" in result.stdout
    assert "scripts/whisperx_integration.py:2  from device_selector import" in result.stdout


@pytest.mark.parametrize(
    "log",
    [
        "Error: `ModuleNotFoundError: No module named 'torch'`\n"
        "Location: `scripts/device_selector.py` line 13\n",
        'Traceback (most recent call last):\n  File "/srv/scripts/whisperx_asr.py", line 3, in x\n'
        '  File "/srv/scripts/device_selector.py", line 3, in <module>\n    import torch\n'
        "ModuleNotFoundError: No module named 'torch'\n",
    ],
)
def test_why_of_a_log_finds_the_same_chain(seed, log):
    (seed / "stage.log").write_text(log)
    by_log = invoke("why", "--traceback", "stage.log")
    assert by_log.stdout == invoke("why", "whisperx_asr", "--env", "mlx").stdout
    assert invoke("why", "--traceback", "-", input=log).stdout == by_log.stdout


def test_why_as_json(seed):
    result = invoke("why", "scripts/whisperx_asr.py", "--output-format", "json")
    mlx, whisperx = json.loads(result.stdout)["explanations"]
    assert mlx["cell"]["missing"] == "torch"
    assert mlx["cuts"][0]["remedy"] == "remove"
    assert (whisperx["cell"]["verdict"], whisperx["cuts"]) == ("importable", [])


def test_rule(tree):
    tree({})
    assert "ENV001 unavailable-import (clause 2" in invoke("rule").stdout
    text = invoke("rule", "ENV001").stdout
    assert text.startswith("# unavailable-import (ENV001)\n\nClause 2 of the developer standards;")
    for part in ("Why it is bad:", "## Found: 1\n", "import torch", "[environments.mlx]"):
        assert part in text
    assert invoke("rule", "unavailable-import").stdout == text
    assert text.strip() in invoke("rule", "--all").stdout


def test_rule_as_json(tree):
    tree({})
    (rule,) = json.loads(invoke("rule", "SUP001", "--output-format", "json").stdout)["rules"]
    assert (rule["code"], rule["name"], rule["clause"]) == ("SUP001", "unused-suppression", "")
    assert rule["fixes"] == ["remove-suppression"]
    assert rule["is_default"] is True
    assert {"files", "environments"} == set(rule["invalid"][0])
    rules = json.loads(invoke("rule", "--output-format", "json").stdout)["rules"]
    assert rule in rules


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--config", "none.toml"], "none.toml: no such file"),
        (["check", "--env", "core"], "unknown environment 'core'; known: mlx, whisperx"),
        (["check", "--env", "mxl"], "did you mean 'mlx'?"),
        (["check", "--env", "x=none.txt"], "none.txt: no such file or folder"),
        (["check", "--env", "=a"], "--env =a: expected NAME or NAME=FILE"),
        (["check", "--env", "a="], "--env a=: expected NAME or NAME=FILE"),
        (["check", "--select", "XYZ"], "unknown rule code 'XYZ'"),
        (["check", "none.py"], "none.py: no such file or folder"),
        (["check", "--src", "none"], "none"),
        (["check", "--jobs", "0"], "--jobs"),
        (["check", "--output-format", "xml"], "xml"),
        (["check", "--output-file", "none/x"], "none/x: cannot be written: No such file"),
        (["matrix", "none"], "none: no such file or folder"),
        (["why"], "name a module, or a log with --traceback FILE"),
        (["why", "a", "--traceback", "b"], "name a module, or a log"),
        (
            ["why", "whisper_asr"],
            "no first-party module 'whisper_asr'; did you mean 'whisperx_asr'?",
        ),
        (["why", "--traceback", "none.log"], "none.log: cannot be read"),
        (["why", "--traceback", "standards-lint.toml"], "no ModuleNotFoundError"),
        (["rule", "env001"], "unknown rule 'env001'; did you mean 'ENV001'?"),
        (["rule", "ENV9"], "unknown rule 'ENV9'; did you mean 'ENV00"),
        (["rule", "unavailable-imports"], "did you mean 'unavailable-import'?"),
        (["nothing"], "nothing"),
    ],
)
def test_wrong_use_is_one_message_and_2(seed, arguments, message):
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_a_wrong_key_names_file_and_key(tree):
    root = tree({"standards-lint.toml": "[environments.mlx]\nprovide = []\n"})
    result = invoke("check")
    assert result.exit_code == 2
    assert result.stderr == (
        f"Error: {root}/standards-lint.toml: environments.mlx: unknown key 'provide'; "
        "did you mean 'provides'?\n"
    )


def test_nothing_declared(tree):
    tree({"a.py": ""})
    result = invoke("check")
    assert result.exit_code == 2
    assert "no environment is declared" in result.stderr


def test_what_the_system_refuses_is_one_message(seed, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", "/somewhere")

    monkeypatch.setattr("standards_lint.run.analyse", refuse)
    result = invoke("check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: /somewhere: Permission denied\n"


def test_a_defect_of_the_tool_is_not_a_finding(seed, monkeypatch):
    monkeypatch.setattr("standards_lint.run.analyse", lambda *_: 1 / 0)
    result = invoke("check")
    assert result.exit_code == 2
    assert "please report it" in result.stderr


def test_a_file_that_does_not_parse_is_one_finding_and_the_rest_is_checked(seed):
    (seed / "scripts" / "broken.py").write_text("def f(:\n")
    result = invoke("check", "--output-format", "json", "--env", "mlx")
    found = json.loads(result.stdout)["findings"]
    assert [(item["path"], item["line"]) for item in found] == [
        ("scripts/broken.py", 1),
        ("scripts/device_selector.py", 3),
        ("scripts/whisperx_integration.py", 2),
    ]


def test_a_warning_alone_does_not_fail(tree):
    tree(
        {
            "a.py": "import random\nif random.random() > 2:\n    import torch\n",
            "standards-lint.toml": "[environments.e]\n",
        }
    )
    result = invoke("check")
    assert "ENV002" in result.stdout
    assert "Found 1 warning." in result.stdout
    assert result.exit_code == 0


@pytest.mark.parametrize("command", ["check", "matrix"])
def test_nothing_to_judge_is_said(seed, command):
    """Nothing found is not the same as nothing wrong."""
    (seed / "empty").mkdir()
    outside = invoke(command, "empty")
    assert outside.exit_code == 0
    assert "warning: nothing was judged: no path that was given" in outside.stderr
    assert "nothing was judged" not in invoke(command, ".").stderr
    none = invoke(command, "--src", "empty")
    assert "nothing was judged: no Python module lies below the import roots" in none.stderr
