"""Point 6: what import-time calls run."""

import pytest

CALLS = {
    "function": "def f():\n    import torch\nf()",
    "result": "def f():\n    import torch\n    return torch\ntorch = f()",
    "through another": "def f():\n    import torch\ndef g():\n    f()\ng()",
    "lambda": "f = lambda: __import__('torch')\nf()",
    "nested": "def f():\n    def g():\n        import torch\n    return g\nf()()",
    "alias": "def f():\n    import torch\ng = f\ng()",
    "argument": "def f(call):\n    call()\ndef g():\n    import torch\nf(g)",
    "keyword": "def f(*, call):\n    call()\ndef g():\n    import torch\nf(call=g)",
    "unpacked": "def f(call):\n    call()\ndef g():\n    import torch\nf(*[g])",
    "default": "def g():\n    import torch\ndef f(call=g):\n    call()\nf()",
    "table": "def g():\n    import torch\n{'x': g}['x']()",
    "loop": "def g():\n    import torch\nfor f in [g]:\n    f()",
    "comprehension": "def g():\n    import torch\n[f() for f in [g]]",
    "generator": "def g():\n    import torch\n    yield 1\nlist(g())",
    "map": "def g(x):\n    import torch\nlist(map(g, [1]))",
    "partial": "import functools\ndef g(x):\n    import torch\nfunctools.partial(g, 1)()",
    "method": "class C:\n    def m(self):\n        import torch\nC().m()",
    "init": "class C:\n    def __init__(self):\n        import torch\nC()",
    "new": "class C:\n    def __new__(cls):\n        import torch\nC()",
    "inherited": "class B:\n    def m(self):\n        import torch\nclass C(B): ...\nC().m()",
    "super": "class B:\n    def __init__(self):\n        import torch\nclass C(B):\n"
    "    def __init__(self):\n        super().__init__()\nC()",
    "static": "class C:\n    @staticmethod\n    def m():\n        import torch\nC.m()",
    "class method": "class C:\n    @classmethod\n    def m(cls):\n        import torch\nC.m()",
    "property": "class C:\n    @property\n    def m(self):\n        import torch\nC().m",
    "call method": "class C:\n    def __call__(self):\n        import torch\nC()()",
    "item": "class C:\n    def __getitem__(self, key):\n        import torch\nC()[1]",
    "attribute": "class C:\n    def __getattr__(self, key):\n        import torch\nC().x",
    "class body": "def f():\n    import torch\nclass C:\n    x = f()",
    "decorator": "def d(f):\n    import torch\n    return f\n@d\ndef g(): ...",
    "decorator with arguments": "def d(x):\n    def e(f):\n        import torch\n        return f\n"
    "    return e\n@d(1)\ndef g(): ...",
    "decorator of a class": "def d(c):\n    import torch\n    return c\n@d\nclass C: ...",
    "decorator as class": "class D:\n    def __init__(self, f):\n"
    "        import torch\n@D\ndef g(): ...",
    "wrapped": "import functools\ndef d(f):\n    @functools.wraps(f)\n    def g(*a, **k):\n"
    "        return f(*a, **k)\n    return g\n@d\ndef h():\n    import torch\nh()",
    "metaclass": "class M(type):\n    def __new__(m, n, b, d):\n        import torch\n"
    "        return super().__new__(m, n, b, d)\nclass C(metaclass=M): ...",
    "metaclass init": "class M(type):\n    def __init__(c, n, b, d):\n        import torch\n"
    "class C(metaclass=M): ...",
    "inherited metaclass": "class M(type):\n    def __init__(c, n, b, d):\n        if b:\n"
    "            import torch\nclass B(metaclass=M): ...\nclass C(B): ...",
    "subclass": "class B:\n    def __init_subclass__(cls):\n        import torch\nclass C(B): ...",
    "subclass with keywords": "class B:\n    def __init_subclass__(cls, name='', **k):\n"
    "        super().__init_subclass__(**k)\n        __import__(name)\n"
    "class C(B, name='torch'): ...",
    "set name": "class D:\n    def __set_name__(self, owner, name):\n        import torch\n"
    "class C:\n    x = D()",
    "context manager": "class C:\n    def __enter__(self):\n        import torch\n"
    "    def __exit__(self, *a): ...\nwith C(): ...",
    "iterator": "class C:\n    def __iter__(self):\n        import torch\n        return iter(())\n"
    "for x in C(): ...",
    "length": "class C:\n    def __len__(self):\n        import torch\n        return 1\nlen(C())",
    "truth": "class C:\n    def __bool__(self):\n        import torch\n"
    "        return True\nif C(): ...",
    "addition": "class C:\n    def __add__(self, other):\n        import torch\nC() + 1",
    "equality": "class C:\n    def __eq__(self, other):\n        import torch\nC() == 1",
    "text": "class C:\n    def __str__(self):\n        import torch\nstr(C())",
    "conditional": "def f():\n    import torch\nx = 1 and f()",
    "global": "torch = None\ndef f():\n    global torch\n    import torch\nf()",
    "getattr": "class C:\n    def m(self):\n        import torch\ngetattr(C(), 'm')()",
    "dataclass": "import dataclasses\n@dataclasses.dataclass\nclass C:\n    x: int = 1\n"
    "    def __post_init__(self):\n        import torch\nC()",
    "default factory": "import dataclasses\ndef f():\n    import torch\n@dataclasses.dataclass\n"
    "class C:\n    x: int = dataclasses.field(default_factory=f)\nC()",
    "named tuple": "import typing\nclass C(typing.NamedTuple):\n    x: int = 1\n    def m(self):\n"
    "        import torch\nC().m()",
    "enum": "import enum\nclass C(enum.Enum):\n    A = 1\n"
    "    def __init__(self, x):\n        import torch",
    "sorted key": "def k(x):\n    import torch\nsorted([1, 2], key=k)",
    "reduce": "import functools\ndef k(x, y):\n    import torch\nfunctools.reduce(k, [1, 2])",
    "thread pool aside": "class C:\n    def run(self):\n        return self.go()\n"
    "    def go(self):\n"
    "        import torch\nC().run()",
}
ARGUMENTS = {
    "constant": "def load(name):\n    return __import__(name)\nload({})",
    "module": "import importlib\ndef load(name):\n"
    "    return importlib.import_module(name)\nload({})",
    "formatted": "import importlib\ndef load(name):\n"
    "    importlib.import_module(f'{{name}}')\nload({})",
    "percent": "def load(name):\n    __import__('%s' % name)\nload({})",
    "format": "def load(name):\n    __import__('{{}}'.format(name))\nload({})",
    "joined": "def load(*parts):\n    __import__(''.join(parts))\nload({})",
    "attribute": "class C:\n    def __init__(self, name):\n        self.name = name\n"
    "    def load(self):\n        return __import__(self.name)\nC({}).load()",
    "table": "TABLE = {{'x': {}}}\n__import__(TABLE['x'])",
    "loop": "for name in [{}]:\n    __import__(name)",
    "keywords": "def load(**k):\n    __import__(k['name'])\nload(name={})",
    "branch": "def load(name):\n    if name == 'torch':\n        import torch\nload({})",
    "closure": "def make(name):\n    def load():\n        __import__(name)\n"
    "    return load\nmake({})()",
    "decorator": "def need(name):\n    __import__(name)\n    return lambda f: f\n"
    "@need({})\ndef f(): ...",
}


