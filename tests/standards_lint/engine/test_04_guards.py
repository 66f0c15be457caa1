"""Point 4: what is caught, what runs afterwards, and what names are left with."""

import pytest
from standards_lint.simulate.verdicts import judge

CATCHING = (
    "ImportError",
    "ModuleNotFoundError",
    "Exception",
    "BaseException",
    "(ImportError, AttributeError)",
    "(ValueError, ModuleNotFoundError)",
    "ERRORS",
    "MORE",
    "builtins.ImportError",
)
MISSING = ("ValueError", "AttributeError", "(KeyError, OSError)", "NameError", "SyntaxError", "()")


@pytest.mark.parametrize("caught", CATCHING)
def test_a_guard_that_catches(imports, caught):
    imports(
        f"""
        import builtins
        ERRORS = (ImportError, KeyError)
        MORE = ERRORS + (OSError,)
        try:
            import torch
        except {caught}:
            torch = None
        """
    )


@pytest.mark.parametrize("caught", MISSING)
def test_a_guard_that_does_not_catch(breaks, caught):
    breaks(f"try:\n    import torch\nexcept {caught}:\n    torch = None", chain="a:2")


def test_a_bare_guard(imports):
    imports("try:\n    import torch\nexcept:\n    torch = None")


def test_a_missing_name_is_no_missing_module(breaks, imports):
    """`from x import y` raises ImportError, which is not a ModuleNotFoundError."""
    files = {"b.py": "", "a.py": "try:\n    from b import y\nexcept ModuleNotFoundError:\n    pass"}
    breaks(files, kind="name", missing="b.y")
    imports({**files, "a.py": files["a.py"].replace("ModuleNotFoundError", "ImportError")})


def test_the_first_handler_that_fits_runs(breaks, imports):
    source = "try:\n    import torch\nexcept {}:\n    import json\nexcept {}:\n    import jax"
    imports(source.format("ImportError", "Exception"))
    breaks(source.format("ValueError", "Exception"), missing="jax")


def test_else_runs_only_on_success(imports, breaks):
    source = "try:\n    import {}\nexcept ImportError:\n    pass\nelse:\n    import jax"
    imports(source.format("torch"))
    breaks(source.format("json"), missing="jax", chain="a:6")


def test_else_is_not_guarded(breaks):
    breaks("try:\n    import json\nexcept ImportError:\n    pass\nelse:\n    import torch")


def test_finally_always_runs(breaks, imports):
    breaks(
        "try:\n    import torch\nexcept ImportError:\n    pass\nfinally:\n    import jax",
        missing="jax",
    )
    breaks("try:\n    x = 1\nfinally:\n    import torch")
    breaks("try:\n    import torch\nfinally:\n    x = 1", chain="a:2")
    imports("def f():\n    try:\n        import torch\n    finally:\n        return 1\nf()")


def test_nested_guards(imports, breaks):
    imports(
        """
        try:
            try:
                import torch
            except ValueError:
                pass
        except ImportError:
            pass
        """
    )
    imports(
        """
        try:
            import torch
        except ImportError:
            try:
                import jax
            except ImportError:
                jax = None
        """
    )
    breaks(
        """
        try:
            import torch
        except ImportError:
            try:
                import jax
            except ValueError:
                jax = None
        """,
        missing="jax",
    )


def test_a_handler_that_imports_something_else(imports, breaks):
    source = "try:\n    import torch\nexcept ImportError:\n    import numpy as torch"
    imports(source, present="numpy")
    breaks(source, missing="numpy", chain="a:4")


RAISING = {
    "re-raise": "    raise",
    "re-raise by name": "    raise e",
    "new ImportError": "    raise ImportError('install torch')",
    "from": "    raise ImportError('install torch') from e",
    "from None": "    raise RuntimeError('install torch') from None",
    "other exception": "    raise RuntimeError('install torch')",
    "exit": "    import sys\n    sys.exit('install torch')",
    "SystemExit": "    raise SystemExit(1)",
    "in a function": "    def fail():\n        raise RuntimeError('x')\n    fail()",
    "own class": "    class Missing(Exception): ...\n    raise Missing('torch')",
    "by condition": "    if 'torch' in str(e) or True:\n        raise",
}


@pytest.mark.parametrize("handler", RAISING.values(), ids=RAISING)
def test_a_handler_that_raises(breaks, handler):
    breaks(f"try:\n    import torch\nexcept ImportError as e:\n{handler}")


def test_an_exit_goes_past_an_exception_guard(breaks, imports):
    files = {"b.py": "try:\n    import torch\nexcept ImportError:\n    raise SystemExit"}
    breaks({**files, "a.py": "try:\n    import b\nexcept Exception:\n    pass"})
    imports({**files, "a.py": "try:\n    import b\nexcept SystemExit:\n    pass"})


