"""Point 10: packages that are there, and parts of them that are not."""

import sysconfig

from standards_lint.simulate.verdicts import judge

SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
PRESENT = {"numpy/__init__.py": "x = 1", "numpy/linalg.py": "from numpy import x"}


def test_a_root_that_is_declared_stands_for_all_below_it(imports):
    imports("import numpy.linalg\nfrom numpy.linalg import x", site=PRESENT)


def test_only_what_is_declared(imports, breaks):
    """A dotted name provides itself, and its parents as far as they lead there."""
    site = {"google/cloud/storage.py": "x = 1"}
    provides = ["google.cloud.storage"]
    imports("import google.cloud.storage", site=site, provides=provides)
    imports("from google.cloud.storage import x", site=site, provides=provides)
    breaks("import google.auth", site=site, provides=provides, missing="google.auth")
    breaks(
        "import google.cloud.vision", site=site, provides=provides, missing="google.cloud.vision"
    )


def test_a_submodule_that_is_not_installed(breaks, imports):
    imports("import numpy.linalg", site=PRESENT, installed=True)
    breaks("import numpy.zzz", site=PRESENT, installed=True, kind="module", missing="numpy.zzz")
    breaks(
        "from numpy.zzz import y", site=PRESENT, installed=True, kind="module", missing="numpy.zzz"
    )
    imports(
        "try:\n    import numpy.zzz\nexcept ImportError:\n    pass", site=PRESENT, installed=True
    )


def test_a_package_that_is_not_installed(breaks):
    breaks("import torch.nn", site=PRESENT, installed=True, missing="torch")


def test_a_name_below_an_installed_namespace(imports, breaks):
    site = {
        "n/b/__init__.py": "",
        "n_b-1.0.dist-info/METADATA": "Name: n-b\nVersion: 1\n",
        "n_b-1.0.dist-info/RECORD": "n/b/__init__.py,,\n",
    }
    imports("import n.b", site=site, installed=True)
    breaks("import n.c", site=site, installed=True, missing="n.c")


def test_extension_modules_of_this_platform(imports):
    """What an extension module imports itself is out of sight; that it is there is not."""
    tree = {f"fast{SUFFIX}": b"", "a.py": "def f():\n    import fast"}
    imports(tree)


def test_an_extension_module_of_another_platform(breaks):
    for name in (
        "fast.cp311-win_amd64.pyd",
        "fast.cpython-38-x86_64-linux-gnu.so",
        "fast.cpython-311-darwin.so",
    ):
        breaks({name: b"", "a.py": "import fast"}, kind="platform", missing="fast")


def test_the_same_extension_elsewhere(bench):
    tree = bench.tree(
        {"fast.cp311-win_amd64.pyd": b"", "a.py": "import fast"}, platform="win32", python="3.11"
    )
    assert tree.judge()["a"].verdict == "importable"


def test_the_stable_abi_fits_every_python(bench):
    tree = bench.tree({"fast.abi3.so": b"", "a.py": "import fast"}, python="3.13")
    assert tree.judge()["a"].verdict == "importable"


def test_an_extension_beats_a_module(bench):
    tree = bench.tree({f"fast{SUFFIX}": b"", "fast.py": "import torch", "a.py": "import fast"})
    assert tree.judge()["a"].verdict == "importable"


def test_a_path_file_adds_a_folder(imports):
    """A `.pth` file puts a folder on the path; declared names come from there too."""
    site = {"more.pth": "elsewhere\n", "elsewhere/extra.py": "x = 1"}
    tree = {"a.py": "def f():\n    import extra"}
    imports(tree, site=site, installed=True)


def test_names_of_third_party_modules_are_taken_as_given(imports):
    """Without a probe, roots decide."""
    imports("from numpy import array, ndarray\nimport numpy as np\nnp.zeros(3)", present="numpy")
    imports(
        "import numpy\nclass A(numpy.ndarray): ...\n@numpy.vectorize\ndef f(): ...", present="numpy"
    )


