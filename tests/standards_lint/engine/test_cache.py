"""The cache can be absent, partly stale, damaged or full: verdicts are the same."""

import os
import textwrap
from contextlib import nullcontext
from importlib import import_module
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standards_lint.simulate import judge
from standards_lint.source import load as loading
from standards_lint.source.load import load
from standards_lint.store import FOLDER

from .edits import EDITS as KINDS
from .generated import PRESENT, tree
from .trees import read_by_halves, write

EDITS = 12


@pytest.fixture(params=[nullcontext, read_by_halves], ids=["whole", "halves"], autouse=True)
def reading(request):
    with request.param():
        yield


def verdicts(found, cache):
    program = load(found.roots, cache=cache)
    matrix = judge(program, [found.environment], jobs=1)
    return {row.module: summary(cell) for row in matrix.modules for cell in row.cells.values()}


def summary(cell):
    """A cell without its explanation: of two causes, the one that was met first is told."""
    return (cell.verdict, cell.condition, cell.chain)


def edit(random, found, files):
    """Changes, adds or removes one file."""
    path = random.choice(sorted(files))
    if random.random() < 0.15 and len(files) > 3:
        del files[path]
        (found.code / path).unlink()
    else:
        number = random.randint(0, 10_000)
        other = tree(Random(number))
        path = random.choice(sorted(other))
        files[path] = other[path]
        write(found.code, {path: files[path]})


def age(found):
    """Sets times back, so that a file counts as unchanged by its status alone."""
    for path in found.code.rglob("*.py"):
        before = path.stat().st_mtime_ns - random_age(path)
        os.utime(path, ns=(before, before))


def random_age(path):
    return 60_000_000_000 if path.stat().st_mtime_ns > 10**18 else 0


def test_cached_stale_and_cold_runs_agree(bench):
    random = Random(1)
    files = tree(random)
    found = bench.tree(files, present=PRESENT)
    age(found)
    for number in range(EDITS):
        cold = verdicts(found, cache=False)
        assert verdicts(found, cache=True) == cold, number
        assert verdicts(found, cache=True) == cold, f"{number}, warm"
        edit(random, found, files)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10_000),
    steps=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 7)), min_size=1, max_size=5),
)
def test_edits_that_people_make(bench, seed, steps):
    random = Random(seed)
    files = tree(random)
    found = bench.tree(files, present=PRESENT)
    verdicts(found, cache=True)
    for edit, number in steps:
        path = sorted(files)[number]
        files[path] = edit(random, files[path] + "\n")
        write(found.code, {path: files[path]})
        assert verdicts(found, cache=True) == verdicts(found, cache=False), (edit.__name__, path)


CALLED = """
    import b

    def used():
        def inner():
            import torch
        inner()

    def unused():
        return 1

    used()
    """


def judged_anew(found, monkeypatch):
    """How many modules a run judges again."""
    seen, judging = [], import_module("standards_lint.simulate.judge")
    inner = judging._simulate
    with monkeypatch.context() as patch:
        patch.setattr(
            judging, "_simulate", lambda task, at, *how: (seen.extend(at), inner(task, at, *how))[1]
        )
        cached = verdicts(found, cache=True)
    assert cached == verdicts(found, cache=False)
    return len(seen)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("\nimport b", "# one\n\n\nimport b", 0),
        ("    return 1", "    # within\n\n    return 1", 0),
        ("\nused()", "\n# between\nused()", 0),
        ("\nused()", "\n\nused()  # beside", 0),
        ("        import torch", "        # within\n        import torch", 2),
        ("\nused()", "\nname = 1\nused()", 0),
        ("\nused()", "\nname = other = {'a': [1, None]}\nused()", 0),
        ("\nused()", "\nclass Name:\n    x = 1\n    def f(self):\n        import none\nused()", 0),
        ("\ndef unused():\n    return 1\n", "", 0),
        ("\nused()", "\nname = unused()\nused()", 2),
        ("\nused()", "\nclass Name:\n    import torch\nused()", 2),
        ("\nused()", "\nname = json\nused()", 2),
        ("\nused()", "\nb = 1\nused()", 0),
        ("\nused()", "\nused = 1\nused()", 2),
        ("\nused()", "\n__all__ = ['x']\nused()", 2),
        ("\nimport b", "\nimport b, a", 2),
        ("    return 1", "    return 1\n\ndef more():\n    pass", 0),
    ],
)
def test_what_no_verdict_can_see_is_not_judged_again(bench, monkeypatch, old, new, again):
    source = textwrap.dedent(CALLED)
    found = bench.tree({"a.py": "import c", "b.py": "import json", "c.py": source})
    verdicts(found, cache=True)
    assert source.count(old) == 1
    write(found.code, {"c.py": source.replace(old, new)})
    assert judged_anew(found, monkeypatch) == again


