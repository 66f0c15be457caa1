"""Point 3: what one module does to the lists, tables and objects of another.

Every module is judged as in a fresh interpreter: whatever others did before is gone.
"""

from importlib import import_module
from random import Random

import pytest
from standards_lint.simulate import judge as judge_all
from standards_lint.simulate.verdicts import judge

from .trees import summary

REGISTRY = (
    "PLUGINS = []\nNAMES = {}\ndef register(name):\n    NAMES[name] = 1\n    PLUGINS.append(name)\n"
)
OBJECT = (
    "class Registry:\n    def __init__(self):\n        self.items = []\n        self.on = False\n"
    "R = Registry()\n"
)
GLOBAL = "ON = False\ndef turn():\n    global ON\n    ON = True\ndef ask():\n    return ON\n"
CLASS = "class C:\n    on = False\nclass D(C): ...\nX = D()\n"
CELL = (
    "def make():\n    on = False\n    def turn():\n        nonlocal on\n        on = True\n"
    "    def ask():\n        return on\n    return turn, ask\nturn, ask = make()\n"
)
PARTIAL = "from functools import partial\ndef f(x): return x\n"
GETTER = (
    "def __getattr__(name):\n    if name != 'x':\n        raise AttributeError(name)\n"
    "    globals()[name] = {}\n    return globals()[name]\n"
)
PLACED = OBJECT.replace("R = ", "import sys\nsys.modules[__name__] = ")