def test_foreign_code_sets_names_in_a_namespace_it_is_handed(imports):
    """Modules that protobuf generates get their classes this way."""
    site = {"builder.py": "def build(name, names):\n    names['Message'] = int"}
    generated = "import builder\n_globals = globals()\nbuilder.build('m', _globals)"
    imports(
        {"m_pb2.py": generated, "a.py": "from m_pb2 import Message\nclass C(Message): ..."},
        site=site,
    )


def test_an_extension_module_may_make_modules_of_its_own(bench):
    """They are entered in `sys.modules` and have no file, as hypothesis 6.170 has them in Rust."""
    tree = bench.tree(
        {
            "p/__init__.py": "",
            f"p/native{SUFFIX}": b"\0src/inner/deep.rs\0",
            "a.py": "from p.native.inner.deep import f\nclass C(f()): ...",
            "b.py": "import p.native.inner as n\nfrom p.native import inner",
            "c.py": "import p.native.other",
        },
    )
    cells = judge(tree.program, tree.environment, ["a", "b", "c"])
    assert [cells[name].verdict for name in "abc"] == ["importable", "importable", "unimportable"]
    assert cells["a"].assumes
    assert (cells["c"].kind, cells["c"].missing) == ("module", "p.native.other")


def test_an_importer_finds_modules_without_a_file(imports, breaks):
    """As each copy of six has one for `six.moves`, in ansible below `module_utils`."""
    six = """
        import sys
        from importlib.machinery import ModuleSpec
        from types import ModuleType
        class Importer:
            def find_spec(self, name, path, target=None):
                if name in (__name__ + ".moves", __name__ + ".moves.parse"):
                    return ModuleSpec(name, self, is_package=True)
            def create_module(self, spec):
                return ModuleType(spec.name)
            def exec_module(self, module):
                module.thing = 1
        __path__ = []
        sys.meta_path.append(Importer())
        """
    files = {"p/__init__.py": "", "p/six.py": six}
    imports({**files, "a.py": "from p.six.moves import thing\nfrom p.six.moves.parse import thing"})
    imports({**files, "a.py": "import p.six.moves.parse as parse\nparse.thing"})
    breaks({**files, "a.py": "import p.six.other"}, kind="module", missing="p.six.other")
    breaks({**files, "a.py": "import p.other"}, kind="module", missing="p.other")


def test_what_every_module_has(imports):
    """As eventlet takes it from `OpenSSL.version`, where nothing spells it."""
    source = "from q import __doc__, __name__, __spec__, __loader__, __package__"
    imports(source, site={"q.py": ""})


def test_an_extension_module_beside_its_source_is_what_is_imported(bench):
    """As mypyc and Cython leave them; there is a verdict for the name all the same."""
    tree = bench.tree(
        {
            "p/__init__.py": "",
            "p/a.py": "import torch",
            f"p/a{SUFFIX}": b"",
            f"p/b{SUFFIX}": b"\0numpy._core._multiarray_umath\0",
            "p/b.py": "",
            f"p/c{SUFFIX}": b"",
            "d.py": "import p.a",
        }
    )
    cells = judge(tree.program, tree.environment, tree.names())
    assert {name: cell.verdict for name, cell in cells.items()} == {
        "d": "importable",
        "p": "importable",
        "p.a": "importable",
        "p.b": "unimportable",
    }
    assert cells["p.b"].missing == "numpy"


# What `public` of atpublic does to names.
PUBLIC = """
    import sys
    def public(thing=None, **names):
        module = sys._getframe(1).f_globals
        exported = module.setdefault("__all__", [])
        exported.extend(names)
        module.update(names)
        return thing
    """


def test_names_that_public_binds(imports, breaks):
    """As ibis 11 binds `frozendict`."""
    files = {
        "b.py": """
            from public import public
            import json
            number: int
            public(number=1, other=json)
            @public
            class C: ...
            number + 1
            """,
        "a.py": "from b import number, other, C",
    }
    imports(files, site={"public.py": PUBLIC})
    breaks(
        {**files, "a.py": "from b import third"},
        site={"public.py": PUBLIC},
        kind="name",
        missing="b.third",
    )
    breaks(files, missing="public")
