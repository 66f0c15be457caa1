"""The report: what is broken, what is not proven, and how it was before."""

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from standards_lint import commands
from standards_lint.cli import main

CONFIG = """
src = ["src"]

[environments.torch]
python-version = "3.11"
platform = "linux"
provides = ["torch"]

[environments.mlx]
python-version = "3.11"
platforms = ["darwin", "linux"]
provides = ["mlx"]
"""
FILES = {
    "standards-lint.toml": CONFIG,
    "src/device.py": "import torch\n",
    "src/stage.py": "import os\n\nimport device\n",
    "src/plain.py": "",
}


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other tool is installed, except git."""
    real = commands.find
    monkeypatch.setattr(commands, "find", lambda name: real(name) if name == "git" else None)
    for module in ("ruff", "contracts"):
        monkeypatch.setattr(f"standards_lint.compliance.{module}.find", commands.find)


def report(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", "--no-cache", "--jobs", "1", *arguments])


def data(*arguments: str) -> dict:
    result = report("--format", "json", *arguments)
    assert result.exit_code in (0, 1), result.output
    return json.loads(result.stdout)


def outcome(document: dict, number: str, environment: str = "*") -> str:
    for clause in document["clauses"]:
        for item in clause["requirements"]:
            if item["requirement"]["number"] == number:
                return item["outcomes"][environment]["state"]
    raise AssertionError(number)


def evidence(
    folder: Path, environment: str, agrees: dict[str, bool], lock_digest: str | None = None
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    document = {
        "version": 1,
        "environment": environment,
        "interpreter": {"python": "3.11.9", "platform": "linux", "machine": "x86_64"},
        "lock_digest": lock_digest,
        "modules": [
            {
                "module": name,
                "path": f"src/{name}.py",
                "verdict": "importable",
                "outcome": "imported" if agreed else "failed",
                "error": None if agreed else "No module named 'x'",
                "agrees": agreed,
            }
            for name, agreed in agrees.items()
        ],
        "not_verified": [],
    }
    name = environment.partition("@")[0]
    (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")


def test_a_broken_environment_fails_its_clause_and_no_other(tree) -> None:
    tree(FILES)
    found = data()["report"]
    assert outcome(found, "2.a") == "failed"
    assert outcome(found, "2.a", "mlx@linux") == "failed"
    assert outcome(found, "2.a", "torch") == "passed"
    assert outcome(found, "7.2.a") == "passed"
    (problem,) = [item for item in found["problems"] if item["code"] == "ENV001"][:1]
    assert (problem["path"], problem["line"]) == ("src/device.py", 1)


def test_a_broken_clause_is_exit_code_one(tree) -> None:
    tree(FILES)
    assert report().exit_code == 1
    assert report("--exit-zero").exit_code == 0


def test_tools_that_are_not_installed_prove_nothing(tree) -> None:
    tree(FILES)
    found = data()["report"]
    assert found["tools"]["ruff"] == "ruff is not installed"
    assert found["tools"]["import-linter"] == "import-linter is not installed"
    assert outcome(found, "10.1.b") == "unproven"
    assert "ruff is not installed" in report().stdout


def test_without_evidence_nothing_is_proven_by_cells(tree) -> None:
    tree(FILES)
    found = data()["report"]
    assert outcome(found, "2.d") == outcome(found, "2.d", "torch") == "unproven"
    assert found["tools"]["tox"] == "no evidence"
    assert "no evidence from torch" in report().stdout


def test_evidence_counts_for_its_environment_and_platform_only(tree) -> None:
    root = tree(FILES)
    modules = dict.fromkeys(("device", "stage", "plain"), True)
    evidence(root / "build/evidence", "torch", modules)
    evidence(root / "build/evidence", "mlx", {"plain": True})
    found = data()["report"]
    assert outcome(found, "2.d", "torch") == "passed"
    assert outcome(found, "2.d", "mlx@linux") == "passed"
    assert outcome(found, "2.d", "mlx@darwin") == "unproven"
    assert [item["environment"] for item in found["evidence"]] == ["mlx@linux", "torch"]


def test_a_real_interpreter_that_disagrees_fails_the_clause(tree) -> None:
    root = tree(FILES)
    evidence(root / "elsewhere", "torch", {"device": True, "stage": True, "plain": False})
    found = data("--evidence", "elsewhere")["report"]
    assert outcome(found, "2.d", "torch") == "failed"
    assert outcome(found, "2.d", "mlx@linux") == "unproven"
    (problem,) = [item for item in found["problems"] if item["tool"] == "tox"]
    assert "No module named 'x'" in problem["message"]


def test_evidence_that_knows_nothing_of_a_module_does_not_prove_it(tree) -> None:
    root = tree(FILES)
    evidence(root / "build/evidence", "torch", {"plain": True})
    assert outcome(data()["report"], "2.d", "torch") == "unproven"


@pytest.mark.parametrize(
    ("of", "state"), [("torch==2.8.0\n", "passed"), ("torch==2.7.0\n", "unproven")]
)
def test_evidence_about_another_lock_proves_nothing(of: str, state: str, tree) -> None:
    config = CONFIG.replace('provides = ["torch"]', 'provides-from = ["envs/torch"]')
    lock = {"envs/torch/requirements.txt": "torch==2.8.0\n"}
    root = tree({**FILES, **lock, "standards-lint.toml": config})
    digest = f"sha256:{hashlib.sha256(of.encode()).hexdigest()}"
    modules = dict.fromkeys(("device", "stage", "plain"), True)
    evidence(root / "build/evidence", "torch", modules, digest)
    assert outcome(data()["report"], "2.d", "torch") == state


@pytest.mark.parametrize("content", ["{", '{"version": 1}', "[]"])
def test_evidence_that_cannot_be_read_is_an_error(content: str, tree) -> None:
    root = tree(FILES)
    (root / "build/evidence").mkdir(parents=True)
    (root / "build/evidence/torch.json").write_text(content, encoding="utf-8")
    result = report()
    assert result.exit_code == 2
    assert "torch.json: no record" in result.stderr


OWN = """version = 1
[[clauses]]
number = "5"
title = "Locks"
[[clauses.requirements]]
number = "5.a"
text = "Locks are kept."
enforced-by = ["tox:repository"]
[[clauses.requirements]]
number = "5.b"
text = "A | and <b> are text."
"""


def test_a_repository_brings_its_own_standards_and_cells_their_tests(tree) -> None:
    root = tree(
        {**FILES, "standards-lint.toml": f'standards = "own.toml"\n{CONFIG}', "own.toml": OWN}
    )
    results = root / "build/evidence/repository.xml"
    assert outcome(data()["report"], "5.a") == "unproven"
    results.parent.mkdir(parents=True)
    results.write_text('<testsuite><testcase name="a" classname="c"/></testsuite>')
    assert outcome(data()["report"], "5.a") == "passed"
    results.write_text('<testsuite><testcase name="a"><failure/></testcase></testsuite>')
    assert outcome(data()["report"], "5.a") == "failed"
    assert outcome(data()["report"], "5.b") == "not enforced"
    assert "A \\| and &lt;b> are text." in report().stdout


def test_an_unknown_rule_in_the_standards_is_an_error(tree) -> None:
    own = OWN.replace("tox:repository", "standards-lint:ENV999")
    tree({**FILES, "standards-lint.toml": f'standards = "own.toml"\n{CONFIG}', "own.toml": own})
    result = report()
    assert result.exit_code == 2
    assert "ENV999" in result.stderr


def test_a_rule_that_is_ignored_proves_nothing(tree) -> None:
    tree({**FILES, "standards-lint.toml": f'ignore = ["ENV001"]\n{CONFIG}'})
    assert outcome(data()["report"], "2.a") == "unproven"


def test_what_a_baseline_knows_is_still_broken(tree) -> None:
    tree(FILES)
    assert CliRunner().invoke(main, ["baseline", "create"]).exit_code == 0
    Path("standards-lint.toml").write_text(f'baseline = "standards-lint-baseline.json"\n{CONFIG}')
    assert outcome(data()["report"], "2.a") == "failed"


def test_another_tree_is_what_was_before(tree) -> None:
    root = tree({f"old/{name}": text for name, text in FILES.items()})
    tree({**FILES, "src/device.py": "", "standards-lint.toml": CONFIG})
    found = data("--before", "old")
    assert outcome(found["before"], "2.a") == "failed"
    assert outcome(found["report"], "2.a") == "passed"
    paths = [row["path"] for row in found["before"]["matrix"]["modules"]]
    assert paths == ["src/device.py", "src/plain.py", "src/stage.py"]
    text = report("--before", str(root / "old")).stdout
    assert "**failed** (2) | passed |" in text or "**failed** (1) | passed |" in text


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(("git", *identity, *arguments), check=True, capture_output=True)


def test_a_revision_is_what_was_before_and_leaves_nothing_behind(tree) -> None:
    root = tree({f"sub/{name}": text for name, text in FILES.items()})
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "broken")
    tree({"sub/src/device.py": ""})
    config = ("--config", "sub/standards-lint.toml")
    found = data("--since", "HEAD", *config)
    assert outcome(found["before"], "2.a") == "failed"
    assert outcome(found["report"], "2.a") == "passed"
    assert found["before"]["label"] == "HEAD"
    assert sorted(path.name for path in root.iterdir()) == [".git", "sub"]


def test_what_no_revision_holds_is_as_it_is_now(tree) -> None:
    config = CONFIG.replace('provides = ["torch"]', 'provides-from = ["ignored/req.txt"]')
    tree({**FILES, "standards-lint.toml": config, "ignored/req.txt": "torch==2.8.0\n"})
    git("init", "-q")
    git("add", "src", "standards-lint.toml")
    git("commit", "-qm", "without the requirements")
    found = data("--since", "HEAD")
    assert outcome(found["before"], "2.a", "torch") == "passed"
    assert outcome(found["before"], "2.a", "mlx@linux") == "failed"


@pytest.mark.parametrize("revision", ["nothing", "--help"])
def test_an_unknown_revision_is_an_error(revision: str, tree) -> None:
    tree(FILES)
    git("init", "-q")
    result = report(f"--since={revision}")
    assert result.exit_code == 2
    assert "git" in result.stderr


def test_outside_a_repository_there_are_no_revisions(tree) -> None:
    tree(FILES)
    result = report("--since", "HEAD")
    assert result.exit_code == 2
    assert "not a git repository" in result.stderr


def test_two_states_before_are_refused(tree) -> None:
    tree(FILES)
    assert report("--since", "HEAD", "--before", ".").exit_code == 2


def test_all_formats_are_written_and_link_to_the_files(tree) -> None:
    root = tree(FILES)
    result = report("--output", "build/report")
    assert result.stdout.split() == [
        f"build/report/report.{name}" for name in ("md", "json", "html")
    ]
    text = (root / "build/report/report.md").read_text(encoding="utf-8")
    assert "[src/device.py:1](<../../src/device.py#L1>)" in text
    page = (root / "build/report/report.html").read_text(encoding="utf-8")
    assert '"folder":"../.."' in page


def test_the_page_loads_nothing_and_data_cannot_end_its_script(tree) -> None:
    name = 'src/"</script><script>x.py'.replace("/script", "script")
    tree({**FILES, name: "import nowhere\n"})
    page = report("--format", "html").stdout
    assert page.count("</script>") == 2
    assert "<script>x" not in page
    assert not any(mark in page for mark in ("<link", "src=", "@import", "fetch("))
    assert set(re.findall(r"https?://[^\"']*", page)) == {"http://www.w3.org/2000/svg"}