def test_the_name_of_a_caught_exception_is_unbound_afterwards(breaks):
    breaks(
        "try:\n    import torch\nexcept ImportError as e:\n    pass\nprint(e)",
        missing="torch",
    )


def test_a_caught_exception_that_is_kept(imports, breaks):
    source = """
        _error = None
        try:
            import torch
        except ImportError as e:
            _error = e
        if _error{}:
            raise _error
        """
    breaks(source.format(""))
    breaks(source.format(" is not None"))
    imports(source.format(" is None and False"))


def test_a_guard_over_a_first_party_import_guards_the_chain_below(imports, breaks):
    files = {"b.py": "import c", "c.py": "import torch"}
    imports({**files, "a.py": "try:\n    import b\nexcept ImportError:\n    b = None"})
    breaks(
        {**files, "a.py": "try:\n    import b\nexcept ValueError:\n    b = None"},
        chain="a:2 b:1 c:1",
    )
    imports({**files, "a.py": "try:\n    from b import x\nexcept ImportError:\n    x = None"})


def test_a_guard_inside_the_chain(imports):
    imports(
        {
            "a.py": "import b",
            "b.py": "try:\n    import c\nexcept ImportError:\n    c = None",
            "c.py": "import torch",
        }
    )


def test_exception_groups(imports, breaks):
    imports("try:\n    import torch\nexcept* ImportError:\n    torch = None")
    breaks("try:\n    import torch\nexcept* ValueError:\n    torch = None", chain="a:2")
    breaks("try:\n    import torch\nexcept* ImportError:\n    raise", missing="torch")


USES = {
    "base": "class C(torch.Module): ...",
    "decorator": "@torch.jit\ndef f(): ...",
    "default": "def f(x=torch.float): ...",
    "annotation": "def f(x: torch.Tensor): ...",
    "call": "torch.manual_seed(0)",
    "attribute": "x = torch.float",
    "attribute of an attribute": "x = torch.nn.functional",
    "comparison": "x = torch.float == 1",
    "argument": "print(torch.float)",
    "class body": "class C:\n    x = torch.float",
    "in a call": "def f():\n    return torch.float\nf()",
}
LEFT = {"None": "torch = None", "unbound": "pass"}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT)
def test_a_name_that_is_left_without_a_value(breaks, imports, left, use):
    guard = f"try:\n    import torch\nexcept ImportError:\n    {left}\n"
    breaks(guard + use)
    imports(guard + use, present="torch")
    imports(guard + "def wait():\n    " + use.replace("\n", "\n    "))
    imports(guard + "try:\n    " + use.replace("\n", "\n    ") + "\nexcept Exception:\n    pass")


@pytest.mark.parametrize("use", ("Base()", "class C(Base): ...", "Base.x", "@Base\ndef f(): ..."))
def test_a_missing_name_across_modules(breaks, imports, use):
    files = {
        "b.py": "try:\n    from torch import Base\nexcept ImportError:\n    Base = None",
        "a.py": f"from b import Base\n{use}",
    }
    breaks(files)
    imports(files, present="torch")
    unbound = {**files, "b.py": "try:\n    from torch import Base\nexcept ImportError:\n    pass"}
    breaks(unbound, chain="a:1")


def test_a_fallback_that_works(imports):
    imports(
        """
        try:
            from torch.nn import Module
        except ImportError:
            class Module: ...
            def jit(f):
                return f
        else:
            from torch import jit
        class Net(Module):
            @jit
            def f(self): ...
        """
    )
    imports("try:\n    import torch\nexcept ImportError:\n    torch = object\nclass C(torch): ...")


def test_a_name_bound_to_none_before(breaks, imports):
    source = "torch = None\ntry:\n    import torch\nexcept ImportError:\n    pass\n{}"
    breaks(source.format("torch.nn"))
    imports(source.format("torch is None or torch.nn"))
    imports(source.format("if torch is not None:\n    torch.nn"))
    imports(source.format("if torch:\n    torch.nn"))


def test_several_imports_in_one_guard(breaks, imports):
    """The first that fails ends the block; names after it are unbound."""
    source = "try:\n    import {}\n    import {}\nexcept ImportError:\n    pass\n{}"
    breaks(source.format("torch", "json", "json.dumps"))
    imports(source.format("json", "torch", "json.dumps"))


def test_a_failure_in_a_handler_keeps_its_own_cause(breaks):
    breaks(
        {"b.py": "import jax", "a.py": "try:\n    import torch\nexcept ImportError:\n    import b"},
        missing="jax",
        chain="a:4 b:1",
    )


