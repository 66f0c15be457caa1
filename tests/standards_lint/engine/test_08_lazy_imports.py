"""Point 8: PEP 810. No released Python runs it: judged by the model alone."""

import pytest

from .reality import PYTHON

LATER = "3.15"
pytestmark = pytest.mark.skipif(PYTHON >= (3, 15), reason="CPython itself can be asked")


def test_a_lazy_import_waits(imports):
    imports("lazy import torch", python=LATER)
    imports("lazy from torch import nn", python=LATER)
    imports("lazy import torch.nn as nn, json", python=LATER)
    imports("lazy import torch\ndef f():\n    return torch.nn", python=LATER)


TOUCHES = (
    "torch",
    "torch.nn",
    "print(torch)",
    "class C(torch.Module): ...",
    "x = torch",
    "@torch.jit\ndef f(): ...",
    "def f(x=torch.float): ...",
    "torch.seed()",
    "if torch: ...",
)


@pytest.mark.parametrize("touch", TOUCHES)
def test_a_lazy_import_that_is_touched_is_eager(breaks, touch):
    breaks(f"lazy import torch\n{touch}", python=LATER)


def test_the_chain_of_a_touched_import_starts_where_it_is_touched(breaks):
    breaks("lazy import torch\nx = 1\ntorch.nn", python=LATER, chain="a:3")
    breaks(
        {"b.py": "import torch", "a.py": "lazy import b\nx = 1\nb.x"}, python=LATER, chain="a:3 b:1"
    )


def test_annotations_do_not_touch(imports):
    imports("lazy import torch\ndef f(x: torch.Tensor): ...", python=LATER)


def test_a_guard_around_a_lazy_import_never_fires(breaks, imports):
    source = (
        "import contextlib\ntorch = None\nwith contextlib.suppress(ImportError):\n"
        "    {}import torch\ntorch is None or torch.nn"
    )
    breaks(source.format("lazy "), python=LATER)
    imports(source.format(""), python=LATER)


def test_from_another_module(breaks, imports):
    files = {"b.py": "lazy from torch import nn\nx = 1"}
    imports({**files, "a.py": "from b import x"}, python=LATER)
    breaks({**files, "a.py": "from b import nn"}, python=LATER)
    breaks({**files, "a.py": "import b\nb.nn"}, python=LATER)


def test_a_lazy_import_of_first_party_code(imports, breaks):
    files = {"p/__init__.py": "", "p/s.py": "import torch\nx = 1"}
    imports({**files, "a.py": "lazy from p.s import x"}, python=LATER)
    imports({**files, "a.py": "lazy from p import s"}, python=LATER)
    breaks({**files, "a.py": "lazy from p.s import x\nx"}, python=LATER)


def test_lazy_modules(imports, breaks):
    """`__lazy_modules__` makes plain imports lazy from 3.15 on, and means nothing before."""
    source = "__lazy_modules__ = ['torch', 'torch.nn']\nimport torch\nfrom torch.nn import Module"
    imports(source, python=LATER)
    breaks(source, python="3.14")
    breaks(source, python="3.11")
    breaks(source + "\nclass C(Module): ...", python=LATER)
    breaks("__lazy_modules__ = ['json']\nimport torch", python=LATER)
    imports("__lazy_modules__ = {'torch'}\nimport torch", python=LATER)


def test_lazy_modules_inside_a_guard_are_eager(imports, breaks):
    """Only imports directly at module level can be lazy by this list."""
    source = "__lazy_modules__ = ['torch']\ntry:\n    import torch\nexcept {}:\n    torch = None"
    imports(source.format("ImportError"), python=LATER)
    breaks(source.format("ValueError"), python=LATER)


def test_lazy_imports_are_a_syntax_error_before(breaks):
    text = "a lazy import needs Python 3.15"
    breaks("lazy import torch", python="3.14", kind="syntax", missing=text, chain="a:1")
    breaks(
        "x = 1\nlazy from torch import nn", python="3.11", kind="syntax", missing=text, chain="a:2"
    )
    files = {
        "b.py": "lazy import json",
        "a.py": "try:\n    import b\nexcept ImportError:\n    pass",
    }
    breaks(files, python="3.11", kind="syntax", missing=text, chain="a:2 b:1")


