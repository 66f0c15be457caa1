"""What a module did is remembered wherever every importer would see the same."""

from collections import Counter
from importlib.machinery import EXTENSION_SUFFIXES
from unittest.mock import Mock

import pytest
from standards_lint.model import Step
from standards_lint.simulate import modules, verdicts
from standards_lint.simulate.machine import Machine
from standards_lint.simulate.verdicts import judge

LEAVES = {f"p/leaf{number}.py": "from p.settings import config" for number in range(8)}
WRITING = {
    "p/__init__.py": "from p import settings, backends, readers",
    "p/settings.py": "config = None",
    "p/backends.py": "import p.settings\np.settings.config = {}",
    "p/readers.py": "from p.settings import config\nconfig['a'] = 1",
}


@pytest.fixture
def runs(monkeypatch) -> Counter[str]:
    counted: Counter[str] = Counter()
    execute = modules.execute

    def counting(machine, name, path, kind):
        counted[name] += 1
        return execute(machine, name, path, kind)

    monkeypatch.setattr(modules, "execute", counting)
    return counted


def test_a_package_that_writes_on_its_own_modules_runs_once(bench, runs):
    tree = bench.tree({**WRITING, **LEAVES})
    judge(tree.program, tree.environment, tree.names())
    assert runs["p"] == runs["p.backends"] == runs["p.readers"] == 1


@pytest.mark.parametrize(
    "change", ["t.update({'x': 1})", "t.clear()\nt['x'] = 1", "t['y'] = 2\nt.update({'x': 1})"]
)
def test_a_package_that_reads_keys_of_a_table_it_changed_as_a_whole_runs_once(bench, runs, change):
    files = {
        "p/__init__.py": "from p import a, b, c",
        "p/a.py": "t = {'x': 0}",
        "p/b.py": f"from p.a import t\n{change}",
        "p/c.py": "from p.a import t\nif t.get('x') != 1 or 'z' in t: import torch",
        **{f"p/leaf{number}.py": "" for number in range(4)},
    }
    tree = bench.tree(files)
    cells = judge(tree.program, tree.environment, tree.names())
    assert {cell.verdict for cell in cells.values()} == {"importable"}
    assert runs["p"] == 1


def test_keys_of_a_table_that_others_changed_as_a_whole_are_seen(breaks, imports):
    files = {
        "t.py": "t = {'x': 0, 'y': 0}",
        "w.py": "from t import t\nt['y'] = 0\nt.update({'x': 1})",
        "r.py": "from t import t\nif t['x'] or t['y']: import torch",
        "u.py": "from t import t\nt.update({'x': 0})\nimport r",
    }
    imports({**files, "a.py": "import r, w"})
    breaks({**files, "a.py": "import w, r"})
    imports({**files, "a.py": "import w, u"})
    imports({**files, "a.py": "import u, w"})


def test_what_lies_below_a_package_that_fails_is_not_run(bench, monkeypatch):
    tree = bench.tree({"p/__init__.py": "import torch", "p/q/__init__.py": "", "p/q/a.py": ""})
    apart = {name: judge(tree.program, tree.environment, [name])[name] for name in tree.names()}
    monkeypatch.setattr(verdicts, "_judge_one", Mock(wraps=verdicts._judge_one))
    assert judge(tree.program, tree.environment, tree.names()) == apart
    assert verdicts._judge_one.call_count == 1
    assert {cell.chain for cell in apart.values()} == {(Step("p", "p/__init__.py", 1),)}


def test_what_reads_another_importers_writing_runs_again(breaks, imports):
    files = {
        "s.py": "config = None",
        "w.py": "import s\ns.config = 1",
        "r.py": "import s\nif s.config: import torch",
    }
    imports({**files, "a.py": "import r, w"})
    breaks({**files, "a.py": "import w, r"})


def test_what_is_remembered_writes_on_the_module_that_is_loaded(bench):
    """A module may run in two ways; a remembered writer reaches the one of this process."""
    files = {
        "r.py": "X = []",
        "c.py": "import r\nr.X.append(1)",
        "s.py": "import r\nconfig = 0 if r.X else None",
        "w.py": "import s\ns.config = 1",
        "u.py": "import s\nif s.config: import torch",
    }
    entries = {"d": "w, u", "e": "c, w, u", "f": "c, u, w", "g": "w, c, u", "h": "c, s, w, u"}
    tree = bench.tree({**files, **{f"{at}.py": f"import {all_}" for at, all_ in entries.items()}})
    bench.fails(tree, set("degh"))


def test_extension_modules_that_mention_one_another(bench, runs):
    """What importing each alone rests on is listed once, and each runs here and alone at most."""
    depth = 12
    files: dict[str, bytes] = {"p/__init__.py": b""}
    for at in range(depth):
        mentioned = b"\0".join(b"p.m%d" % below for below in range(at))
        files[f"p/e{at}{EXTENSION_SUFFIXES[0]}"] = b"\0" + mentioned + b"\0"
        files[f"p/m{at}.py"] = b"from p import e%d" % at
    tree = bench.tree(files)
    machine = Machine(tree.program, tree.environment)
    process = machine.restart()
    machine.imports.load(machine, None, f"p.m{depth - 1}")
    assert {f"p.m{at}" for at in range(depth)} <= set(process.order)
    assert len(process.order) <= 3 * depth
    assert max(runs.values()) <= 2