# A module `r` that holds something, what one does to it, and when another one imports torch.
SHARED = {
    "append": (REGISTRY, "r.PLUGINS.append(1)", "r.PLUGINS"),
    "extend": (REGISTRY, "r.PLUGINS.extend([1, 2])", "len(r.PLUGINS) == 2"),
    "augmented": (REGISTRY, "r.PLUGINS += [1]", "1 in r.PLUGINS"),
    "item": ("X = [0]", "r.X[0] = 1", "r.X[0]"),
    "cleared": ("X = [0]", "r.X.clear()", "not r.X"),
    "popped": ("X = [0]", "r.X.pop()", "not r.X"),
    "key": (REGISTRY, "r.NAMES['x'] = 1", "'x' in r.NAMES"),
    "deleted key": ("X = {'x': 1}", "del r.X['x']", "'x' not in r.X"),
    "update": (REGISTRY, "r.NAMES.update({'x': 1})", "r.NAMES.get('x')"),
    "setdefault": (REGISTRY, "r.NAMES.setdefault('x', 1)", "r.NAMES"),
    "set": ("X = set()", "r.X.add(1)", "r.X"),
    "nested": ("X = {'x': []}", "r.X['x'].append(1)", "r.X['x']"),
    "in a tuple": ("X = ([], 1)", "r.X[0].append(1)", "r.X[0]"),
    "function": (REGISTRY, "r.register('x')", "r.PLUGINS == ['x']"),
    "attribute": (OBJECT, "r.R.on = True", "r.R.on"),
    "list of an object": (OBJECT, "r.R.items.append(1)", "r.R.items"),
    "list of a class": ("class C:\n    X = []", "r.C.X.append(1)", "r.C.X"),
    "closure": (
        "def make():\n    seen = []\n    def add(x=None):\n        if x: seen.append(x)\n"
        "        return seen\n    return add\nadd = make()",
        "r.add(1)",
        "r.add()",
    ),
    "decorator": (
        "ALL = {}\ndef plugin(f):\n    ALL[f.__name__] = f\n    return f",
        "@r.plugin\ndef g(): ...",
        "r.ALL",
    ),
    "attribute of a module": ("ON = False", "r.ON = True", "r.ON"),
    "deleted attribute of a module": ("ON = True", "del r.ON", "not hasattr(r, 'ON')"),
    "names of a module": ("ON = False", "vars(r)['ON'] = True", "r.ON"),
    "new name of a module": ("ON = False", "r.__dict__.update(NEW=1)", "hasattr(r, 'NEW')"),
    "global": (GLOBAL, "r.turn()", "r.ON"),
    "global that a function reads": (GLOBAL, "r.turn()", "r.ask()"),
    "global that a handler sets": (
        "X = 1\ndef turn():\n    global X\n    try:\n        import torch\n"
        "    except ImportError:\n        X = None",
        "r.turn()",
        "r.X is None",
    ),
    "deleted global": (
        "X = 1\ndef turn():\n    global X\n    del X",
        "r.turn()",
        "not hasattr(r, 'X')",
    ),
    "names that a function sees": (
        "ON = False\ndef turn():\n    globals()['ON'] = True",
        "r.turn()",
        "r.ON",
    ),
    "class": (CLASS, "r.C.on = True", "r.C.on"),
    "class of an object": (CLASS, "setattr(r.C, 'on', True)", "r.X.on"),
    "name a class hides": (CLASS, "r.D.on = True", "r.X.on"),
    "deleted name of a class": (CLASS, "r.D.on = 1\ndel r.C.on", "not hasattr(r.C, 'on')"),
    "class method": (
        "class C:\n    on = False\n    @classmethod\n    def turn(cls):\n        cls.on = True",
        "r.C.turn()",
        "r.C.on",
    ),
    "name of a closure": (CELL, "r.turn()", "r.ask()"),
    "list of a base without a name": (
        "class B:\n    X = []\nclass C(B): ...\ndel B",
        "r.C.X.append(1)",
        "r.C.X",
    ),
    "class of a method without a name": (
        "class C:\n    X = []\n    @classmethod\n    def get(cls):\n        return cls.X\n"
        "get = C.get\ndel C",
        "r.get().append(1)",
        "r.get()",
    ),
    "argument of a partial": (f"{PARTIAL}g = partial(f, [])", "r.g().append(1)", "r.g()"),
    "keyword of a partial": (f"{PARTIAL}g = partial(f, x=[])", "r.g().append(1)", "r.g()"),
    "list of an object in the place of a module": (PLACED, "r.items.append(1)", "r.items"),
    "attribute of an object in the place of a module": (PLACED, "r.on = True", "r.on"),
    "list put on a module of others": (
        "import json\njson.items = []\ndef get():\n    return json.items",
        "r.get().append(1)",
        "r.get()",
    ),
    "list that a getter makes": (GETTER.format("[]"), "r.x.append(1)", "r.x"),
    "list that a getter fetches": (f"L = []\n{GETTER.format('L')}", "r.x.append(1)", "r.x"),
    "module made by hand": (
        "import sys, types\nmade = sys.modules['made'] = types.ModuleType('made')\n"
        "made.on = False\ndel made\ndef get():\n    return sys.modules['made']",
        "import made\nmade.on = True",
        "r.get().on",
    ),
}


@pytest.mark.parametrize("name", SHARED)
def test_what_one_module_changes_another_sees_only_after_it(bench, name):
    holder, change, condition = SHARED[name]
    tree = bench.tree(
        {
            "r.py": holder,
            "c.py": f"import r\n{change}",
            "u.py": f"import r\nif {condition}:\n    import torch",
            "before.py": "import c, u",
            "after.py": "import u, c",
            "z.py": "import u",
        }
    )
    bench.fails(tree, {"before"})
    tree.judge()


def test_what_is_remembered_is_done_again(bench):
    """`a` and `b` are remembered when `x` and `y` import them in different orders."""
    guard = "import r\nif r.PLUGINS{}:\n    import torch"
    tree = bench.tree(
        {
            "r.py": REGISTRY,
            "a.py": "import r\nr.register('a')",
            "b.py": "import r\nr.register('b')",
            "x.py": "import a, b\n" + guard.format(" == ['a', 'b']"),
            "y.py": "import b, a\n" + guard.format(" == ['a', 'b']"),
            "z.py": "import x2\n" + guard.format(" == ['b']"),
            "x2.py": "import b",
        }
    )
    cells = tree.judge()
    bench.agree(tree, cells)
    broken = {name for name, cell in cells.items() if cell.verdict == "unimportable"}
    assert broken == {"x", "z"}


