"""Large programs: of a file that seems to fail early, only the beginning is read at first."""

import os
import sysconfig
from collections import Counter
from importlib import import_module
from pathlib import Path
from random import Random

import pytest
from standards_lint.facts import definitions
from standards_lint.simulate import judge, verdicts
from standards_lint.source import ahead
from standards_lint.source.definitions import may_define
from standards_lint.source.files import Files
from standards_lint.source.load import load
from standards_lint.source.read import Unreadable, decode, read, read_beginning

from .generated import PRESENT, tree
from .trees import read_by_halves, summary, write

LIBRARY = Path(sysconfig.get_path("stdlib"))
# Not its tests, which not every installation has.
SOURCES = sorted(
    path
    for path in [*LIBRARY.glob("*.py"), *LIBRARY.glob("*/*.py")]
    if path.parent.name not in ("test", "site-packages", "dist-packages")
)
BROKEN = "def f(): pass\nx = = 1\n"
GUARDED = "try:\n    import b\nexcept ImportError:\n    pass"


@pytest.fixture
def halves():
    with read_by_halves():
        yield


@pytest.fixture
def reads(monkeypatch):
    """How often each file is read, and whether no more than its beginning was."""
    found = Counter()
    inner = Files.read

    def read(self, file, lacks=None):
        facts = inner(self, file, lacks)
        found[Path(file).stem, facts.until is None] += 1
        return facts

    monkeypatch.setattr(Files, "read", read)
    return found


def test_the_beginning_is_what_all_begins_with(halves):
    found = 0
    for path in SOURCES:
        content = path.read_bytes()
        beginning = read_beginning(content, lambda root: True)
        if beginning is None:
            continue
        found += 1
        whole = read(content)
        assert whole.body[: len(beginning.body)] == beginning.body, path
        assert whole.futures == beginning.futures, path
        rest = whole.body[len(beginning.body) :]
        assert all(statement.line >= beginning.until for statement in rest), path
    assert found > 200


@pytest.mark.parametrize(
    "source",
    [
        'x = """\ndef f(): pass\n"""\n',
        "x = (\nclass_\n)\n",
        "x = \\\ndef_\n",
        "if x:\n    import torch\n",
        "try:\n    import torch\nexcept ImportError: pass\nelse: x\n",
        "@f\ndef g(): pass",
        "match x:\n    case 1: pass\ndef f(): pass",
    ],
)
def test_what_has_no_beginning_to_be_read_alone(halves, source):
    content = f"import torch\n{source}".encode()
    beginning = read_beginning(content, lambda root: True)
    assert beginning is None or read(content).body[: len(beginning.body)] == beginning.body


@pytest.mark.parametrize(
    ("source", "until"),
    [
        ("import os\nimport torch\nimport json\n", 3),
        ("from torch import nn; x = 1\nimport json\n", 2),
        ("from torch.nn import (\n    Module,\n    Linear as L,\n)\nimport json\n", 5),
        ("import torch", 1),
        ("import torch\nx = = 1\n", 2),
        ("import torch  # (\nimport json\ndef f(): pass\n", 3),
        ("from torch import (  # )\n    nn)\nimport json\ndef f(): pass\n", 4),
        ("import torch; x = (\n    1)\nimport json\ndef f(): pass\n", 3),
        ('"""\nimport torch\n"""\nimport json\ndef f(): pass\n', 5),
        ("import torch \\\n    , os\nimport json\ndef f(): pass\n", 4),
        ("if x:\n    import torch\nimport json\ndef f(): pass\n", None),
        ("import torch_x\nfrom . import torch\ndef f(): pass\n", None),
    ],
)
def test_a_beginning_ends_where_something_is_missing(halves, source, until):
    beginning = read_beginning(source.encode(), lambda root: root == "torch")
    assert (beginning and beginning.until) == until


def test_no_more_is_read_of_a_module_that_fails_early(bench, halves, reads):
    source = "import torch\n\ndef f(): pass\n"
    found = bench.tree({"a.py": source, "b.py": source.replace("torch", "json")})
    assert found.judge()["a"].missing == "torch"
    reads.clear()
    judge(load(found.roots, cache=False), [found.environment], jobs=1)
    assert reads == {("a", False): 1, ("b", True): 1}


def test_nothing_is_read_of_modules_below_a_package_that_fails(bench, reads):
    found = bench.tree({"p/__init__.py": "import torch", "p/a.py": "", "p/b.py": ""})
    judge(load(found.roots, cache=False), [found.environment], jobs=1)
    assert reads == {("__init__", True): 1}