@pytest.mark.parametrize("source", CALLS.values(), ids=CALLS)
def test_what_a_call_runs(breaks, imports, source):
    breaks(source)
    body = source.replace("\n", "\n    ")
    imports(f"def never():\n    {body}")


@pytest.mark.parametrize("source", ARGUMENTS.values(), ids=ARGUMENTS)
def test_arguments_decide(breaks, imports, source):
    breaks(source.format("'torch'"))
    imports(source.format("'json'"))


def test_an_accessor_called_at_top_level(breaks, imports):
    """A lazy accessor used while importing is an eager import."""
    accessor = """
        _torch = None
        def _get_torch():
            global _torch
            if _torch is None:
                import torch
                _torch = torch
            return _torch
        """
    files = {"lazy.py": accessor, "a.py": "from lazy import _get_torch"}
    imports(files)
    breaks(
        {**files, "a.py": "from lazy import _get_torch\ntorch = _get_torch()"}, chain="a:2 lazy:6"
    )
    imports({**files, "a.py": "from lazy import _get_torch\ndef f(x=None):\n    _get_torch()"})
    breaks({**files, "a.py": "from lazy import _get_torch\ndef f(x=_get_torch()):\n    ..."})


def test_a_call_across_modules(breaks):
    breaks(
        {
            "p/__init__.py": "",
            "p/tools.py": "import importlib\ndef need(name):\n"
            "    return importlib.import_module(name)",
            "a.py": "from p.tools import need\nnp = need('torch')",
        },
        chain="a:2 p.tools:3",
    )


def test_relative_import_module(breaks, imports):
    files = {"p/__init__.py": "import importlib\nimportlib.import_module('.s', __name__)"}
    breaks({**files, "p/s.py": "import torch"}, entry="p", chain="p:2 p.s:1")
    imports({**files, "p/s.py": ""}, entry="p")
    files = {"p/__init__.py": "import importlib\nimportlib.import_module('.s', package='p')"}
    breaks(files, entry="p", kind="module", missing="p.s")
    breaks(
        {
            "p/__init__.py": "from importlib import import_module\nfor n in ('s', 't'):\n"
            "    import_module(f'{__name__}.{n}')",
            "p/s.py": "",
            "p/t.py": "import torch",
        },
        entry="p",
        chain="p:3 p.t:1",
    )