def test_lazy_is_a_name_elsewhere(imports):
    imports("lazy = 1\nlazy")
    imports("import lazy", present="lazy")


MISPLACED = {
    "function": ("def f():\n    lazy import json", 2, "lazy import not allowed inside functions"),
    "async": (
        "async def f():\n    lazy import json",
        2,
        "lazy import not allowed inside functions",
    ),
    "class": ("class C:\n    lazy import json", 2, "lazy import not allowed inside classes"),
    "method": (
        "class C:\n    def f(self):\n        lazy from json import dumps",
        3,
        "lazy import not allowed inside classes",
    ),
    "star": ("x = 1\nlazy from json import *", 2, "lazy import of * is not allowed"),
    "future": (
        "lazy from __future__ import annotations",
        1,
        "lazy import from __future__ is not allowed",
    ),
}
TRY = "try:\n    {}pass\nexcept{} ValueError:\n    {}pass\nelse:\n    {}pass\nfinally:\n    {}pass"


@pytest.mark.parametrize("name", MISPLACED)
def test_places_where_no_lazy_import_may_stand(breaks, name):
    source, line, text = MISPLACED[name]
    breaks(source, python=LATER, kind="syntax", missing=text, chain=f"a:{line}")
    guarded = {"b.py": source, "a.py": "try:\n    import b\nexcept ImportError:\n    pass"}
    breaks(guarded, python=LATER, kind="syntax", missing=text, chain=f"a:2 b:{line}")


@pytest.mark.parametrize("star", ["", "*"])
@pytest.mark.parametrize("part", range(4))
def test_no_part_of_a_try_statement_may_hold_one(breaks, part, star):
    lazily = ["lazy import json; " if index == part else "" for index in range(4)]
    source = TRY.format(lazily[0], star, *lazily[1:])
    text = "lazy import not allowed inside try/except blocks"
    breaks(source, python=LATER, kind="syntax", missing=text)


BLOCKS = (
    "if True:\n    {}",
    "for _ in (1,):\n    {}",
    "while True:\n    {}\n    break",
    "import contextlib\nwith contextlib.suppress(ImportError):\n    {}",
    "match 1:\n    case 1:\n        {}",
)


@pytest.mark.parametrize("block", BLOCKS)
def test_other_blocks_of_a_module_may_hold_one(imports, breaks, block):
    imports(block.format("lazy import torch"), python=LATER)
    breaks(block.format("lazy import torch") + "\ntorch", python=LATER)
    listed = "__lazy_modules__ = {'torch'}\n" + block.format("import torch")
    imports(listed, python=LATER)
    breaks(listed + "\ntorch", python=LATER)


def test_listed_modules_are_eager_where_nothing_can_be_lazy(breaks):
    listed = "__lazy_modules__ = {'torch'}\n"
    breaks(listed + "from torch import *", python=LATER)
    breaks(listed + "class C:\n    import torch", python=LATER)
    breaks(listed + "def f():\n    import torch\nf()", python=LATER)


def test_the_list_is_asked_by_the_full_name_at_each_import(imports, breaks):
    imports("__lazy_modules__ = ['torch.nn']\nfrom torch.nn import Module", python=LATER)
    breaks("__lazy_modules__ = ['torch']\nimport torch.nn", python=LATER)
    breaks("import torch\n__lazy_modules__ = ['torch']", python=LATER)
    files = {"p/__init__.py": "", "p/s.py": "import torch"}
    files["p/a.py"] = "__lazy_modules__ = ['p.s']\nfrom .s import x"
    imports(files, entry="p.a", python=LATER)
    container = "class All:\n    def __contains__(self, name):\n        return name != 'torch'\n"
    imports(f"{container}__lazy_modules__ = All()\nimport jax", python=LATER)
    breaks(f"{container}__lazy_modules__ = All()\nimport torch", python=LATER)


