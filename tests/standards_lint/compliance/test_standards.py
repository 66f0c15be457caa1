"""The standards: the page and the data say the same, and what they name exists."""

import configparser
import re
from pathlib import Path

import pytest
from standards_lint.clauses import Clause, Enforcement
from standards_lint.compliance import load
from standards_lint.compliance.standards import read
from standards_lint.config import Project
from standards_lint.errors import ConfigError
from standards_lint.rules import RULES

ROOT = Path(__file__).parents[3]
ROW = re.compile(r"^\| (?P<number>\S+) \| (?P<text>.+?) \| (?P<checks>[^|]+) \|$")
TOOLS = {"": "standards-lint", "ruff ": "ruff", "contract ": "import-linter", "cell ": "tox"}
CHECK = re.compile(
    r"(?P<tool>ruff |contract |cell |)(?:`(?P<name>[^`]+)`|\[(?P<code>\w+)\]\(.+?\))"
)

own = read(ROOT / "docs/standards.toml")
shipped = load(Project.load(Path("/"), None))


def written(text: str) -> list[tuple[str, str, list[str]]]:
    """The requirements of a page: number, text, labels of the checks."""
    rows = [ROW.match(line) for line in text.splitlines()]
    return [
        (
            row["number"],
            row["text"],
            [
                f"{TOOLS[found['tool']]}:{found['name'] or found['code']}"
                for found in CHECK.finditer(row["checks"])
            ],
        )
        for row in rows
        if row is not None and row["number"][0].isdigit()
    ]


def enforcements(clauses: tuple[Clause, ...], tool: str) -> set[str]:
    return {
        item.name
        for clause in clauses
        for requirement in clause.requirements
        for item in requirement.enforced_by
        if item.tool == tool
    }


def test_the_page_says_what_the_data_says() -> None:
    page = (ROOT / "docs/standards.md").read_text(encoding="utf-8")
    titles = re.findall(r"^## (\S+) (.+)$", page, re.MULTILINE)

    assert titles == [(clause.number, clause.title) for clause in own]
    assert written(page) == [
        (item.number, item.text, [check.label for check in item.enforced_by])
        for clause in own
        for item in clause.requirements
    ]


def test_a_requirement_that_nothing_enforces_says_so_on_the_page() -> None:
    page = (ROOT / "docs/standards.md").read_text(encoding="utf-8")
    for clause in own:
        for item in clause.requirements:
            if not item.enforced_by:
                assert f"| {item.number} | {item.text} | nothing |" in page


@pytest.mark.parametrize("clauses", [own, shipped], ids=["own", "shipped"])
def test_every_rule_is_named_below_its_clause(clauses: tuple[Clause, ...]) -> None:
    by_number = {clause.number: clause for clause in clauses}
    for rule in RULES:
        place = (by_number[rule.clause],) if rule.clause else clauses
        assert rule.code in enforcements(place, "standards-lint")
    assert enforcements(clauses, "standards-lint") == {rule.code for rule in RULES}


@pytest.mark.parametrize("clauses", [own, shipped], ids=["own", "shipped"])
def test_the_sections_that_began_it_are_there(clauses: tuple[Clause, ...]) -> None:
    assert {"2", "7.2", "10.1", "13.1"} <= {clause.number for clause in clauses}


def test_every_contract_is_named_and_every_name_is_a_contract() -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    prefix = "importlinter:contract:"
    contracts = {name.removeprefix(prefix) for name in parser.sections() if prefix in name}
    assert enforcements(own, "import-linter") == contracts


def test_every_cell_that_is_named_exists() -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "tox.ini", encoding="utf-8")
    assert enforcements(own, "tox") <= {"*", *parser["tox"]["env_list"].split()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version = 2\nclauses = []", "version 2 is unknown"),
        ("version = 1\nclause = []", "did you mean 'clauses'"),
        (
            'version = 1\n[[clauses]]\nnumber = "1"\ntitle = "t"\n[[clauses.requirements]]\n'
            'number = "1.a"\ntext = "t"\nenforced-by = ["rufff:D"]',
            "did you mean 'ruff'",
        ),
        (
            'version = 1\n[[clauses]]\nnumber = "1"\ntitle = "t"\n[[clauses.requirements]]\n'
            'number = "1"\ntext = "t"',
            "number 1 is there twice",
        ),
        ("version = 1", "clauses"),
    ],
)
def test_wrong_standards_are_refused(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "standards.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        read(path)


def test_a_check_is_labelled_as_it_is_written() -> None:
    assert Enforcement("ruff", "D").label == "ruff:D"
