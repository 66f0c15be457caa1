"""Point 2: packages, submodules and the names that importing binds."""


def test_importing_a_submodule_runs_its_packages_first(breaks, imports):
    files = {"p/__init__.py": "import torch", "p/q/__init__.py": "", "p/q/r.py": ""}
    for statement in (
        "import p.q.r",
        "from p.q import r",
        "from p.q.r import x",
        "import p.q.r as r",
    ):
        breaks({**files, "a.py": statement}, chain="a:1 p:1")
    files = {"p/__init__.py": "", "p/q/__init__.py": "import torch", "p/q/r.py": ""}
    breaks({**files, "a.py": "import p.q.r"}, chain="a:1 p.q:1")
    imports({**files, "a.py": "import p"})


def test_a_module_stands_below_its_own_packages(breaks):
    """The chain of `p.s` starts at `p`, which runs although nothing names it."""
    breaks({"p/__init__.py": "import torch", "p/s.py": ""}, entry="p.s", chain="p:1")


def test_a_submodule_is_bound_on_its_parent(imports, breaks):
    files = {"p/__init__.py": "", "p/s.py": "x = 1"}
    imports({**files, "a.py": "import p.s\np.s.x"})
    imports({**files, "a.py": "import p\nfrom p import s\np.s.x"})
    breaks({**files, "a.py": "import p\np.s.x"}, kind="name", missing="p.s", chain="a:2")


def test_a_submodule_is_bound_by_whoever_imports_it(imports):
    imports(
        {
            "p/__init__.py": "",
            "p/s.py": "x = 1",
            "b.py": "import p.s",
            "a.py": "import p\nimport b\np.s.x",
        }
    )
    imports({"p/__init__.py": "from . import s", "p/s.py": "", "a.py": "import p\np.s"})
    imports({"p/__init__.py": "from .s import x", "p/s.py": "x = 1", "a.py": "import p\np.s.x"})


def test_importing_as_binds_the_submodule(imports, breaks):
    files = {"p/__init__.py": "", "p/s.py": "x = 1"}
    imports({**files, "a.py": "import p.s as s\ns.x"})
    breaks({**files, "a.py": "import p.s as s\np.s"}, kind="name", missing="a.p")
    imports({**files, "a.py": "import p.s\np"})


def test_from_import_takes_the_attribute_before_the_submodule(imports, breaks):
    files = {"p/s.py": "import torch", "a.py": "from p import s"}
    imports({**files, "p/__init__.py": "s = 1"}, entry="a")
    breaks({**files, "p/__init__.py": ""}, chain="a:1 p.s:1")


def test_from_import_of_a_name_that_nothing_binds(breaks, imports):
    files = {"p/__init__.py": "x = 1", "a.py": "from p import y"}
    breaks(files, kind="name", missing="p.y", chain="a:1")
    imports({**files, "a.py": "from p import x"})
    breaks({"b.py": "", "a.py": "from b import y"}, kind="name", missing="b.y")


def test_a_submodule_that_does_not_exist(breaks):
    files = {"p/__init__.py": ""}
    breaks({**files, "a.py": "import p.q"}, kind="module", missing="p.q", chain="a:1")
    breaks({"b.py": "", "a.py": "import b.c"}, kind="module", missing="b.c")


def test_star_binds_what_is_public(imports, breaks):
    files = {"b.py": "x = 1\n_y = 2\nimport json"}
    imports({**files, "a.py": "from b import *\nx\njson"})
    breaks({**files, "a.py": "from b import *\n_y"}, kind="name", missing="a._y")


def test_star_binds_all_and_imports_the_submodules_it_names(breaks, imports):
    files = {"a.py": "from p import *\nprint(s)", "p/s.py": "import torch"}
    breaks({**files, "p/__init__.py": "__all__ = ['s']"}, chain="a:1 p.s:1")
    imports({**files, "p/__init__.py": "__all__ = ['s']\ns = 1"})
    breaks({**files, "p/__init__.py": ""}, kind="name", missing="a.s")


def test_star_over_a_name_that_is_not_there(breaks):
    breaks(
        {"b.py": "__all__ = ['x', 'y']\nx = 1", "a.py": "from b import *"},
        kind="name",
        missing="b.y",
    )


def test_star_follows_an_all_that_is_computed(breaks, imports):
    parts = {
        "p/__init__.py": "from . import q\n__all__ = [] + q.__all__\n__all__ += ['z']\nz = 1\n"
        "from .q import *",
        "p/q.py": "__all__ = ['x']\nx, _hidden, y = 1, 2, 3",
    }
    imports({**parts, "a.py": "from p import *\nx, z"})
    breaks({**parts, "a.py": "from p import *\ny"}, kind="name", missing="a.y")


