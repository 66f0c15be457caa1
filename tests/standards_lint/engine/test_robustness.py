"""Item 7: whatever a file holds, and whatever becomes of it, the others are still judged."""

import os
import stat
import sys
from random import Random

import pytest
from standards_lint.simulate.verdicts import judge
from standards_lint.source import contents
from standards_lint.source.load import load
from standards_lint.source.read import read

FUZZED = int(os.environ.get("STANDARDS_LINT_FUZZED", "400"))

SOURCES = {
    "wrong encoding": (b"# -*- coding: ascii -*-\nx = '\xff'\n", "syntax"),
    "not UTF-8": (b"x = '\xe4'\n", "syntax"),
    "unknown encoding": (b"# -*- coding: nonsense -*-\n", "syntax"),
    "encoding that is no text": (b"# coding: hex\nx = 1\n", "syntax"),
    "latin-1": (b"# -*- coding: latin-1 -*-\nx = '\xe4'\nimport torch\n", "distribution"),
    "BOM": (b"\xef\xbb\xbfimport torch\n", "distribution"),
    "BOM and another encoding": (b"\xef\xbb\xbf# coding: latin-1\nimport torch\n", "syntax"),
    "UTF-16": ("import torch\n".encode("utf-16"), "syntax"),
    "lone surrogate": (b"x = '\\ud800'\nimport torch\n", "distribution"),
    "null byte": (b"import json\n\x00\nimport torch\n", "syntax"),
    "null byte in a function": (b"def f():\n    x = '\x00'\n", "syntax"),
    "CRLF": (b"def f():\r\n    pass\r\nimport torch\r\n", "distribution"),
    "CR": (b"def f():\r    pass\rimport torch\r", "distribution"),
    "form feed": (b"\x0cdef f():\n    pass\n\x0c\nimport torch\n", "distribution"),
    "form feed in a function": (
        b"def f():\n    x = 1\n\x0c\n    y = 1\nimport torch\n",
        "distribution",
    ),
    "no newline at the end": (b"import torch", "distribution"),
    "line continuation": (b"import \\\n    torch\n", "distribution"),
    "tabs": (b"if 1:\n\tdef f():\n\t\tpass\n\timport torch\n", "distribution"),
    "mixed tabs": (b"if 1:\n        x = 1\n\ty = 1\n", "syntax"),
    "empty": (b"", None),
    "only a comment": (b"# nothing", None),
    "deep expression": (b"x = " + b"(" * 5000 + b")" * 5000, "syntax"),
    "deep attribute": (b"x = a" + b".a" * 30000, "syntax"),
    "deep addition": (b"x = 1" + b" + 1" * 30000, None),
    "deep blocks": (
        "\n".join(" " * i + "if 1:" for i in range(150)).encode() + b"\n" + b" " * 151 + b"pass",
        "syntax",
    ),
    "unfinished string": (b"x = '''\n" + b"def f(): pass\n" * 10, "syntax"),
    "unfinished function": (b"def f(\n", "syntax"),
    "conflict": (b"def f():\n<<<<<<< HEAD\n    pass\n", "syntax"),
    "print statement": (b"def f():\n    print 'x'\n", "syntax"),
}
# Where this tool or CPython refuses what the other accepts, at depths nobody writes.
LIMITS = {"deep expression", "deep attribute", "deep addition", "deep blocks"}


@pytest.mark.parametrize("name", SOURCES)
def test_a_file_of_any_content(bench, name):
    source, kind = SOURCES[name]
    tree = bench.tree({"a.py": source, "b.py": "import json"})
    cells = tree.judge()
    assert cells["b"].verdict == "importable"
    if name in LIMITS:
        return
    assert cells["a"].verdict == ("unimportable" if kind else "importable"), cells["a"]
    if kind:
        assert cells["a"].kind == kind
    bench.agree(tree, cells)


def test_a_table_whose_values_may_fail_is_no_defect(bench):
    source = "def f():\n    import torch\nX = {1: f() for _ in open('f')}\n"
    cell = bench.tree({"a.py": source}).judge()["a"]
    assert (cell.verdict, "defect" in str(cell.condition)) == ("conditional", False)


def test_a_large_file(bench):
    """5 MB, in functions and out of them."""
    function = "def f{0}(x={0}):\n    '''text'''\n    return [x, {0}]\n"
    table = "T = {\n" + "".join(f"    'key{i}': ({i}, 'value'),\n" for i in range(40000)) + "}\n"
    source = "".join(function.format(i) for i in range(60000)) + table + "import torch\n"
    assert len(source) > 4_500_000
    tree = bench.tree({"a.py": source, "b.py": "import json"})
    cells = judge(tree.program, tree.environment, tree.names())
    assert cells["a"].missing == "torch"
    assert cells["b"].verdict == "importable"


def names(folder, **options):
    return [entry.name for entry in load([folder], cache=False, **options).modules()]


def test_symlink_loops(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    package = tmp_path / "p"
    (package / "q").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "q" / "__init__.py").touch()
    (package / "up").symlink_to(package)
    (package / "q" / "top").symlink_to(tmp_path)
    (package / "self").symlink_to("self")
    (package / "self.py").symlink_to("self.py")
    found = names(tmp_path)
    assert {"p", "p.q"} <= set(found)
    assert len(found) < 20