def test_an_environment_variable_makes_all_of_them_lazy(imports, breaks):
    everything = {"variables": {"PYTHON_LAZY_IMPORTS": "all"}}
    imports("import torch\nfrom jax import numpy", python=LATER, **everything)
    breaks("import torch\ntorch", python=LATER, **everything)
    breaks("try:\n    import torch\nexcept ValueError:\n    pass", python=LATER, **everything)
    breaks("from torch import *", python=LATER, **everything)
    breaks("import torch", python="3.14", **everything)


def test_a_dotted_lazy_import_binds_the_package(imports, breaks):
    """Touching the package loads it alone; the submodule waits on it."""
    files = {"p/__init__.py": "x = 1", "p/q/__init__.py": "", "p/q/s.py": "import torch"}
    imports({**files, "a.py": "lazy import p.q.s\np.x"}, python=LATER)
    imports({**files, "a.py": "lazy import p.q.s\np.q"}, python=LATER)
    breaks({**files, "a.py": "lazy import p.q.s\np.q.s"}, python=LATER, chain="a:2 p.q.s:1")
    breaks({**files, "a.py": "lazy import p.q.s as s\ns"}, python=LATER, chain="a:2 p.q.s:1")
    breaks(
        {**files, "a.py": "lazy import p.nothing\np.nothing"},
        python=LATER,
        kind="name",
        missing="p.nothing",
    )
    imports({**files, "a.py": "lazy import p.nothing\np"}, python=LATER)


def test_what_one_module_resolved_is_lazy_again_for_the_next(bench):
    files = {
        "m.py": "import sys\nsys.modules['loaded'] = sys",
        "b.py": "lazy import m\nlazy import torch",
        "c.py": "import b\nb.m",
        "d.py": "import sys, b\nb.m\nif 'm' not in sys.modules:\n    import torch",
        "e.py": "import sys, b\nif 'm' in sys.modules:\n    import torch",
    }
    cells = bench.tree(files, python=LATER).judge()
    assert {name: cell.verdict for name, cell in cells.items()} == dict.fromkeys(
        "bcdem", "importable"
    )


def test_a_failed_touch_is_tried_again(imports, breaks):
    source = "lazy import torch\ntry:\n    torch\nexcept ImportError:\n    pass\n"
    imports(source, python=LATER)
    breaks(source + "torch", python=LATER)


def test_what_does_not_touch(imports):
    imports("lazy import torch\nglobals()", python=LATER)
    imports("lazy import torch\ndir()", python=LATER)
    imports("lazy import torch\n'torch' in globals()", python=LATER)
    imports("lazy import torch\ndel torch", python=LATER)
    imports("lazy import torch\ntorch = None\ntorch", python=LATER)
    imports({"b.py": "lazy import torch", "a.py": "import b\nb.__dict__\ndir(b)"}, python=LATER)


def test_other_ways_to_touch(breaks, imports):
    files = {"b.py": "lazy import torch\nx = 1"}
    breaks({**files, "a.py": "from b import *"}, python=LATER)
    breaks({**files, "a.py": "import b\ngetattr(b, 'torch')"}, python=LATER)
    breaks({**files, "a.py": "import b\nhasattr(b, 'torch')"}, python=LATER)
    imports({**files, "a.py": "import b\nhasattr(b, 'x')"}, python=LATER)
    breaks("lazy import torch\nclass C:\n    x = torch", python=LATER)
    breaks("lazy import torch\ndef f():\n    return torch\nf()", python=LATER)


def test_dynamic_imports_stay_eager(breaks):
    breaks("__lazy_modules__ = {'torch'}\n__import__('torch')", python=LATER)
    source = "import importlib\n__lazy_modules__ = {'torch'}\nimportlib.import_module('torch')"
    breaks(source, python=LATER)


def test_relative_lazy_imports(imports, breaks):
    files = {"p/__init__.py": "", "p/s.py": "import torch\nx = 1"}
    imports({**files, "p/a.py": "lazy from .s import x"}, entry="p.a", python=LATER)
    imports({**files, "p/a.py": "lazy from . import s"}, entry="p.a", python=LATER)
    breaks({**files, "p/a.py": "lazy from . import s\ns"}, entry="p.a", python=LATER)