KINDS = (
    *("append", "key", "attribute", "list of an object", "popped", "function"),
    *("attribute of a module", "global that a function reads", "class of an object"),
    *("name of a closure", "names that a function sees"),
)


def test_what_an_object_in_the_place_of_a_module_fetched_is_fetched_again(bench):
    lazy = (
        "import sys, types\nclass Lazy(types.ModuleType):\n"
        "    def __init__(self, name, path):\n"
        "        super().__init__(name)\n        self.__path__ = path\n"
        "    def __getattr__(self, name):\n        if name != 'x':\n"
        "            raise AttributeError(name)\n"
        "        import p.sub\n        value = sys.modules['p.sub'].x\n"
        "        setattr(self, name, value)\n        return value\n"
        "sys.modules[__name__] = Lazy(__name__, __path__)\n"
    )
    tree = bench.tree(
        {
            "p/__init__.py": lazy,
            "p/sub.py": "x = 1",
            "a.py": "from p import x",
            "b.py": "from p import x\nimport sys\nif 'p.sub' not in sys.modules: import torch",
            "c.py": "import p\np.extra = 1",
            "d.py": "import p\nif not hasattr(p, 'extra'): import torch",
            "e.py": "import c, d",
        }
    )
    bench.fails(tree, {"d"})


def test_what_was_put_on_a_module_is_changed_for_whoever_comes_after(bench):
    tree = bench.tree(
        {
            "r.py": "X = None\ndef new():\n    global X\n    X = []",
            "c.py": "import r\nr.new()",
            "d.py": "import c, r\nr.X.append(1)",
            "e.py": "import c, r\nif r.X: import torch",
            "f.py": "import d, e",
            "g.py": "import r\nif r.X is not None: import torch",
            "h.py": "import c, g",
        }
    )
    bench.fails(tree, {"f", "h"})


@pytest.mark.parametrize("change", ["r.ON = True", "r.turn()", "r.C.on = True"])
def test_what_saw_a_module_that_another_had_loaded_looks_again(bench, change):
    tree = bench.tree(
        {
            "r.py": GLOBAL + CLASS,
            "c.py": f"import r\n{change}",
            "u.py": "import r\nif r.ON or r.X.on:\n    import torch",
            "a.py": "import r, u",
            "b.py": "import c, u",
        }
    )
    cells = judge(tree.program, tree.environment, ["a", "b", "u", "c", "r"])
    assert {key for key, cell in cells.items() if cell.verdict != "importable"} == {"b"}
    bench.agree(tree, cells)


LOADED = {
    "in": "if 'b' in sys.modules:\n    import torch",
    "get": "if sys.modules.get('b') is not None:\n    import torch",
    "index": "try:\n    sys.modules['b']\nexcept KeyError:\n    pass\nelse:\n    import torch",
    "absent": "try:\n    sys.modules['torch']\nexcept KeyError:\n    import b, torch",
}


@pytest.mark.parametrize("name", LOADED)
def test_what_asks_for_a_loaded_module_asks_again(bench, name):
    tree = bench.tree(
        {
            "b.py": "",
            "c.py": f"import sys\n{LOADED[name]}",
            "d.py": "import b, c",
            "e.py": "import c, b",
        }
    )
    broken = {"c", "d", "e"} if name == "absent" else {"d"}
    bench.fails(tree, broken)


ENTERED = {
    "entry": "sys.modules['fake'] = types.ModuleType('fake')",
    "default": "sys.modules.setdefault('fake', types.ModuleType('fake'))",
    "update": "sys.modules.update({'fake': types.ModuleType('fake')})",
    "function": "def enter():\n    sys.modules['fake'] = types.ModuleType('fake')\nenter()",
}