def test_dunder_import(breaks, imports):
    files = {"p/__init__.py": "", "p/s.py": "import torch"}
    breaks({**files, "a.py": "__import__('p.s')"})
    breaks({**files, "a.py": "__import__('p', fromlist=['s'])"})
    imports({**files, "a.py": "__import__('p')"})
    breaks({**files, "p/t.py": "__import__('s', globals(), locals(), [], 1)"}, entry="p.t")


def test_constant_exec(breaks, imports):
    breaks("exec('import torch')")
    imports("exec('import json')\njson")
    imports("exec('x = 1')\nx")
    breaks("exec('def f():\\n    import torch')\nf()")
    breaks("eval('__import__(\"torch\")')")


def test_other_dynamic_imports_are_conditional(depends):
    either = ({"name": "json"}, {"name": "torch"})
    depends(
        "import importlib\nimportlib.import_module(open('name').read())", "a.py:2", either=either
    )
    depends("__import__(open('name').read())", "a.py:1", either=either)
    depends(
        "import importlib\nfor line in open('name'):\n    importlib.import_module(line)",
        "a.py:3",
        either=either,
    )


def test_a_guarded_dynamic_import(imports):
    imports(
        {
            "a.py": "try:\n    __import__(open('name').read())\nexcept ImportError:\n    pass",
            "name": "torch",
        }
    )


def test_what_is_not_called_does_not_run(imports):
    imports("class C:\n    def __init__(self):\n        import torch")
    imports("def g():\n    import torch\n    yield 1\ng()")
    imports("async def f():\n    import torch\nf().close()")
    imports("def d(f):\n    return f\n@d\ndef g():\n    import torch")
    imports("import functools\n@functools.lru_cache\ndef g():\n    import torch")
    imports("class C:\n    @property\n    def x(self):\n        import torch\nC()")
    imports("import atexit\ndef g():\n    import torch\natexit.register(g)", unjudged="")


def test_a_decorator_that_replaces_a_function(imports, breaks):
    source = (
        "def lazy(f):\n    def g():\n        {}\n    return g\n@lazy\ndef h():\n"
        "    import torch\nh()"
    )
    imports(source.format("return 1"))
    breaks(source.format("return f()"))


def test_a_foreign_decorator_may_run_the_function_later(breaks, imports):
    source = "import numpy\n@numpy.vectorize\ndef h():\n    import torch\n"
    imports(source, present="numpy")
    breaks(source + "h()", present="numpy")


def test_recursion_ends(imports, breaks):
    imports("def f(n):\n    return 1 if n == 0 else f(n - 1)\nf(5)")
    breaks("def f(n):\n    if n == 0:\n        import torch\n    else:\n        f(n - 1)\nf(1)")


def test_an_exception_of_a_called_function(imports, breaks):
    files = {"b.py": "def need():\n    import torch"}
    imports(
        {**files, "a.py": "from b import need\ntry:\n    need()\nexcept ImportError:\n    pass"}
    )
    breaks({**files, "a.py": "from b import need\nneed()"}, chain="a:2 b:2")


def test_a_raise_follows_only_from_what_its_own_call_met(imports, breaks):
    probe = """
import importlib.util
HAS = importlib.util.find_spec("torch") is not None
def check(x):
    if not x:
        raise ValueError("empty")
"""
    imports(
        {"a.py": probe + "import random\ncheck({1}.intersection({2}) or random.random() >= 0)\n"},
    )
    own = """
import importlib.util
def check():
    if importlib.util.find_spec("torch") is None:
        raise RuntimeError("torch is needed")
check()
"""
    breaks({"a.py": own})


def test_nothing_is_an_instance_of_no_class(imports):
    imports({"a.py": "if isinstance(open, ()):\n    import torch\n"})


NAMESPACES = [
    "ns = {}\nexec('x = 1', ns)\nif 'x' not in ns: import torch",
    "ns = {'y': 1}\nexec('def f(): return y', ns)\nns['f']()",
    "names, own = {}, {}\nexec('x = 1', names, own)\nif 'x' in names: import torch\nown['x']",
    "ns = {}\nexec('from json import *', ns)\nwhile ns:\n    k, _ = ns.popitem()\ndel k",
    "ns = {}\nexec(open(__file__).readline(), ns)\nfor k in ns: pass\nk",
    "exec('x = 1', globals())\nx",
    "exec('x = 1', None)\nx",
    "y = 2\neval('y', {'y': 1}) == 1 or __import__('torch')",
    "class C:\n    exec('x = 1')\nC.x",
]