@pytest.mark.parametrize(
    "source", ["import torch\n", "import torch, json\nx = 1\n", "import torch\nx = = 1\n"]
)
def test_an_error_behind_a_failure_that_is_caught(breaks, halves, source):
    breaks({"a.py": GUARDED, "b.py": source + BROKEN}, kind="syntax", missing="invalid syntax")


def test_an_error_behind_what_runs(breaks, halves):
    files = {
        "a.py": "try:\n    import b\nexcept Exception:\n    import sys\n"
        "if 'c' in sys.modules: import json\nelse: import torch",
        "b.py": "try:\n    import torch\nexcept ImportError:\n    import c\n" + BROKEN,
        "c.py": "",
    }
    breaks(files)


@pytest.mark.parametrize("names", ["bca", "abc", "cab"])
def test_an_error_behind_a_failure_counts_for_those_who_catch_it(bench, halves, names):
    """Whatever was judged before; the module itself fails before anything tells of the error."""
    files = {"a.py": GUARDED, "b.py": f"import torch\n{BROKEN}", "c.py": "import a", "d.py": ""}
    found = bench.tree(files)
    cells = verdicts.judge(found.program, found.environment, [*names, "d"])
    assert {name: cells[name].kind for name in names} == {
        "a": "syntax",
        "b": "distribution",
        "c": "syntax",
    }
    assert cells["d"].verdict == "importable"
    assert verdicts.tell(found.program, found.environment, "b")[0].kind == "distribution"


@pytest.mark.parametrize("cache", [False, True])
def test_an_error_behind_a_failure_is_the_same_whichever_environment_comes_first(
    bench, halves, cache
):
    files = {"a.py": f"import torch\n{BROKEN}"}
    without, present = bench.tree(files), bench.tree(files, present="torch")
    for environments in ([without, present], [present, without]):
        program = load(without.roots, cache=cache)
        kinds = [
            judge(program, [tree.environment], jobs=1).modules[0].cells["env"].kind
            for tree in environments
        ]
        expected = {"distribution", "syntax"}
        assert set(kinds) == expected, environments
        assert kinds[environments.index(without)] == "distribution"


def test_an_error_behind_what_ends_a_program(bench, halves):
    """Exits and errors that no environment has to do with do not hide it."""
    for ending in ("import sys\nsys.exit(1)", "raise ValueError"):
        found = bench.tree({"a.py": f"{ending}\nimport torch\n{BROKEN}"})
        cells = verdicts.judge(found.program, found.environment, ["a"])
        assert (cells["a"].verdict, cells["a"].kind) == ("unimportable", "syntax")


def test_an_error_in_a_module_that_another_takes_the_place_of(bench, halves):
    taken = "import sys\ntry:\n    import b\nexcept ImportError:\n    sys.modules['b'] = sys"
    files = {"a.py": taken, "b.py": f"import torch\n{BROKEN}"}
    found = bench.tree(files)
    cells = verdicts.judge(found.program, found.environment, ["a"])
    assert cells["a"].kind == "syntax"


def test_another_environment_may_need_the_rest(bench, halves, reads):
    files = {"a.py": "import torch\n\ndef f(): import json\nf()\n"}
    without, present = bench.tree(files), bench.tree(files, present="torch")
    program = load(without.roots, cache=True)
    assert judge(program, [without.environment], jobs=1).modules[0].cells["env"].missing == "torch"
    for _ in range(2):
        cells = judge(program, [present.environment], jobs=1).modules[0].cells
        assert cells["env"].verdict == "importable"
    program = load(without.roots, cache=True)
    assert len(program.facts("a").body) == 3
    assert reads == {("a", False): 1, ("a", True): 1}


@pytest.fixture
def many(bench):
    files = {}
    for number in range(60):
        for path, source in tree(Random(number)).items():
            files[f"t{number}/{path}"] = source
        files[f"t{number}/__init__.py"] = ""
    return bench.tree(files, present=PRESENT)


@pytest.mark.parametrize("cache", [False, True])
@pytest.mark.parametrize("at_once", [False, True])
def test_processes_that_read_ahead_change_nothing(many, halves, monkeypatch, cache, at_once):
    if at_once:
        monkeypatch.setattr(import_module("standards_lint.source.load"), "_MOST_AT_ONCE", -1)
    monkeypatch.setattr(ahead, "_WORTH_PROCESSES", 1)
    judging = import_module("standards_lint.simulate.judge")
    monkeypatch.setattr(judging, "_WORTH_PROCESSES", 1)
    monkeypatch.setattr(judging, "_CHUNK", 1)
    cells = [
        [
            summary(row.cells["env"])
            for row in judge(load(many.roots, cache=cache), [many.environment], jobs=jobs).modules
        ]
        for jobs in (1, 3, 2)
    ]
    assert cells[0] == cells[1] == cells[2]