@pytest.mark.parametrize("name", ENTERED)
def test_what_one_module_enters_in_sys_modules_is_there_after_it(bench, name):
    tree = bench.tree(
        {
            "b.py": f"import sys, types\n{ENTERED[name]}",
            "c.py": "import b\nimport fake",
            "d.py": "import c, fake",
            "e.py": "import b\nimport c",
            "f.py": "import fake",
            "g.py": "import sys\nif 'fake' in sys.modules:\n    import torch",
            "h.py": "import g, b",
            "i.py": "import b, g",
        }
    )
    bench.fails(tree, {"f", "i"})


@pytest.mark.parametrize("change", ["del sys.modules['r']", "sys.modules.pop('r')"])
def test_what_one_module_takes_out_of_sys_modules_runs_again_after_it(bench, change):
    tree = bench.tree(
        {
            "s.py": "COUNT = []",
            "r.py": "import s\ns.COUNT.append(1)\nif len(s.COUNT) > 1:\n    import torch",
            "b.py": f"import sys, r\n{change}",
            "c.py": "import b\nimport r",
            "d.py": "import r, b",
            "e.py": "import b, c",
            "f.py": "import r",
        }
    )
    bench.fails(tree, {"c", "e"})


LOOSE = {
    "computed name": ("X = 1", "setattr(r, open('flag').read(), 1)"),
    "computed entry": ("X = 1", "vars(r)[open('flag').read()] = 1"),
    "code": (
        "X = 1\ndef run(code):\n    exec(code, globals())",
        "r.run(open('flag').read() + '=1')",
    ),
}


@pytest.mark.parametrize("name", LOOSE)
def test_names_that_one_module_may_have_set_are_missing_for_another(bench, name):
    there, change = LOOSE[name]
    tree = bench.tree(
        {
            "r.py": there,
            "c.py": f"import r\n{change}",
            "u.py": "from r import absent",
            "d.py": "import c, u",
            "e.py": "import u, c",
            "f.py": "import r, u",
            "flag": "absent",
        }
    )
    bench.fails(tree, set("uef"))


def random_tree(random):
    """Modules that hold, change and ask, in a random order of imports."""
    files = {}
    for index in range(7):
        lines = [f"import m{other}" for other in range(index) if random.random() < 0.4]
        for _ in range(random.randint(0, 2)):
            kind = random.choice(KINDS)
            _, change, condition = SHARED[kind]
            holder = f"h{KINDS.index(kind)}"
            lines.append(f"import {holder} as r")
            ask = f"if {condition}:\n    import {random.choice(('torch', 'jax'))}"
            lines.append(random.choice((change, ask, change)))
        files[f"m{index}.py"] = "\n".join(lines)
    for index, kind in enumerate(KINDS):
        files[f"h{index}.py"] = SHARED[kind][0]
    return files


def test_neither_the_order_of_judging_nor_the_processes_matter(bench, monkeypatch):
    judging = import_module("standards_lint.simulate.judge")
    monkeypatch.setattr(judging, "_WORTH_PROCESSES", 1)
    monkeypatch.setattr(judging, "_SHARED", 4)
    monkeypatch.setattr(judging, "_CHUNK", 1)
    for number in range(25):
        random = Random(number)
        tree = bench.tree(random_tree(random))
        names = tree.names()
        cells = judge(tree.program, tree.environment, names)
        bench.agree(tree, cells, unjudged="IndexError")
        expected = {name: summary(cell) for name, cell in cells.items()}
        for _ in range(3):
            random.shuffle(names)
            again = judge(tree.program, tree.environment, names)
            assert {name: summary(cell) for name, cell in again.items()} == expected, number
        for name in names:
            (alone,) = judge(tree.program, tree.environment, [name]).values()
            assert summary(alone) == expected[name], (number, name)
        for jobs in (1, 3):
            matrix = judge_all(tree.program, [tree.environment], jobs=jobs)
            found = {row.module: summary(row.cells["env"]) for row in matrix.modules}
            assert found == expected, (number, jobs)
