"""Point 3: modules that import each other."""


def test_a_partly_initialised_module_is_returned(imports):
    imports({"a.py": "import b\nx = 1", "b.py": "import a"})
    imports({"a.py": "import b\nx = 1", "b.py": "import a\ndef f():\n    return a.x"})


def test_a_name_that_is_not_bound_yet(breaks):
    files = {"a.py": "from b import y\nx = 1", "b.py": "from a import x\ny = 1"}
    breaks(files, kind="cycle", missing="a.x", chain="a:1 b:1")
    breaks(files, entry="b", kind="cycle", missing="b.y", chain="b:1 a:1")


def test_a_name_that_is_bound_already(imports):
    imports({"a.py": "x = 1\nfrom b import y", "b.py": "from a import x\ny = 1"})


def test_the_verdict_depends_on_the_entry(imports, breaks):
    """From `b`, `a` is complete when its name is wanted; from `a` it is not."""
    files = {"a.py": "import b\nx = 1", "b.py": "from a import x"}
    breaks(files, kind="cycle", missing="a.x")
    imports(files, entry="b")
    outside = {**files, "c.py": "import b", "d.py": "import a"}
    imports(outside, entry="c")
    breaks(outside, entry="d", kind="cycle", missing="a.x")


def test_an_attribute_of_a_partly_initialised_module(breaks, imports):
    files = {"a.py": "import b\nx = 1", "b.py": "import a\na.x"}
    breaks(files, kind="cycle", missing="a.x")
    imports(files, entry="b")


def test_a_submodule_in_progress_is_found_through_sys_modules(imports):
    """`from p import s` takes `sys.modules["p.s"]` while `p.s` is still running."""
    files = {"p/__init__.py": "", "p/s.py": "import p.t", "p/t.py": "from p import s"}
    imports(files, entry="p.s")
    imports({**files, "p/t.py": "from . import s"}, entry="p.s")
    imports({**files, "p/t.py": "import p.s as s"}, entry="p.s")


def test_a_submodule_in_progress_is_not_bound_on_its_parent(breaks):
    files = {"p/__init__.py": "", "p/s.py": "import p.t", "p/t.py": "import p.s\np.s"}
    breaks(files, entry="p.s", kind="cycle", missing="p.s")


def test_a_package_that_imports_its_submodules(imports, breaks):
    files = {"p/__init__.py": "from .s import x\ny = 1", "p/s.py": "import p\nx = 1"}
    imports(files, entry="p.s")
    breaks({**files, "p/s.py": "from p import y\nx = 1"}, entry="p", kind="cycle", missing="p.y")
    complete = {"p/__init__.py": "y = 1\nfrom .s import x", "p/s.py": "from p import y\nx = 1"}
    imports(complete, entry="p.s")


def test_star_over_a_partly_initialised_module(breaks, imports):
    files = {"a.py": "x = 1\nimport b\ny = 1", "b.py": "from a import *\n{}"}
    imports({"a.py": files["a.py"], "b.py": files["b.py"].format("x")})
    breaks({"a.py": files["a.py"], "b.py": files["b.py"].format("y")}, kind="name", missing="b.y")


def test_a_failure_inside_a_cycle(breaks, imports):
    files = {"a.py": "import b", "b.py": "import c", "c.py": "import a\nimport torch"}
    breaks(files, chain="a:1 b:1 c:2")
    breaks(files, entry="c", chain="c:2")
    guarded = {**files, "b.py": "try:\n    import c\nexcept ImportError:\n    pass"}
    imports(guarded)
    imports(guarded, entry="b")
    breaks(guarded, entry="c", chain="c:2")


def test_a_module_that_failed_runs_again(imports, breaks):
    """A failed module leaves `sys.modules`; the next import of it starts anew."""
    imports(
        {
            "state.py": "tried = False",
            "b.py": "import state\nif not state.tried:\n    state.tried = True\n    import torch",
            "a.py": "try:\n    import b\nexcept ImportError:\n    pass\nimport b",
        }
    )
    breaks(
        {"b.py": "import torch", "a.py": "try:\n    import b\nexcept ImportError:\n    import b"},
        chain="a:4 b:1",
    )


def test_a_submodule_that_was_loaded_before_its_package_failed(imports):
    """Only the failed module leaves `sys.modules`; what it had loaded stays."""
    imports(
        {
            "p/__init__.py": "from . import s\nimport torch",
            "p/s.py": "",
            "a.py": "import sys\ntry:\n    import p\nexcept ImportError:\n    pass\n"
            "assert 'p.s' in sys.modules and 'p' not in sys.modules",
        }
    )


def test_a_cycle_of_three(breaks, imports):
    files = {"a.py": "from b import x", "b.py": "from c import x", "c.py": "import a\nx = 1"}
    imports(files)
    breaks(files, entry="b", kind="cycle", missing="b.x")
    breaks(files, entry="c", kind="cycle", missing="c.x")
    breaks({**files, "c.py": "from a import x"}, kind="cycle", missing="a.x")


def test_the_class_of_a_partly_initialised_module(breaks):
    breaks(
        {"a.py": "import b\nclass A: ...", "b.py": "import a\nclass B(a.A): ..."},
        kind="cycle",
        missing="a.A",
    )


def test_a_submodule_outlives_its_failed_package(imports):
    """What is in `sys.modules` is taken from there; its package does not run again."""
    imports(
        {
            "p/__init__.py": "import p.s\nimport torch",
            "p/s.py": "x = 1",
            "a.py": "try:\n    import p\nexcept ImportError:\n    pass\nfrom p.s import x",
        }
    )


def test_a_loaded_submodule_still_needs_its_package_for_another_entry(breaks):
    files = {
        "a.py": "import p",
        "b.py": "import p.q.u",
        "p/__init__.py": "from p import t",
        "p/t.py": "from p.q import u\nimport b\nb.x",
        "p/q/__init__.py": "",
        "p/q/u.py": "",
    }
    breaks(files, entry="b", kind="cycle", missing="b.x")


def test_a_package_in_progress_whose_submodule_is_loaded_ties_to_the_entry(breaks):
    files = {
        "a.py": "class x: ...\nfrom p.q.u import *",
        "b.py": "try:\n    from p.q import u\nfinally:\n    import p.s",
        "p/__init__.py": "",
        "p/q/__init__.py": "from b import x",
        "p/q/u.py": "",
        "p/s.py": "from a import x",
    }
    breaks(files, entry="p.s", kind="name", missing="b.x")
