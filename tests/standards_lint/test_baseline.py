"""Known findings: kept by content, counted, and only ever fewer."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from standards_lint.baseline import Entry, compare, read, record, write
from standards_lint.cli import main
from standards_lint.errors import ConfigError, UsageError
from standards_lint.model import Finding

CONFIG = "select = ['ENV001', 'ENV002']\n[environments.e]\nprovides = []\n"
FILES = {"standards-lint.toml": CONFIG, "a.py": "import torch\n", "b.py": "import os\nimport a\n"}
NAME = "standards-lint-baseline.json"


def invoke(*arguments):
    return CliRunner().invoke(main, [str(item) for item in arguments])


def placed(folder, statements, shift):
    """A file with statements on lines of their own, and a finding at each."""
    lines = [""] * shift[0]
    findings = []
    for number, text in enumerate(statements):
        lines += [f"    {text}", *[""] * shift[number % len(shift)]]
        line = max(i for i, found in enumerate(lines, 1) if found)
        findings.append(Finding("ENV001", "no torch", str(folder / "m.py"), line))
    (folder / "m.py").write_text("\n".join(lines))
    return findings


STATEMENTS = st.lists(st.sampled_from(["import a", "import b", "import c"]), min_size=1, max_size=6)
SHIFTS = st.lists(st.integers(0, 4), min_size=1, max_size=6)


@given(statements=STATEMENTS, before=SHIFTS, after=SHIFTS, data=st.data())
def test_moved_lines_make_nothing_new_and_a_finding_gone_makes_its_entry_stale(
    statements, before, after, data, tmp_path_factory
):
    folder = tmp_path_factory.mktemp("moved")
    known = record(placed(folder, statements, before), folder)
    findings = placed(folder, statements, after)
    compared = compare(findings, known, folder)
    assert (compared.new, compared.stale) == ((), ())
    assert compared.known == tuple(findings)

    gone = data.draw(st.integers(0, len(statements) - 1))
    rest = [item for at, item in enumerate(findings) if at != gone]
    compared = compare(rest, known, folder)
    assert (compared.new, compared.known) == ((), tuple(rest))
    assert [(entry.statement, entry.count) for entry in compared.stale] == [(statements[gone], 1)]

    statements = [*statements, "import new"]
    compared = compare(placed(folder, statements, after), known, folder)
    assert [finding.line for finding in compared.new] == [
        (folder / "m.py").read_text().split("\n").index("    import new") + 1
    ]


def test_it_is_read_as_it_was_written_and_easy_to_read(tmp_path):
    known = record(placed(tmp_path, ["import a", "import b", "import a"], [1]), tmp_path)
    write(tmp_path / "known.json", known)
    assert read(tmp_path / "known.json") == known
    assert json.loads((tmp_path / "known.json").read_text()) == {
        "version": 1,
        "findings": [
            {
                "path": "m.py",
                "code": "ENV001",
                "message": "no torch",
                "statement": "import a",
                "count": 2,
            },
            {"path": "m.py", "code": "ENV001", "message": "no torch", "statement": "import b"},
        ],
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", "no baseline"),
        ("{}", "no baseline"),
        ('{"version": 9, "findings": []}', "version 9; this release reads 1"),
        ('{"version": 1, "findings": [{"path": "a", "code": "b", "message": "", "count": 0}]}', ""),
        ('{"version": 1, "findings": [], "more": 1}', "more"),
    ],
)
def test_what_is_no_baseline_is_told(tmp_path, text, message):
    (tmp_path / "known.json").write_text(text)
    with pytest.raises(ConfigError) as caught:
        read(tmp_path / "known.json")
    assert message in str(caught.value)


def test_what_cannot_be_written_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "known.json"
    path.write_text("before")

    def refuse(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UsageError, match="cannot be written: No space left"):
        write(path, record([], tmp_path))
    assert [item.name for item in tmp_path.iterdir()] == ["known.json"]
    assert path.read_text() == "before"


def test_create_check_and_hide(tree):
    root = tree(FILES)
    assert invoke("check").exit_code == 1
    created = invoke("baseline", "create")
    assert created.stdout == f"{NAME}: 1 known.\n"
    assert f'put baseline = "{NAME}" into standards-lint.toml' in created.stderr
    result = invoke("check", "--baseline", NAME)
    assert (result.exit_code, result.stdout) == (0, "All checks passed. 1 known finding hidden.\n")
    assert invoke("baseline", "check").stdout == "1 known, 0 new, 0 stale.\n"

    (root / "a.py").write_text("\n\n# moved\nimport torch\n")
    assert invoke("baseline", "check").exit_code == 0

    (root / "b.py").write_text("import numpy\n")
    result = invoke("baseline", "check")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "new: b.py:1:1: ENV001 environment `e` has no `numpy`",
        "1 known, 1 new, 0 stale.",
    ]
    before = (root / NAME).read_text()
    result = invoke("baseline", "create")
    assert result.exit_code == 1
    assert "may only shrink" in result.stderr
    assert (root / NAME).read_text() == before


def test_a_stale_entry_fails_where_that_is_asked_and_create_drops_it(tree):
    root = tree({**FILES, "standards-lint.toml": f"baseline = '{NAME}'\n{CONFIG}"})
    invoke("baseline", "create")
    (root / "a.py").write_text("")
    result = invoke("check")
    assert (result.exit_code, result.stdout) == (
        0,
        "All checks passed. 1 stale entry in the baseline.\n",
    )
    result = invoke("check", "--fail-on-stale-baseline")
    assert result.exit_code == 1
    assert "stale: a.py: ENV001 environment `e` has no `torch`: import torch\n" in result.stderr
    result = invoke("baseline", "check")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "0 known, 0 new, 1 stale."
    assert invoke("baseline", "create").exit_code == 0
    assert read(root / NAME).findings == ()


@pytest.mark.parametrize(
    "arguments", [("--select", "ENV002"), ("--ignore", "ENV001"), ("b.py",)], ids=str
)
def test_nothing_is_stale_that_was_not_looked_for(tree, arguments):
    root = tree({**FILES, "standards-lint.toml": f"baseline = '{NAME}'\n{CONFIG}"})
    invoke("baseline", "create")
    (root / "a.py").write_text("")
    assert "stale" not in invoke("check", *arguments).output


def test_paths_start_from_the_project_wherever_it_is_checked_from(tree, monkeypatch):
    root = tree({**FILES, "below/x.py": ""})
    invoke("baseline", "create")
    monkeypatch.chdir(root / "below")
    assert invoke("baseline", "check").stdout == "1 known, 0 new, 0 stale.\n"
    assert invoke("check", "--baseline", f"../{NAME}").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--baseline", "none.json"], "none.json: no such baseline"),
        (["baseline", "check"], f"{NAME}: no such baseline"),
        (["baseline", "create", "--env", "e"], "leave out --env"),
        (["check", "--fail-on-stale-baseline"], "there is no baseline"),
        (["check", "--baseline", "known.json", "--fail-on-stale-baseline", "b.py"], "PATHS"),
    ],
)
def test_wrong_use(tree, arguments, message):
    empty = '{"version": 1, "findings": []}'
    config = CONFIG + "[environments.f]\nprovides = []\n"
    tree({**FILES, "standards-lint.toml": config, "known.json": empty})
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_entry_tells_what_it_knows():
    entry = Entry("a.py", "ENV001", "no torch", "import torch", count=2)
    assert str(entry) == "a.py: ENV001 no torch: import torch (2 times)"