def test_what_is_no_file(bench):
    """A folder named like a module, a dangling link, a pipe: the import system passes them over."""
    tree = bench.tree({"a.py": "import b", "b.py": "", "d.py/x.py": "", "e.py": "import gone"})
    (tree.code / "gone.py").symlink_to("nowhere.py")
    os.mkfifo(tree.code / "pipe.py")
    tree.program = load(tree.roots, cache=False)
    cells = tree.judge()
    assert cells["a"].verdict == "importable"
    assert not {"d", "gone", "pipe"} & set(cells)
    assert cells["e"].missing == "gone"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all files")
def test_a_file_that_may_not_be_read(bench):
    tree = bench.tree({"a.py": "import json", "b.py": "import json"})
    (tree.code / "b.py").chmod(0)
    tree.program = load(tree.roots, cache=False)
    (tree.code / "b.py").chmod(stat.S_IRUSR)
    assert tree.judge()["a"].verdict == "importable"


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), FileNotFoundError()])
def test_a_file_that_cannot_be_read(bench, monkeypatch, error):
    tree = bench.tree({"a.py": "import b", "b.py": "import torch", "c.py": "import json"})
    real = contents.content_of

    def content_of(file):
        if file.endswith("b.py"):
            raise error
        return real(file)

    monkeypatch.setattr(contents, "content_of", content_of)
    tree.program = load(tree.roots, cache=False)
    cells = tree.judge()
    assert cells["c"].verdict == "importable"
    assert cells["a"].kind == "syntax"
    assert "cannot be read" in cells["a"].missing


@pytest.mark.parametrize("jobs", [1, 2])
def test_files_that_vanish_during_the_run(bench, jobs):
    files = {"a.py": "from b import f\nf()", "b.py": "def f():\n    import torch", "c.py": ""}
    tree = bench.tree(files)
    for name in files:
        (tree.code / name).unlink()
    cells = judge(tree.program, tree.environment, tree.names())
    assert cells["c"].verdict == "importable"


def test_a_function_that_moved_during_the_run(bench):
    """A body is read again when it is called; the file may have changed since."""
    tree = bench.tree({"a.py": "from b import f\nf()", "b.py": "def f():\n    import torch"})
    (tree.code / "b.py").write_bytes(b"\xff\x00")
    cells = judge(tree.program, tree.environment, tree.names())
    assert set(cells) == {"a", "b"}


PIECES = (
    "def f(x: T = 1, *a, **k) -> U:",
    "class C(B, metaclass=M):",
    "    return x",
    "    yield x",
    "import torch",
    "from . import *",
    "if x:",
    "else:",
    "try:",
    "except E as e:",
    "except* E:",
    "finally:",
    "with a as b, c:",
    "    ",
    "\t",
    "\\",
    "'''",
    '"""',
    "'",
    '"',
    "#",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ";",
    "@d",
    "lambda: 0",
    "f'{x!r:>{w}}'",
    "match x:",
    "    case [1, *y]:",
    "type X = int",
    "async def g():",
    "    await x",
    "x: int = 1",
    "x := 1",
    "del x",
    "global x",
    "\x0c",
    "\r",
    "\0",
    "\u00e4",
    "lazy import x",
    "raise E from e",
    "*",
    "**",
    "=",
    "->",
    "...",
    "0x1F",
    "1_000",
    "1e999",
    "b'\\xff'",
    "rb''",
    "u''",
    "def f[T](x): ...",
    "exec('import x')",
    "__all__ = ['a']",
    "sys.modules[__name__] = x",
    "x.y.z[1:2, ::3]",
    "print 'x'",
    "<<<<<<<",
    "for i in range(3):",
    "while True:",
    "    break",
    "return",
    "assert x, y",
    "pass",
    "\n",
    "\n\n",
)


def generated_source(random):
    """Valid and broken source from pieces."""
    lines = []
    for _ in range(random.randint(1, 14)):
        line = " ".join(random.choice(PIECES) for _ in range(random.choice((1, 1, 1, 2, 3))))
        lines.append(random.choice(("", "", "    ", "        ")) + line)
    return random.choice(("\n", "\n", "\r\n")).join(lines)


def test_generated_sources_never_crash_the_reader():
    for number in range(FUZZED):
        source = generated_source(Random(number))
        facts = read(source.encode("utf-8"))
        assert facts.problems or facts.body is not None, number


def test_generated_sources_never_crash_the_machine(bench):
    files = {f"m{number}.py": generated_source(Random(number)) for number in range(FUZZED)}
    tree = bench.tree({name: source.encode() for name, source in files.items()})
    cells = judge(tree.program, tree.environment, tree.names())
    assert len(cells) == FUZZED


def test_a_syntax_problem_is_one_for_cpython_too():
    """The reverse does not hold: what no Python compiles may hide in the body of a function."""
    if sys.version_info[:2] != (3, 11):
        pytest.skip("newer Pythons compile what is a problem for older ones")
    for number in range(FUZZED):
        source = generated_source(Random(number)).encode()
        problems = [p for p in read(source).problems if p.since is None or p.since > (3, 11)]
        if problems:
            assert not _parses(source), (number, source)


def _parses(source):
    import ast
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(source)
        except (SyntaxError, ValueError):
            return False
    return True
