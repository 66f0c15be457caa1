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


def test_an_environment_is_a_cell_with_its_lock(
    tox: configparser.ConfigParser, folders: set[str]
) -> None:
    cells = tox["tox"]["env_list"].split()
    assert {cell for cell in cells if "{env_name}" in deps(tox, cell)} == folders


def test_every_other_cell_installs_a_lock_of_the_tools(
    tox: configparser.ConfigParser, folders: set[str], root: Path
) -> None:
    others = set(tox["tox"]["env_list"].split()) - folders
    locks = {f"-r {path.relative_to(root)}" for path in root.glob("envs/tools/*.txt")}
    assert others
    assert {deps(tox, cell) for cell in others} <= locks


def test_the_linter_knows_every_environment(root: Path, folders: set[str]) -> None:
    config = tomllib.loads((root / "standards-lint.toml").read_text(encoding="utf-8"))
    environments = config["environments"]
    assert environments.keys() == folders
    for name, environment in environments.items():
        assert environment["provides-from"] == [f"envs/{name}"]
