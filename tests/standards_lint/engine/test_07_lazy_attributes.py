"""Point 7: attributes that are fetched when somebody asks, and writes to `sys.modules`."""

import importlib.util
from pathlib import Path

import pytest
from standards_lint.simulate import lazy

GETTER = """
    def __getattr__(name):
        if name == "nn":
            import torch
            return torch.nn
        raise AttributeError(name)
    """
TABLE = """
    import importlib
    _TABLE = {"Model": "models", "tool": "tools"}
    __all__ = list(_TABLE)
    def __getattr__(name):
        if name in _TABLE:
            module = importlib.import_module(f".{_TABLE[name]}", __name__)
            return getattr(module, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    """
PACKAGE = {
    "p/__init__.py": TABLE,
    "p/models.py": "import torch\nclass Model: ...",
    "p/tools.py": "def tool(): ...",
}


def test_a_module_getattr_waits(imports):
    imports({"p.py": GETTER, "a.py": "import p"})
    imports(PACKAGE, entry="p")


FETCHES = (
    "from p import nn",
    "import p\np.nn",
    "import p\ngetattr(p, 'nn')",
    "import p\nhasattr(p, 'nn')",
)


@pytest.mark.parametrize("fetch", FETCHES)
def test_fetching_runs_it(breaks, fetch):
    breaks({"p.py": GETTER, "a.py": fetch})


def test_a_table_of_lazy_names(breaks, imports):
    breaks({**PACKAGE, "a.py": "from p import Model"}, chain="a:1 p:7 p.models:1")
    imports({**PACKAGE, "a.py": "from p import tool\ntool()"})
    breaks({**PACKAGE, "a.py": "import p\nclass C(p.Model): ..."})
    breaks({**PACKAGE, "a.py": "from p import *"})
    imports({**PACKAGE, "a.py": "import p.tools\np.tools.tool()"})


def test_a_name_the_getattr_refuses(breaks, imports):
    breaks({**PACKAGE, "a.py": "from p import zzz"}, kind="name", missing="p.zzz")
    breaks({**PACKAGE, "a.py": "import p\np.zzz"}, kind="name", missing="p.zzz")
    imports({**PACKAGE, "a.py": "import p\ngetattr(p, 'zzz', None)"})
    imports({**PACKAGE, "a.py": "import p\nhasattr(p, 'zzz')"})


def test_a_submodule_beats_a_refusal(imports):
    imports({**PACKAGE, "a.py": "from p import tools"})


def test_a_guard_around_a_fetch(imports):
    imports(
        {**PACKAGE, "a.py": "try:\n    from p import Model\nexcept ImportError:\n    Model = None"}
    )


def test_lazy_loader(imports, breaks):
    pytest.importorskip("lazy_loader")
    site = {"lazy_loader/__init__.py": _source_of("lazy_loader")}
    init = """
        import lazy_loader
        __getattr__, __dir__, __all__ = lazy_loader.attach(
            __name__, submodules=["models"], submod_attrs={"tools": ["tool"], "models": ["Model"]}
        )
        """
    files = {**PACKAGE, "p/__init__.py": init}
    imports(files, entry="p", site=site)
    imports({**files, "a.py": "from p import tool"}, site=site)
    breaks({**files, "a.py": "from p import Model"}, site=site)
    breaks({**files, "a.py": "import p\np.models"}, site=site)
    breaks({**files, "a.py": "from p import *"}, site=site)
    breaks({**files, "a.py": "from p import zzz"}, site=site, kind="name", missing="p.zzz")


def test_lazy_loader_with_a_stub(imports, breaks):
    pytest.importorskip("lazy_loader")
    site = {"lazy_loader/__init__.py": _source_of("lazy_loader")}
    init = (
        "import lazy_loader as lazy\n"
        "__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)"
    )
    stub = "from . import models\nfrom .tools import tool\nfrom .models import Model"
    files = {**PACKAGE, "p/__init__.py": init, "p/__init__.pyi": stub}
    imports(files, entry="p", site=site)
    imports({**files, "a.py": "from p import tool"}, site=site)
    breaks({**files, "a.py": "from p import Model"}, site=site)
    breaks({**files, "a.py": "from p import models"}, site=site)


def test_lazy_loader_that_is_missing(breaks):
    breaks("import lazy_loader", missing="lazy_loader")


def _source_of(name):
    return Path(importlib.util.find_spec(name).origin).read_text(encoding="utf-8")


