"""ruff and import-linter, as they are installed, asked about a small tree."""

import json
from pathlib import Path

import pytest

FILES = {
    "standards-lint.toml": """
src = ["src"]
standards = "own.toml"

[environments.only]
python-version = "3.11"
platform = "linux"
""",
    "own.toml": """
version = 1

[[clauses]]
number = "1"
title = "Style"

[[clauses.requirements]]
number = "1.a"
text = "Hints."
enforced-by = ["ruff:ANN"]

[[clauses.requirements]]
number = "1.b"
text = "No print."
enforced-by = ["ruff:T20"]

[[clauses.requirements]]
number = "1.c"
text = "Layers."
enforced-by = ["import-linter:layers"]

[[clauses.requirements]]
number = "1.d"
text = "All contracts."
enforced-by = ["import-linter:*"]

[[clauses.requirements]]
number = "1.e"
text = "No such contract."
enforced-by = ["import-linter:gone"]
""",
    "ruff.toml": 'lint.select = ["ANN", "N"]\n',
    ".importlinter": """
[importlinter]
root_package = small_package

[importlinter:contract:layers]
name = Layers point downwards, as the name of this contract says at a length that would be wrapped
type = layers
layers =
    small_package.high
    small_package.low
""",
    "src/small_package/__init__.py": "",
    "src/small_package/high.py": "",
    "src/small_package/low.py": "",
    "tests/test_it.py": "def test_it() -> None:\n    pass\n",
}


@pytest.fixture
def states(tmp_path: Path, run):
    """Writes the tree with changes; the state of each requirement by column."""

    def call(changes: dict[str, str]) -> dict[tuple[str, str], str]:
        for name, text in {**FILES, **changes}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = run("standards-lint", "report", "--format", "json", cwd=tmp_path)
        assert done.returncode in (0, 1), done.stderr
        (clause,) = json.loads(done.stdout)["report"]["clauses"]
        return {
            (item["requirement"]["number"], name): outcome["state"]
            for item in clause["requirements"]
            for name, outcome in item["outcomes"].items()
        }

    return call


def test_what_is_kept_is_passed_and_what_is_off_is_not_proven(states) -> None:
    found = states({})
    assert {number: found[number, "only"] for number in ("1.a", "1.b", "1.c", "1.d", "1.e")} == {
        "1.a": "passed",
        "1.b": "unproven",
        "1.c": "passed",
        "1.d": "passed",
        "1.e": "unproven",
    }


def test_a_broken_rule_and_a_broken_contract_fail(states) -> None:
    found = states(
        {"src/small_package/low.py": "from small_package import high\n\n\ndef f(x):\n    pass\n"}
    )
    assert {found[number, "only"] for number in ("1.a", "1.c", "1.d")} == {"failed"}


def test_what_is_found_outside_of_modules_counts_for_the_repository_only(states) -> None:
    found = states({"tests/test_it.py": "def test_it(x):\n    pass\n"})
    assert (found["1.a", "*"], found["1.a", "only"]) == ("failed", "passed")


def test_contracts_that_cannot_be_read_prove_nothing(states) -> None:
    found = states({".importlinter": FILES[".importlinter"].replace("small_package", "nowhere")})
    assert found["1.c", "*"] == found["1.d", "*"] == "unproven"


def test_this_repository_keeps_all_its_standards_that_need_no_cell(root: Path, run) -> None:
    done = run("standards-lint", "report", "--format", "json", cwd=root)
    report = json.loads(done.stdout)["report"]
    cells = {"tox"}
    for clause in report["clauses"]:
        for item in clause["requirements"]:
            tools = {check["enforcement"]["tool"] for check in item["checks"]}
            state = item["outcomes"]["*"]["state"]
            if not tools & cells:
                expected = "passed" if tools else "not enforced"
                assert state == expected, item["requirement"]
