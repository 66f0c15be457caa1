import sys
import tomllib
from pathlib import Path

import pytest

from .oracle import Outcome
from .probes import imported_modules, names_to_probe
from .sites import Site
from .verdicts import Declared, Provides, ToolError, declared, matrix, write_configuration

OK = Outcome()
FAILS = Outcome("ModuleNotFoundError", missing="base")
BROKEN = {"middle": FAILS, "extra_thing": OK}


@pytest.mark.parametrize(
    ("form", "names"),
    [
        (Provides.ROOTS, {"middle", "base", "extra_thing", "space"}),
        (Provides.EXPANDED, {"middle", "base", "extra_thing", "space.other"}),
        (Provides.PROBED, {"base", "extra_thing", "space.other"}),
    ],
)
def test_provides(site: Path, form: Provides, names: set[str]) -> None:
    assert declared(Site(site, frozenset()), "app", form, BROKEN).provides == names


def test_a_broken_submodule_is_recorded_and_its_parent_provided(site: Path) -> None:
    probes = BROKEN | {"base": OK, "base.inner": FAILS, "middle.inner": FAILS}
    environment = declared(Site(site, frozenset()), "app", Provides.PROBED, probes)
    assert environment.provides == {"base", "extra_thing", "space.other"}
    assert environment.broken == {"base.inner": FAILS}


def test_the_configuration_is_toml(tmp_path: Path) -> None:
    environment = Declared(frozenset({"b", "a"}), {"a.x": Outcome("ImportError", 'no "x"')})
    config = write_configuration(tmp_path, tmp_path, {"less": environment})
    read = tomllib.loads(config.read_text())
    assert read["src"] == [str(tmp_path)]
    assert read["environments"]["less"]["provides"] == ["a", "b"]
    assert read["environments"]["less"]["provides-from"] == ["less"]
    record = tomllib.loads((tmp_path / "less" / "imports.toml").read_text())
    assert record["probes"] == {"a.x": {"error": 'no "x"', "missing": ""}}


def tool(tmp_path: Path, body: str) -> list[str]:
    script = tmp_path / "tool.py"
    script.write_text(body)
    return [sys.executable, str(script)]


def test_verdicts_are_read_from_a_run_with_findings(tmp_path: Path) -> None:
    said = (
        '{"modules": [{"module": "a", "path": "a.py", "cells": {"e": {"verdict": "importable"}}}]}'
    )
    command = tool(tmp_path, f"print('''{said}''')\nraise SystemExit(1)")
    answered = matrix(tmp_path / "c.toml", tmp_path, tool=command)
    assert answered["a"]["e"].verdict == "importable"


@pytest.mark.parametrize(
    "body",
    ["raise SystemExit(2)", "print('no json')", "print('{}')", "print('{\"modules\": [{}]}')"],
)
def test_a_tool_that_fails_is_an_error(tmp_path: Path, body: str) -> None:
    with pytest.raises(ToolError):
        matrix(tmp_path / "c.toml", tmp_path, tool=tool(tmp_path, body))


def test_imported_modules_skip_relative_imports_and_unreadable_files(
    site: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text(
        "import x.y\nfrom . import z\ndef f():\n from space import other\n"
    )
    (tmp_path / "b.py").write_bytes(b"\x00 import no")
    files = [tmp_path / "a.py", tmp_path / "b.py"]
    assert imported_modules(files, site) == {"x.y", "space", "space.other"}


def test_names_to_probe_are_those_on_the_way() -> None:
    available = {"x", "p.q", "p.other", "unused", "xx"}
    assert names_to_probe({"x.y", "p"}, available) == {"x", "x.y", "p.q", "p.other"}