def test_what_processes_read_is_kept(many, halves, monkeypatch, reads):
    monkeypatch.setattr(ahead, "_WORTH_PROCESSES", 1)
    program = load(many.roots, cache=True)
    judge(program, [many.environment], jobs=3)
    reads.clear()
    again = load(many.roots, cache=True)
    for entry in again.modules():
        again.files.beginning(entry.file, lambda root: True)
    unread = {entry.file for entry in program.modules() if not program.files.is_read(entry.file)}
    assert sum(reads.values()) <= len(unread)


@pytest.mark.parametrize(
    "source",
    [
        "a = b = 1",
        "a = (b) = c[0] = 1",
        "a: int",
        "(a): int = 1",
        "x = 1; a = 2; import b",
        "import x; a = 1",
        "class A: pass",
        "async  def a(): pass",
        "def \\\n  a(): pass",
        "a = \\\n  b = 1",
        "\fa = 1",
        "# comment \\\na = 1",
        "ﬁ = 1",
        "class \N{LATIN SMALL LETTER LONG S}: pass",
        "a=1",
        "'''doc'''; a = 1",
        "x(\n); a = 1",
        "a = b == 1",
        "é = 1",
    ],
)
def test_every_definition_is_a_name_that_may_be_defined(source):
    defined = set(definitions(read(source.encode()).body))
    assert defined
    assert defined <= may_define(source)


def test_every_definition_of_the_standard_library_may_be_defined():
    checked = 0
    for path in SOURCES:
        content = path.read_bytes()
        try:
            text = decode(content)
        except Unreadable:
            continue
        assert set(definitions(read(content).body)) <= may_define(text), path
        checked += 1
    assert checked > 200


def test_a_name_on_the_right_is_none_that_may_be_defined():
    text = "from x import a\nb = a.get(__name__)\nif a():\n    c = 1\nprint(a)\n"
    assert may_define(text) == {"b"}


def test_a_file_that_changes_while_it_is_read(bench, monkeypatch):
    """What is kept belongs to the content that was read, not to the one that was hashed."""
    monkeypatch.setattr("standards_lint.source.contents._MOST_HELD", 0)
    found = bench.tree({"a.py": "import torch"})
    program = load(found.roots, cache=True)
    write(found.code, {"a.py": "import json "})
    cell = judge(program, [found.environment], jobs=1).modules[0].cells["env"]
    assert cell.verdict == "importable"
    assert program.contents() == [b""]
    write(found.code, {"a.py": "import torch"})
    again = judge(load(found.roots, cache=True), [found.environment], jobs=1)
    assert again.modules[0].cells["env"].missing == "torch"


def test_what_was_only_tried_out_is_not_kept(bench):
    found = bench.tree({"p/__init__.py": "import torch", "p/a.py": "import json"})
    for path in found.code.rglob("*.py"):
        os.utime(path, (10**9, 10**9))

    def kinds(program):
        rows = judge(program, [found.environment], jobs=1).modules
        return [row.cells["env"].verdict for row in rows]

    before = kinds(load(found.roots, cache=True))
    program = load(found.roots, cache=True)
    assert kinds(program) == before == ["unimportable"] * 2
    init = str(found.code / "p" / "__init__.py")
    assert kinds(program.edited({init: b"pass\n"})) == ["importable"] * 2
    assert kinds(load(found.roots, cache=True)) == before


@pytest.mark.parametrize("terms", [600, 60_000])
def test_deep_nesting_is_read_alike_whoever_asks(bench, terms):
    found = bench.tree({"a.py": "x = " + "+".join("1" * terms), "b.py": "import a"})

    def verdicts_now(cache):
        rows = judge(load(found.roots, cache=cache), [found.environment], jobs=1).modules
        return [summary(row.cells["env"]) for row in rows]

    cold = verdicts_now(cache=False)
    assert verdicts_now(cache=True) == cold
    write(found.code, {"a.py": "# more\n" + (found.code / "a.py").read_text()})
    assert verdicts_now(cache=True) == verdicts_now(cache=False) == cold


def test_no_process_to_be_had(many, halves, monkeypatch):
    monkeypatch.setattr(ahead, "_WORTH_PROCESSES", 1)

    def refused(*_):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    task = import_module("standards_lint.simulate.judge")._Task
    monkeypatch.setattr(task, "is_worth_processes", lambda *_: False)
    monkeypatch.setattr(os, "fork", refused)
    cells = judge(load(many.roots, cache=False), [many.environment], jobs=3).modules
    assert not any("defect" in str(row.cells["env"].condition) for row in cells)