def test_a_body_that_never_ran_may_change(bench, monkeypatch):
    source = textwrap.dedent(CALLED)
    found = bench.tree({"a.py": "import c", "b.py": "import json", "c.py": source})
    before = verdicts(found, cache=True)
    assert before["a"][0] == "unimportable"
    changed = source.replace("return 1", "x = 2\n    import nothing\n    return x")
    write(found.code, {"c.py": changed})
    assert judged_anew(found, monkeypatch) == 0
    assert verdicts(found, cache=True)["a"][2] != before["a"][2]
    write(found.code, {"c.py": changed.replace("import torch", "import json")})
    assert judged_anew(found, monkeypatch) == 2
    assert verdicts(found, cache=True)["a"][0] == "importable"


def test_a_change_of_the_same_size_and_second_is_seen(bench):
    found = bench.tree({"a.py": "import torch", "b.py": "import a"})
    assert verdicts(found, cache=True)["b"][0] == "unimportable"
    write(found.code, {"a.py": "import json "})
    assert verdicts(found, cache=True)["b"][0] == "importable"


def test_what_a_module_imports_counts_even_where_it_had_been_loaded_before(bench):
    files = {"a.py": "import b\nimport c", "b.py": "", "c.py": "import b", "d.py": "import c"}
    found = bench.tree(files)
    age(found)
    assert verdicts(found, cache=True)["d"][0] == "importable"
    write(found.code, {"b.py": "import torch"})
    assert verdicts(found, cache=True) == verdicts(found, cache=False)
    assert verdicts(found, cache=True)["d"][0] == "unimportable"


def test_a_module_that_appears_or_goes(bench):
    found = bench.tree({"a.py": "try:\n    import b\nexcept ImportError:\n    import torch"})
    age(found)
    assert verdicts(found, cache=True)["a"][0] == "unimportable"
    write(found.code, {"b.py": ""})
    assert verdicts(found, cache=True)["a"][0] == "importable"
    (found.code / "b.py").unlink()
    assert verdicts(found, cache=True)["a"][0] == "unimportable"


def test_how_closely_files_are_read_depends_on_all_of_them(bench, monkeypatch):
    """Errors inside functions are looked for in small programs, whichever files have changed."""
    monkeypatch.setattr(loading, "_WORTH_COMPILING", 100)
    found = bench.tree({"a.py": "#" * 100, "b.py": "import json"})
    verdicts(found, cache=True)
    write(found.code, {"b.py": "def f():\n    return 1 +\n"})
    assert verdicts(found, cache=True) == verdicts(found, cache=False)
    assert verdicts(found, cache=True)["b"][0] == "importable"
    age(found)
    verdicts(found, cache=True)
    write(found.code, {"a.py": ""})
    assert verdicts(found, cache=True) == verdicts(found, cache=False)
    assert verdicts(found, cache=True)["b"][0] == "unimportable"