def test_a_guard_in_a_loop(breaks, imports):
    source = """
        for name in ("torch", "{}"):
            try:
                __import__(name)
                break
            except ImportError:
                continue
        else:
            raise ImportError("no backend")
        """
    imports(source.format("json"))
    breaks(source.format("jax"), missing="jax")


def test_a_guard_in_a_called_function(imports, breaks):
    source = """
        def load():
            try:
                import torch
            except {}:
                return None
            return torch
        torch = load()
        """
    imports(source.format("ImportError"))
    breaks(source.format("ValueError"), chain="a:8 a:4")


def test_an_exception_class_of_ones_own(breaks, imports):
    source = """
        class Missing({}): ...
        def need():
            try:
                import torch
            except ImportError as e:
                raise Missing("torch") from e
        try:
            need()
        except ImportError:
            pass
        """
    imports(source.format("ImportError"))
    breaks(source.format("Exception"))


CERTAIN = "def f(x): raise ValueError(x)\n"


def test_a_module_goes_on_behind_what_no_environment_has_to_do_with(breaks, imports):
    """Where no one may catch it: else a failure behind it would never be seen."""
    breaks({"a.py": f"{CERTAIN}f(1)\nimport torch"})
    breaks({"a.py": "from b import x", "b.py": f"{CERTAIN}x = f(1)\nimport torch"})
    breaks({"a.py": "import b", "b.py": f"{CERTAIN}f(1)\nfrom c import y", "c.py": "import torch"})
    cell = imports(f"{CERTAIN}x = f(1)\nx\ny = x.z\nclass C(x): pass", unjudged="ValueError")
    assert any("is not raised" in text for text in cell.assumes)


def test_a_module_does_not_go_on_where_it_raises_itself(imports):
    imports("raise ValueError\nimport torch", unjudged="ValueError")
    imports("def f():\n    import sys\n    sys.exit()\nf()\nimport torch", unjudged="SystemExit")


def test_what_is_raised_reaches_those_who_may_catch_it(imports, breaks):
    failing = f"{CERTAIN}f(1)\nimport torch"
    guarded = "try:\n    import b\nexcept ValueError:\n    pass"
    imports({"a.py": guarded, "b.py": failing})
    imports({"a.py": guarded, "b.py": "import c", "c.py": failing})
    imports(
        {
            "a.py": "import contextlib\nwith contextlib.suppress(ValueError): import b",
            "b.py": failing,
        }
    )
    breaks({"a.py": f"{guarded}\nimport torch", "b.py": failing})
    breaks({"a.py": "import b", "b.py": f"try:\n    pass\nfinally:\n    pass\n{failing}"})


def test_what_was_raised_is_remembered_for_importers_like_the_first(bench):
    """One catches what the other does not: the module goes on for the latter only."""
    files = {
        "a.py": "try:\n    import c\nexcept ValueError:\n    pass",
        "b.py": "import c",
        "c.py": "import d",
        "d.py": f"{CERTAIN}f(1)\nimport torch",
        "e.py": "import a, b",
        "g.py": "import b, a",
    }
    tree = bench.tree(files)
    cells = tree.judge()
    verdicts = {name: cell.verdict for name, cell in cells.items()}
    assert verdicts == {
        "a": "importable",
        "b": "unimportable",
        "c": "unimportable",
        "d": "unimportable",
        "e": "unimportable",
        "g": "unimportable",
    }
    bench.agree(tree, cells)


def test_who_catches_what_was_remembered_without(bench):
    """`n` goes on where nobody catches what it raises, and does not where `m` does."""
    files = {
        "a.py": "import n\nimport m",
        "m.py": "try:\n    import n\nexcept ValueError:\n    import torch",
        "n.py": f"{CERTAIN}f(1)",
    }
    tree = bench.tree(files)
    for names in (["a", "m", "n"], ["n", "m", "a"], ["m", "a", "n"]):
        assert judge(tree.program, tree.environment, names)["m"].verdict == "unimportable", names


@pytest.mark.parametrize(
    "look", ["if not hasattr(p, 'x')", "if getattr(p, 'x', None) is None", "if f() is None"]
)
def test_attributes_are_missing_where_fetching_them_raises(bench, look):
    files = {
        "p/__init__.py": "def __getattr__(name):\n    import p.s\n    return p.s",
        "p/s.py": "def f(): raise AttributeError('x')\nf()",
        "a.py": "import p\ndef f():\n    try: return p.x\n    except AttributeError: return None\n"
        f"{look}: import torch",
    }
    assert bench.tree(files).judge()["a"].verdict == "unimportable"
