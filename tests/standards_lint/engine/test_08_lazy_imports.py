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
        "try:\n    {}import torch\nexcept ImportError:\n    torch = None\ntorch is None or torch.nn"
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
