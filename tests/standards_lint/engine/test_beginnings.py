"""Large programs: of a file that seems to fail early, only the beginning is read at first."""

import sysconfig
from collections import Counter
from importlib import import_module
from pathlib import Path
from random import Random

import pytest
from standards_lint.facts import definitions
from standards_lint.simulate import judge
from standards_lint.simulate.verdicts import Judge
from standards_lint.source import ahead
from standards_lint.source.definitions import may_define
from standards_lint.source.files import Files
from standards_lint.source.load import load
from standards_lint.source.read import Unreadable, decode, read, read_beginning

from .generated import PRESENT, tree
from .trees import read_by_halves, summary, write

LIBRARY = Path(sysconfig.get_path("stdlib"))
SOURCES = sorted([*LIBRARY.glob("*.py"), *LIBRARY.glob("test/test_*.py")])
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
    assert found > 300


@pytest.mark.parametrize(
    "source",
    [
        'x = """\ndef f(): pass\n"""\n',
        "x = (\nclass_\n)\n",
        "x = \\\ndef_\n",
        "if x:\n    import torch\n",
        "try:\n    import torch\nexcept ImportError: pass\nelse: x\n",
        "import torch\nx = = 1\n",
        "@f\ndef g(): pass",
        "match x:\n    case 1: pass\ndef f(): pass",
    ],
)
def test_what_has_no_beginning_to_be_read_alone(halves, source):
    content = f"import torch\n{source}".encode()
    beginning = read_beginning(content, lambda root: True)
    assert beginning is None or read(content).body[: len(beginning.body)] == beginning.body


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


@pytest.mark.parametrize("source", ["import torch\n", "import torch, json\nx = 1\n"])
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


def test_an_error_behind_a_failure_that_others_remember(bench, halves):
    files = {"a.py": GUARDED, "b.py": f"import torch\n{BROKEN}", "c.py": "import a", "d.py": ""}
    found = bench.tree(files)
    one = Judge(found.program, found.environment)
    kinds = {name: one.judge(name).cell.kind for name in ("b", "c", "a", "b")}
    assert kinds == dict.fromkeys("bca", "syntax")
    assert one.judge("d").cell.verdict == "importable"


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
def test_processes_that_read_ahead_change_nothing(many, halves, monkeypatch, cache):
    monkeypatch.setattr(ahead, "_WORTH_PROCESSES", 1)
    monkeypatch.setattr(import_module("standards_lint.simulate.judge"), "_WORTH_PROCESSES", 1)
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
    assert checked > 300


def test_a_name_on_the_right_is_none_that_may_be_defined():
    text = "from x import a\nb = a.get(__name__)\nif a():\n    c = 1\nprint(a)\n"
    assert may_define(text) == {"b"}


def test_a_file_that_changes_while_it_is_read(bench, monkeypatch):
    """What is kept belongs to the content that was read, not to the one that was hashed."""
    monkeypatch.setattr("standards_lint.source.load._MOST_HELD", 0)
    found = bench.tree({"a.py": "import torch"})
    program = load(found.roots, cache=True)
    write(found.code, {"a.py": "import json "})
    cell = judge(program, [found.environment], jobs=1).modules[0].cells["env"]
    assert cell.verdict == "importable"
    write(found.code, {"a.py": "import torch"})
    again = judge(load(found.roots, cache=True), [found.environment], jobs=1)
    assert again.modules[0].cells["env"].missing == "torch"