def test_relative_imports(breaks, imports):
    files = {
        "p/__init__.py": "",
        "p/q/__init__.py": "",
        "p/q/r.py": "from ..t import x\nfrom . import s\nfrom .s import y\nfrom .. import t",
        "p/q/s.py": "y = 1",
        "p/t.py": "x = 1",
    }
    imports(files, entry="p.q.r")
    breaks({**files, "p/t.py": "import torch\nx = 1"}, entry="p.q.r", chain="p.q.r:1 p.t:1")


def test_relative_imports_beyond_the_top(breaks):
    breaks({"p/__init__.py": "from .. import x"}, entry="p", kind="module", missing="..")
    breaks("from . import x", kind="module", missing=".")


def test_namespace_packages(imports, breaks):
    files = {"n/b.py": "x = 1", "n/m/c.py": "import torch"}
    imports({**files, "a.py": "import n.b\nn.b.x\nfrom n import b"})
    breaks({**files, "a.py": "import n.m.c"}, chain="a:1 n.m.c:1")
    breaks({**files, "a.py": "import n\nn.b"}, kind="name", missing="n.b")
    breaks({**files, "a.py": "import n.zzz"}, kind="module", missing="n.zzz")


def test_a_namespace_package_spans_roots(imports):
    files = {"one/n/b.py": "", "two/n/c.py": "from n import b", "two/a.py": "import n.b, n.c"}
    imports(files, roots=["one", "two"])


def test_a_regular_package_ends_the_search(breaks, imports):
    """A package with `__init__` in a later root beats a bare folder of an earlier one."""
    files = {"one/n/b.py": "", "two/n/__init__.py": "", "two/a.py": "import n.b"}
    breaks(files, roots=["one", "two"], kind="module", missing="n.b")
    files = {"one/n/__init__.py": "", "two/n/b.py": "", "two/a.py": "import n.b"}
    breaks(files, roots=["one", "two"], kind="module", missing="n.b")


def test_earlier_roots_win(imports, breaks):
    files = {"one/b.py": "", "two/b.py": "import torch", "two/a.py": "import b"}
    imports(files, roots=["one", "two"])
    breaks(files, roots=["two", "one"])


def test_a_file_belongs_to_its_innermost_root(imports):
    """`src/tools` is a root of its own: its files are not `tools.x`."""
    files = {"src/tools/b.py": "", "src/a.py": "import b"}
    imports(files, roots=["src", "src/tools"])


def test_first_party_code_shadows_a_package(breaks, imports):
    """A folder of one's own named like a package is what gets imported."""
    files = {"numpy/__init__.py": "", "a.py": "from numpy import array"}
    breaks(files, present="numpy", kind="name", missing="numpy.array")
    imports({"torch.py": "nn = 1", "a.py": "from torch import nn"})
    breaks({"numpy.py": "", "a.py": "import numpy.linalg"}, kind="module", missing="numpy.linalg")


def test_a_package_beats_a_module_of_the_same_name(imports):
    imports({"b.py": "import torch", "b/__init__.py": "", "a.py": "import b"})


def test_a_deleted_name_is_gone(breaks, imports):
    breaks("x = 1\ndel x\nx", kind="name", missing="a.x", chain="a:3")
    breaks({"b.py": "x = 1\ndel x", "a.py": "from b import x"}, kind="name", missing="b.x")
    breaks(
        {"p/__init__.py": "from . import s\ndel s", "p/s.py": "", "a.py": "import p\np.s"},
        kind="name",
        missing="p.s",
    )
    imports({"p/__init__.py": "from . import s\ndel s", "p/s.py": "", "a.py": "from p import s"})


def test_a_name_deleted_twice(breaks):
    breaks("import json\ndel json\ndel json", kind="name", missing="a.json")


def test_rebinding_hides_a_submodule(breaks, imports):
    files = {"p/__init__.py": "from . import s\ns = 1", "p/s.py": "x = 1"}
    breaks(
        {
            **files,
            "p/__init__.py": "import p.s\nclass s: ...",
            "a.py": "import p\nfrom p.s import y",
        },
        kind="name",
        missing="p.s.y",
    )
    imports({**files, "a.py": "from p.s import x\nfrom p import s"})


def test_a_function_named_like_its_submodule(imports):
    files = {"p/__init__.py": "from .s import s", "p/s.py": "def s(): ..."}
    imports({**files, "a.py": "from p import s\ns()\nimport p\np.s()"})
    imports({**files, "a.py": "import p.s\np.s()"})


def test_definitions_that_depend_on_a_branch(imports, breaks):
    source = "import sys\nif sys.platform == '{}':\n    def f(): ...\n"
    files = {"b.py": source.format("linux"), "a.py": "from b import f"}
    imports(files)
    breaks({**files, "b.py": source.format("win32")}, kind="name", missing="b.f")


def test_names_of_modules(imports):
    imports(
        {
            "p/__init__.py": "assert __name__ == 'p' == __package__\n__path__\n__file__",
            "p/s.py": "assert __name__ == 'p.s' and __package__ == 'p'\n__spec__\n__doc__",
            "a.py": "import p.s\nassert p.s.__name__ == 'p.s'\n__loader__\n__builtins__",
        }
    )