REPLACED = """
    import sys, types
    class Lazy(types.ModuleType):
        def __getattr__(self, name):
            if name == "nn":
                import torch
                return torch.nn
            raise AttributeError(name)
    sys.modules[__name__] = Lazy(__name__)
    """


def test_a_module_that_replaces_itself(imports, breaks):
    imports({"p.py": REPLACED, "a.py": "import p"})
    breaks({"p.py": REPLACED, "a.py": "from p import nn"})
    breaks({"p.py": REPLACED, "a.py": "import p\np.nn"})
    imports({"p.py": REPLACED, "a.py": "import p\ngetattr(p, 'zzz', 1)"})


def test_none_in_sys_modules_halts_an_import(breaks, imports):
    files = {"b.py": "import json"}
    source = "import sys\nsys.modules['{}'] = None\nimport {}"
    breaks({**files, "a.py": source.format("b", "b")}, kind="module", missing="b")
    breaks({**files, "a.py": source.format("json", "json")}, kind="module", missing="json")
    imports(
        {
            **files,
            "a.py": "import sys\nsys.modules['b'] = None\ntry:\n    import b\n"
            "except ImportError:\n    pass",
        }
    )


def test_a_stand_in_in_sys_modules(imports):
    imports("import sys, types\nsys.modules['torch'] = types.ModuleType('torch')\nimport torch")
    imports(
        {
            "fake.py": "nn = 1",
            "a.py": "import sys, fake\nsys.modules['torch'] = fake\nfrom torch import nn",
        }
    )


def test_a_module_taken_out_of_sys_modules(breaks, imports):
    files = {
        "b.py": "import state\nif state.seen:\n    import torch\nstate.seen = True",
        "state.py": "seen = False",
    }
    breaks({**files, "a.py": "import sys, b\ndel sys.modules['b']\nimport b"})
    imports({**files, "a.py": "import sys, b\nimport b"})


def test_sys_modules_is_asked(imports, breaks):
    imports("import sys\nif 'torch' in sys.modules:\n    import torch")
    breaks({"b.py": "", "a.py": "import sys, b\nif 'b' in sys.modules:\n    import torch"})
    imports(
        {"b.py": "", "a.py": "import sys\nif sys.modules.get('b') is not None:\n    import torch"}
    )


def test_names_set_on_other_modules(imports, breaks):
    files = {"b.py": "x = None", "c.py": "import b\nb.y = 1", "a.py": "import c, b\nb.y"}
    imports(files)
    breaks({**files, "a.py": "import b\nb.y"}, kind="name", missing="b.y")
    imports({"a.py": "import sys\nsetattr(sys.modules[__name__], 'x', 1)\nx"})
    imports("globals()['x'] = 1\nx")
    imports("globals().update(x=1)\nx")
    imports("import sys\nsys.modules[__name__].__dict__['x'] = 1\nx")
    imports("vars()['x'] = 1\nx")


def test_what_an_init_that_is_not_followed_sets_is_not_fetched_lazily(bench, monkeypatch):
    """However often it was met: its attributes are set, to what nobody knows."""
    source = """
        import os
        class Lazy:
            def __init__(self, path):
                if os.path.exists(path):
                    self._table = {"x": path}
                else:
                    self._table = {}
            def __getattr__(self, name):
                if name in self._table:
                    return self._table[name]
                raise AttributeError(name)
        """
    made = "\n".join(f"a{n} = Lazy('{n}')\nhasattr(a{n}, 'x')" for n in range(6))
    tree = bench.tree({"lazy.py": source, "a.py": f"from lazy import Lazy\n{made}"})
    called = []
    fetch = lazy.through_getter
    monkeypatch.setattr(
        lazy, "through_getter", lambda *args: (called.append(args[-1]), fetch(*args))[1]
    )
    assert tree.judge()["a"].verdict == "importable"
    assert set(called) == {"x"}


def test_a_getter_nobody_can_follow_for_one_name_still_refuses_another(bench):
    getter = """
        def __getattr__(name):
            if name.startswith("x"):
                return open("flag").read()
            raise AttributeError(name)
        """
    tree = bench.tree(
        {
            "p/__init__.py": getter,
            "b.py": "from p import xa, xb",
            "c.py": "from p import absent",
            "d.py": "import b, c",
            "e.py": "import p\np.xa\nif hasattr(p, 'absent'): import torch",
            "flag": "",
        }
    )
    bench.fails(tree, set("cd"))