@pytest.mark.parametrize("source", NAMESPACES)
def test_exec_in_a_namespace_of_its_own(imports, source):
    imports(source)


def test_exec_elsewhere_binds_nothing_here(breaks):
    breaks("exec('import torch', {})")
    breaks("exec('x = 1', {})\nx", kind="name", missing="a.x")
    breaks("eval('__import__(name)', {'name': 'torch'})")


LACKS = [
    "class A: pass\nif hasattr(A, '_x'): import torch",
    "class A: pass\nclass B(A): y = 1\nif getattr(B, '_x', None): import torch",
    "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass A(Generic[T]): _x: int\n"
    "class B(A[T]): pass\nif getattr(B, '_x', False): import torch",
    "from abc import ABC\nclass A(ABC): pass\nif hasattr(A, '_x'): import torch",
    "class A(dict): pass\nif hasattr(A, '_x'): import torch",
    "class M(type):\n    y = 1\nclass A(metaclass=M): pass\nif hasattr(A, '_x'): import torch",
]


@pytest.mark.parametrize("source", LACKS)
def test_what_a_class_surely_lacks(imports, source):
    imports(source)


HAS = [
    "class A: pass\nA.x = 1\nif hasattr(A, 'x'): import torch",
    "class A: pass\nsetattr(A, 'x', 1)\nif hasattr(A, 'x'): import torch",
    "class M(type):\n    x = 1\nclass A(metaclass=M): pass\nif hasattr(A, 'x'): import torch",
    "class M(type):\n    def __getattr__(cls, name): return 1\nclass A(metaclass=M): pass\n"
    "if hasattr(A, 'x'): import torch",
    "class A:\n    def __init_subclass__(cls): cls.x = 1\nclass B(A): pass\n"
    "if hasattr(B, 'x'): import torch",
]


@pytest.mark.parametrize("source", HAS)
def test_what_a_class_has_after_all(breaks, source):
    breaks(source)


UNSURE = [
    "from abc import ABCMeta as M\nclass A(metaclass=M): pass\n"
    "{} hasattr(A, 'register'): import torch",
    "class A: pass\n{} hasattr(A, '__weakref__'): import torch",
    "class A:\n    __slots__ = ('_s',)\n{} hasattr(A, '_s'): import torch",
    "from dataclasses import dataclass\n@dataclass\nclass A: x: int = 1\n"
    "{} hasattr(A, '__dataclass_fields__'): import torch",
    "from abc import ABC\nclass A(ABC): pass\n{} hasattr(A, '_abc_impl'): import torch",
]


@pytest.mark.parametrize("test", ["if", "if not"])
@pytest.mark.parametrize("source", UNSURE)
def test_what_nobody_here_gave_a_class(bench, source, test):
    tree = bench.tree(source.format(test))
    cells = tree.judge()
    bench.agree(tree, cells)


ELSEWHERE = [
    "exec('x = 1', globals(), {})\nx",
    "exec('x = 1', None, {})\nx",
    "def f():\n    exec('x = 1', {})\nf()\nx",
]


@pytest.mark.parametrize("source", ELSEWHERE)
def test_exec_binds_in_the_locals_it_is_given(breaks, source):
    breaks(source, kind="name", missing="a.x")


def test_exec_in_the_globals_of_a_function(imports):
    imports("def f(): exec('x = 1', globals())\nf()\nx")
    imports("d = {}\nexec('x = 1', globals(), d)\nd['x']")


def test_exec_in_another_module_concerns_those_who_run_after_it(bench):
    files = {
        "a.py": "x = 1",
        "b.py": "import a\nexec('z = 1', a.__dict__)",
        "c.py": "import a\nif not hasattr(a, 'z'): import torch",
        "d.py": "import b, c",
    }
    tree = bench.tree(files)
    cells = tree.judge()
    bench.agree(tree, cells)
    assert cells["c"].verdict == "unimportable"
    assert cells["d"].verdict == "importable"


def test_names_in_code_that_is_too_long_to_follow(imports, breaks):
    long = "def f(n):\n    for i in range(200): g(i)\ndef g(n):\n    for i in range(200): x = i\n"
    again = "".join(f"f({number})\n" for number in range(4))
    imports(f"{long}{again}for k in list(range(3)): pass\ndel k")
    imports({"a.py": "from b import k", "b.py": f"{long}{again}for k in list(range(3)): pass"})
    breaks(f"{long}{again}import torch")


def test_a_cycle_that_a_call_meets_for_some_values(imports):
    """Then the module could be imported nowhere."""
    cell = imports(
        {
            "a.py": "import json\ndef f(x):\n    if x > 1: from b import y\n"
            "f(json.loads('1'))\nimport b",
            "b.py": "import a\nfrom a import f\nf(0)\ny = 1",
        },
        entry="b",
    )
    assert "partially initialized" in " ".join(cell.assumes)