def test_an_assertion_over_known_names_is_no_import_failure(imports):
    imports("assert __name__ == 'b'", unjudged="AssertionError")


def test_a_submodule_that_outlives_its_package_loads_it_again(breaks):
    breaks(
        {
            "a.py": "try:\n    import p\nexcept ImportError: ...\nimport p.s",
            "p/__init__.py": "import p.s\nimport torch",
            "p/s.py": "",
        },
        chain="a:4 p:2",
    )


def test_from_a_submodule_that_outlives_its_package(imports):
    imports(
        {
            "a.py": "try:\n    import p\nexcept ImportError: ...\nfrom p.s import x",
            "p/__init__.py": "import p.s\nimport torch",
            "p/s.py": "x = 1",
        }
    )


def test_importing_as_takes_the_attribute_before_the_submodule(imports, breaks):
    files = {"p/s.py": "x = False", "a.py": "import p.s as s\nif s.x: import torch"}
    imports({**files, "p/__init__.py": ""}, entry="a")
    breaks({**files, "p/__init__.py": "from . import s\nclass s: x = True"}, chain="a:2")
    getter = "def __getattr__(name): raise AttributeError(name)"
    imports({**files, "p/__init__.py": getter}, entry="a")


def test_importing_as_below_a_package_that_failed(imports, breaks):
    files = {
        "p/__init__.py": "try:\n    from p import q\nexcept ImportError: ...",
        "p/q/__init__.py": "import p.q.r\nimport torch",
        "p/q/r.py": "",
    }
    breaks({**files, "a.py": "import p\nimport p.q.r as r"}, entry="a", kind="name", missing="p.q")
    imports({**files, "a.py": "import p\nimport p.q.r"}, entry="a")


def test_the_file_of_a_package_as_a_module_beside_the_others_in_it(imports, breaks):
    files = {"p/__init__.py": "import json\nx = 1", "p/b.py": "from .__init__ import x\nx"}
    imports({**files, "a.py": "import p.b"})
    imports({**files, "a.py": "import p.__init__ as q\nq.x"})
    imports({**files, "a.py": "from p import __init__ as q\nq.__name__"})
    breaks({**files, "a.py": "import p.b.__init__"}, kind="module", missing="p.b.__init__")
    twice = "import sys\nif 'p' in sys.modules and __name__ != 'p': import torch"
    breaks({"p/__init__.py": twice, "a.py": "import p.__init__"})
    relative = {"p/__init__.py": "from .c import x", "p/c.py": "x = 1"}
    imports({**relative, "a.py": "import p.__init__"})


def test_a_package_sees_the_submodules_that_others_load(imports, breaks):
    """As in toolz and scipy, which delete them again."""
    files = {"p/s.py": "from . import t", "p/t.py": "x = 1", "a.py": "import p"}
    imports({**files, "p/__init__.py": "from .s import t as other\nt.x\ns.t.x"})
    imports({**files, "p/__init__.py": "def f():\n    return t.x\nfrom .s import *\nf()"})
    imports({**files, "p/__init__.py": "from .s import *\ndel s, t"})
    breaks(
        {**files, "p/__init__.py": "t.x\nfrom .s import *"},
        kind="name",
        missing="p.t",
        chain="a:1 p:1",
    )
    gone = {**files, "p/__init__.py": "from .s import *\ndel t"}
    breaks({**gone, "a.py": "import p\np.t"}, kind="name", missing="p.t")
    imports({**gone, "a.py": "from p import t\nt.x"})


def test_what_a_package_sees_depends_on_who_loaded_it(bench):
    """A function of a package finds a submodule that its caller has loaded, or not."""
    tree = bench.tree(
        {
            "p/__init__.py": "def f():\n    return t.x",
            "p/t.py": "x = 1",
            "q.py": "import p\np.f()",
            "a.py": "import p.t\nimport q",
            "b.py": "import q",
        }
    )
    cells = tree.judge()
    assert [cells[name].verdict for name in "abq"] == [
        "importable",
        "unimportable",
        "unimportable",
    ]
    bench.agree(tree, cells)


def test_a_submodule_hides_what_is_built_in(imports):
    imports(
        {"p/open.py": "x = 1", "p/__init__.py": "from .open import x\nopen.x", "a.py": "import p"}
    )


def test_special_names_of_a_module(imports, breaks):
    """As gevent asks its modules for a `__target__`; what every module has is not followed."""
    files = {"b.py": "", "a.py": "import b\n__import__(getattr(b, '{}', '{}'))"}
    imports({**files, "a.py": files["a.py"].format("__target__", "json")})
    breaks({**files, "a.py": files["a.py"].format("__target__", "torch")})
    imports({**files, "a.py": "import b\nb.__doc__, b.__class__, b.__file__, b.__eq__"})
    breaks({**files, "a.py": "import b\nb.__all__"}, kind="name", missing="b.__all__")