def test_a_damaged_cache_is_no_cache(bench):
    found = bench.tree({"a.py": "import torch", "b.py": "import json"})
    age(found)
    cold = verdicts(found, cache=True)
    random = Random(0)
    for path in sorted((found.code / FOLDER).iterdir()):
        for damage in (b"", b"\x00" * 10, path.read_bytes()[: path.stat().st_size // 2]):
            path.write_bytes(damage)
            assert verdicts(found, cache=True) == cold, (path.name, damage)
        noise = bytearray(path.read_bytes())
        for _ in range(3):
            if noise:
                noise[random.randrange(len(noise))] ^= 255
        path.write_bytes(bytes(noise))
        assert verdicts(found, cache=True) is not None


def test_a_cache_that_cannot_be_written(bench):
    found = bench.tree({"a.py": "import torch"})
    (found.code / FOLDER).write_text("a file where the folder should be")
    assert verdicts(found, cache=True)["a"][0] == "unimportable"


def test_the_cache_hides_itself_from_version_control(bench):
    found = bench.tree({"a.py": "import torch"})
    verdicts(found, cache=True)
    assert (found.code / FOLDER / ".gitignore").read_text() == "*\n"


LAZY = {
    "a.py": "from p import x",
    "p/__init__.py": """
        import json
        TABLE = json.loads(open(__file__).read())
        def __getattr__(name):
            return __import__(TABLE[name])
        """,
    "p/s.py": "x = 1",
    "p/t.py": "y = 1",
}


@pytest.mark.parametrize(
    ("source", "again"), [("y = z = 1", 0), ("x = y = 1", 2), ("y = z = print()", 1)]
)
def test_a_new_name_concerns_those_who_looked_for_it(bench, monkeypatch, source, again):
    found = bench.tree(LAZY)
    verdicts(found, cache=True)
    write(found.code, {"p/t.py": source})
    assert judged_anew(found, monkeypatch) == again


LOOKS = (
    "import c\nif hasattr(c, 'na' + 'me'): import torch",
    "import c\nif getattr(c, '_name'[1:], None): import torch",
    "import c\nif 'name' in vars(c): import torch",
    "import c\nif 'name' in dir(c): import torch",
    "import c\nfor key in c.__dict__:\n    if key == 'name': import torch",
    "import c, sys\nif sys.modules['c'].__dict__.get('name'): import torch",
    "from c import *\nif 'name' in globals(): import torch",
    "from c import *\ntry:\n    name\nexcept NameError:\n    import torch",
    "try:\n    from c import name\nexcept ImportError:\n    import torch",
    "import c\nf = lambda: c.name\ntry:\n    f()\nexcept AttributeError:\n    import torch",
    "import c\ntry:\n    exec('c.na' 'me')\nexcept AttributeError:\n    import torch",
    "import c\ntry:\n    eval('c.name')\nexcept AttributeError:\n    import torch",
    "import importlib\nif hasattr(importlib.import_module('c'), 'name'): import torch",
)


@pytest.mark.parametrize("look", LOOKS)
def test_a_name_that_is_looked_for_counts_however_that_is_done(bench, monkeypatch, look):
    found = bench.tree({"a.py": look, "b.py": "import a", "c.py": "import json"})
    before = verdicts(found, cache=True)
    write(found.code, {"c.py": "import json\nname = 1"})
    assert judged_anew(found, monkeypatch) >= 2
    assert verdicts(found, cache=True)["b"] != before["b"]
    write(found.code, {"c.py": "import json"})
    assert judged_anew(found, monkeypatch) >= 2
    assert verdicts(found, cache=True) == before


OWN_LOOKS = (
    "if 'name' in globals(): import torch",
    "if 'name' in locals(): import torch",
    "if 'name' in vars(): import torch",
    "if 'name' in dir(): import torch",
    "try:\n    del name\nexcept NameError:\n    pass\nelse:\n    import torch",
    "def f():\n    global name\n    del name\ntry:\n    f()\nexcept NameError:\n    import torch",
)


@pytest.mark.parametrize("look", OWN_LOOKS)
def test_a_module_that_looks_at_its_own_names(bench, monkeypatch, look):
    found = bench.tree({"c.py": look})
    verdicts(found, cache=True)
    write(found.code, {"c.py": f"name = 1\n{look}"})
    assert judged_anew(found, monkeypatch) == 1


def test_a_definition_named_like_a_submodule_counts(bench, monkeypatch):
    found = bench.tree({"p/__init__.py": "", "p/name.py": "import json", "a.py": "import p"})
    verdicts(found, cache=True)
    write(found.code, {"p/__init__.py": "name = 1"})
    assert judged_anew(found, monkeypatch) == 3


def test_a_table_that_a_lazy_package_would_search_counts(bench, monkeypatch):
    found = bench.tree({**LAZY, "p/s.py": "z = 1", "p/t.py": "from torch import x"})
    before = verdicts(found, cache=True)
    source = textwrap.dedent(LAZY["p/__init__.py"])
    write(found.code, {"p/__init__.py": f"NAMES = {{'s': ['x']}}\n{source}"})
    assert judged_anew(found, monkeypatch) == 4
    assert before.keys() == verdicts(found, cache=True).keys()


def test_so_many_definitions_that_they_count_as_such(bench, monkeypatch):
    found = bench.tree({"c.py": "import json"})
    verdicts(found, cache=True)
    write(found.code, {"c.py": "import json\n" + "name = 1\n" * 10_000})
    assert judged_anew(found, monkeypatch) == 1
