"""tox.ini, standards-lint.toml and envs/ name the same environments."""

import configparser
import re
import tomllib
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def folders(root: Path) -> set[str]:
    return {path.parent.name for path in (root / "envs").glob("*/requirements.in")}


@pytest.fixture(scope="module")
def tox(root: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(root / "tox.ini", encoding="utf-8")
    return parser


def deps(tox: configparser.ConfigParser, cell: str) -> str:
    section = f"testenv:{cell}"
    own = tox.get(section if tox.has_option(section, "deps") else "testenv", "deps")
    reference = re.fullmatch(r"\{\[testenv:(.+)\]deps\}", own)
    return deps(tox, reference[1]) if reference else own


def oldest(root: Path) -> dict[str, str]:
    """Return the cell for each environment whose oldest releases are locked, and what it needs."""
    names = [path.parent.name for path in (root / "envs").glob("*/lowest.in")]
    return {
        f"{name}-lowest": f"-r envs/{name}/lowest.txt\n-r envs/{name}/test.txt" for name in names
    }


def test_the_oldest_releases_have_a_cell(tox: configparser.ConfigParser, root: Path) -> None:
    wanted = oldest(root)
    assert wanted.keys() == {"core-lowest", "embedded-lowest"}
    assert wanted.keys() <= set(tox["tox"]["env_list"].split())
    assert {cell: deps(tox, cell).strip() for cell in wanted} == wanted


def test_an_environment_is_a_cell_with_its_lock(
    tox: configparser.ConfigParser, folders: set[str]
) -> None:
    cells = tox["tox"]["env_list"].split()
    assert {cell for cell in cells if "{env_name}" in deps(tox, cell)} == folders


def test_every_other_cell_installs_a_lock_of_the_tools(
    tox: configparser.ConfigParser, folders: set[str], root: Path
) -> None:
    others = set(tox["tox"]["env_list"].split()) - folders - oldest(root).keys()
    locks = {f"-r {path.relative_to(root)}" for path in root.glob("envs/tools/*.txt")}
    assert others
    assert {deps(tox, cell) for cell in others} <= locks


def test_the_linter_knows_every_environment(root: Path, folders: set[str]) -> None:
    config = tomllib.loads((root / "standards-lint.toml").read_text(encoding="utf-8"))
    environments = config["environments"]
    assert environments.keys() >= folders
    for name in folders:
        assert environments[name]["provides-from"] == [f"envs/{name}"]


def test_what_else_the_linter_knows_is_a_cell_with_its_lock(
    root: Path, folders: set[str], tox: configparser.ConfigParser
) -> None:
    config = tomllib.loads((root / "standards-lint.toml").read_text(encoding="utf-8"))
    others = config["environments"].keys() - folders
    assert others
    for name in others:
        (lock,) = config["environments"][name]["provides-from"]
        assert deps(tox, name) == f"-r {lock}"


def test_every_environment_leaves_evidence(tox: configparser.ConfigParser, root: Path) -> None:
    config = tomllib.loads((root / "standards-lint.toml").read_text(encoding="utf-8"))
    for cell in config["environments"]:
        section = f"testenv:{cell}"
        own = section if tox.has_option(section, "commands") else "testenv"
        first = tox.get(own, "commands").split("\n")[1].strip()
        assert first == (
            "{[ours]verify} --env {env_name} --evidence build/evidence/{env_name}.json"
        )
