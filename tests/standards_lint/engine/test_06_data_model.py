"""Point 6: what Python's data model calls behind operators, classes and context managers."""

import pytest

OBJECTS = {
    "format method": (
        "class C:\n    def __format__(self, s):\n        import torch\n        return ''\nf'{C()}'"
    ),
    "f-string": (
        "class C:\n    def __repr__(self):\n        import torch\n        return ''\nf'{C()!r}'"
    ),
    "percent": (
        "class C:\n    def __str__(self):\n        import torch\n        return ''\n'%s' % C()"
    ),
    "str format": (
        "class C:\n"
        "    def __str__(self):\n"
        "        import torch\n"
        "        return ''\n"
        "'{}'.format(C())"
    ),
    "in-place operator": "class C:\n    def __iadd__(self, o):\n        import torch\nc=C()\nc+=1",
    "hash": ("class C:\n    def __hash__(self):\n        import torch\n        return 1\n{C(): 1}"),
    "delattr": ("class C:\n    def __delattr__(self, n):\n        import torch\nc=C()\ndel c.x"),
    "setattr": ("class C:\n    def __setattr__(self, n, v):\n        import torch\nc=C()\nc.x=1"),
    "delitem": ("class C:\n    def __delitem__(self, n):\n        import torch\nc=C()\ndel c[1]"),
    "getattribute": ("class C:\n    def __getattribute__(self, n):\n        import torch\nC().x"),
    "descriptor set": (
        "class D:\n    def __set__(self, o, v):\n        import torch\nclass C:\n    d=D()\nC().d=1"
    ),
    "class_getitem": ("class C:\n    def __class_getitem__(cls, x):\n        import torch\nC[int]"),
    "mro_entries": (
        "class C:\n"
        "    def __mro_entries__(self, b):\n"
        "        import torch\n"
        "        return ()\n"
        "class D(C()): ..."
    ),
    "prepare": (
        "class M(type):\n"
        "    @classmethod\n"
        "    def __prepare__(m,n,b):\n"
        "        import torch\n"
        "        return {}\n"
        "class D(metaclass=M): ..."
    ),
    "metaclass call": (
        "class M(type):\n    def __call__(c):\n        import torch\nclass D(metaclass=M): ...\nD()"
    ),
    "singleton": (
        "class M(type):\n"
        "    _i={}\n"
        "    def __call__(c,*a,**k):\n"
        "        if c not in c._i:\n"
        "            c._i[c]=super().__call__(*a,**k)\n"
        "        return c._i[c]\n"
        "class D(metaclass=M):\n"
        "    def __init__(self):\n"
        "        import torch\n"
        "D()"
    ),
    "metaclass attribute": (
        "class M(type):\n"
        "    def __getattr__(c,n):\n"
        "        import torch\n"
        "class D(metaclass=M): ...\n"
        "D.x"
    ),
    "instancecheck": (
        "class M(type):\n"
        "    def __instancecheck__(c,n):\n"
        "        import torch\n"
        "class D(metaclass=M): ...\n"
        "isinstance(1,D)"
    ),
    "property setter": (
        "class C:\n"
        "    @property\n"
        "    def x(self): return 1\n"
        "    @x.setter\n"
        "    def x(self, v):\n"
        "        import torch\n"
        "C().x = 1"
    ),
    "getter kept by a setter": (
        "class C:\n"
        "    @property\n"
        "    def x(self): return __import__\n"
        "    @x.setter\n"
        "    def x(self, v): pass\n"
        "C().x('torch')"
    ),
    "partialmethod": (
        "import functools\n"
        "class C:\n"
        "    def f(self, a):\n"
        "        import torch\n"
        "    g=functools.partialmethod(f, 1)\n"
        "C().g()"
    ),
    "class made by type()": (
        "class B:\n    def __init_subclass__(cls):\n        import torch\ntype('T',(B,),{})"
    ),
    "exception init": (
        "class E(Exception):\n"
        "    def __init__(self):\n"
        "        import torch\n"
        "try:\n"
        "    raise E()\n"
        "except E:\n"
        "    pass"
    ),
    "recursion": ("def f(n):\n    if n==0:\n        import torch\n    else:\n        f(n-1)\nf(3)"),
    "deep recursion": (
        "def f(n):\n    if n==0:\n        import torch\n    else:\n        f(n-1)\nf(50)"
    ),
}
FUNCTIONS = {
    "exec compile": "exec(compile('import torch','x','exec'))",
    "iter with a sentinel": "def f():\n    import torch\nfor x in iter(f, None): pass",
    "method caller": (
        "import operator\n"
        "class C:\n"
        "    def m(self):\n"
        "        import torch\n"
        "operator.methodcaller('m')(C())"
    ),
    "operator attrgetter": (
        "import operator\n"
        "class C:\n"
        "    @property\n"
        "    def m(self):\n"
        "        import torch\n"
        "operator.attrgetter('m')(C())"
    ),
    "simple namespace": (
        "import types\nn=types.SimpleNamespace(f=lambda: __import__('torch'))\nn.f()"
    ),
    "default table": (
        "import collections\nd=collections.defaultdict(lambda: __import__('torch'))\nd['x']"
    ),
    "sum list": "for n in sum([['torch']],[]):\n    __import__(n)",
    "chain": ("import itertools\nfor n in itertools.chain(['torch'],[]):\n    __import__(n)"),
    "product": (
        "import itertools\nfor n,_ in itertools.product(['torch'],[1]):\n    __import__(n)"
    ),
    "star unpack": "a,*b=['x','torch']\n__import__(b[0])",
    "asyncio run": "import asyncio\nasync def f():\n    import torch\nasyncio.run(f())",
    "awaited": (
        "import asyncio\n"
        "async def g():\n"
        "    import torch\n"
        "async def f():\n"
        "    await g()\n"
        "asyncio.run(f())"
    ),
}
MANAGERS = {
    "exit on success": (
        "class C:\n"
        "    def __enter__(self): return self\n"
        "    def __exit__(self,*a):\n"
        "        import torch\n"
        "with C(): pass"
    ),
    "callback of an exit stack": (
        "import contextlib\n"
        "def f():\n"
        "    import torch\n"
        "with contextlib.ExitStack() as s:\n"
        "    s.callback(f)"
    ),
    "entered by an exit stack": (
        "import contextlib\n"
        "class C:\n"
        "    def __enter__(self):\n"
        "        import torch\n"
        "    def __exit__(self,*a): pass\n"
        "with contextlib.ExitStack() as s:\n"
        "    s.enter_context(C())"
    ),
    "closing": (
        "import contextlib\n"
        "class C:\n"
        "    def close(self):\n"
        "        import torch\n"
        "with contextlib.closing(C()): pass"
    ),
    "nullcontext": (
        "import contextlib\nwith contextlib.nullcontext(__import__) as f:\n    f('torch')"
    ),
    "after the yield": (
        "import contextlib\n"
        "@contextlib.contextmanager\n"
        "def c():\n"
        "    yield\n"
        "    import torch\n"
        "with c():\n"
        "    pass"
    ),
}
IMPORTS = {
    "suppressed by an exit stack": (
        "import contextlib\n"
        "with contextlib.ExitStack() as stack:\n"
        "    stack.enter_context(contextlib.suppress(ImportError))\n"
        "    import torch"
    ),
    "coroutine that nobody awaits": "async def f():\n    import torch\nf().close()",
    "class that is its own item": (
        "class C:\n    def __class_getitem__(cls, key):\n        return cls\nC[int]()"
    ),
    "object made below a metaclass": (
        "class M(type):\n"
        "    def __call__(cls):\n"
        "        return super().__call__()\n"
        "class C(metaclass=M):\n"
        "    def f(self): ...\n"
        "C().f()"
    ),
}


@pytest.mark.parametrize("name", OBJECTS)
def test_objects(breaks, name):
    breaks(OBJECTS[name])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(breaks, name):
    breaks(FUNCTIONS[name])


@pytest.mark.parametrize("name", MANAGERS)
def test_managers(breaks, name):
    breaks(MANAGERS[name])


@pytest.mark.parametrize("name", IMPORTS)
def test_imports(imports, name):
    imports(IMPORTS[name])


def test_none_returned_after_a_swallowed_import_breaks_what_uses_it(breaks):
    breaks(
        """
        import contextlib

        def load():
            with contextlib.suppress(ImportError):
                import torch
                return torch
            return None

        load().x
        """
    )
