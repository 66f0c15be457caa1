"""Point 9: syntax and standard library by Python version and platform."""

import pytest

SYNTAX = {
    "match": ("match 1:\n    case 1: pass", "3.10", "the match statement"),
    "except*": ("try:\n    pass\nexcept* ValueError:\n    pass", "3.11", "except*"),
    "starred subscript": ("x = list[*(int,)]", "3.11", "unpacking in a subscript"),
    "type parameters": ("def f[T](x: T) -> T: ...", "3.12", "a type parameter list"),
    "generic class": ("class C[T]: ...", "3.12", "a type parameter list"),
    "type statement": ("type X = int", "3.12", "the type statement"),
    "f-string": ("x = f'{'a'}'", "3.12", "nested quotes in an f-string"),
    "template string": ("x = t'{1}'", "3.14", "a template string"),
    "bare except tuple": (
        "try:\n    pass\nexcept ValueError, KeyError:\n    pass",
        "3.14",
        "except without parentheses",
    ),
    "lazy": ("lazy import json", "3.15", "a lazy import"),
}


def before(version):
    return f"3.{int(version[2:]) - 1}"


@pytest.mark.parametrize("name", SYNTAX)
def test_newer_syntax(breaks, imports, name):
    source, since, feature = SYNTAX[name]
    text = f"{feature} needs Python {since}"
    breaks(source, python=before(since), kind="syntax", missing=text)
    imports(source, python=since)


@pytest.mark.parametrize("name", SYNTAX)
def test_newer_syntax_inside_a_function(breaks, imports, name):
    """A file is compiled whole: it does not matter that nothing calls the function."""
    source, since, feature = SYNTAX[name]
    if name == "lazy":
        pytest.skip("not allowed inside a function")
    whole = "x = 1\ndef f():\n    " + source.replace("\n", "\n    ") + "\ny = 2"
    text = f"{feature} needs Python {since}"
    breaks(whole, python=before(since), kind="syntax", missing=text)
    imports(whole, python=since)


def test_an_import_guard_does_not_catch_a_syntax_error(breaks, imports):
    files = {
        "b.py": "match 1:\n    case 1: pass",
        "a.py": "try:\n    import b\nexcept {}:\n    pass",
    }
    text = "the match statement needs Python 3.10"
    breaks(
        {**files, "a.py": files["a.py"].format("ImportError")},
        python="3.9",
        kind="syntax",
        missing=text,
        chain="a:2 b:1",
    )
    imports({**files, "a.py": files["a.py"].format("SyntaxError")}, python="3.9")
    imports({**files, "a.py": files["a.py"].format("Exception")}, python="3.9")


def test_broken_syntax_is_broken_everywhere(bench):
    tree = bench.tree({"a.py": "def f(:\n", "b.py": "import a", "c.py": "import json"})
    cells = tree.judge()
    assert cells["a"].kind == "syntax"
    assert cells["b"].verdict == "unimportable"
    assert cells["c"].verdict == "importable"
    bench.agree(tree, cells)


STDLIB = [
    ("tomllib", "3.11", "3.10"),
    ("zoneinfo", "3.9", "3.8"),
    ("graphlib", "3.9", "3.8"),
    ("compression.zstd", "3.14", "3.13"),
    ("asyncio.taskgroups", "3.11", "3.10"),
]


@pytest.mark.parametrize(("module", "since", "earlier"), STDLIB)
def test_modules_that_came(imports, breaks, module, since, earlier):
    imports(f"import {module}", python=since)
    missing = "compression" if module.startswith("compression") else module
    breaks(f"import {module}", python=earlier, kind="platform", missing=missing)


@pytest.mark.parametrize(
    ("module", "last", "gone"),
    [
        ("distutils", "3.11", "3.12"),
        ("imp", "3.11", "3.12"),
        ("cgi", "3.12", "3.13"),
        ("asyncore", "3.11", "3.12"),
    ],
)
def test_modules_that_went(imports, breaks, module, last, gone):
    imports(f"import {module}", python=last)
    breaks(f"import {module}", python=gone, kind="platform", missing=module)


def test_a_backport_stands_in(imports):
    imports("import distutils", python="3.12", present="distutils")


@pytest.mark.parametrize(
    ("module", "here", "elsewhere"),
    [
        ("fcntl", "linux", "win32"),
        ("winreg", "win32", "linux"),
        ("msvcrt", "win32", "darwin"),
        ("resource", "darwin", "win32"),
        ("termios", "linux", "win32"),
        ("pwd", "darwin", "win32"),
    ],
)
def test_modules_by_platform(imports, breaks, module, here, elsewhere):
    imports(f"import {module}", platform=here)
    breaks(f"import {module}", platform=elsewhere, kind="platform", missing=module)


NAMES = [
    ("typing", "Self", "3.11", "3.10"),
    ("typing", "override", "3.12", "3.11"),
    ("itertools", "batched", "3.12", "3.11"),
    ("itertools", "pairwise", "3.10", "3.9"),
    ("enum", "StrEnum", "3.11", "3.10"),
    ("functools", "cache", "3.9", "3.8"),
    ("datetime", "UTC", "3.11", "3.10"),
    ("contextlib", "chdir", "3.11", "3.10"),
    ("warnings", "deprecated", "3.13", "3.12"),
]


@pytest.mark.parametrize(("module", "name", "since", "earlier"), NAMES)
def test_names_that_came(imports, breaks, module, name, since, earlier):
    for source in (f"from {module} import {name}", f"import {module}\n{module}.{name}"):
        imports(source, python=since)
        breaks(source, python=earlier, kind="name", missing=f"{module}.{name}")
        guarded = f"try:\n    from {module} import {name}\nexcept ImportError:\n    {name} = None"
        imports(guarded, python=earlier)


def test_builtins_that_came(imports, breaks):
    imports("aiter", python="3.10")
    breaks("aiter", python="3.9", kind="name", missing="a.aiter")
    imports("ExceptionGroup", python="3.11")
    breaks("ExceptionGroup", python="3.10", kind="name", missing="a.ExceptionGroup")


def test_names_by_platform(imports, breaks):
    breaks("from os import fork", platform="win32", kind="name", missing="os.fork")
    imports("from os import fork")
    breaks("import os\nos.getuid()", platform="win32", kind="name", missing="os.getuid")


@pytest.mark.parametrize(
    "name",
    ["json.nothing", "os.foo", "xml.etree.nothing", "os.path.join", "json.decoder.JSONDecoder"],
)
def test_submodules_that_never_were(breaks, imports, name):
    """A module is imported; an attribute of that name would not do."""
    breaks(f"import {name}", kind="module", missing=name)
    breaks(f"import {name} as x", kind="module", missing=name)
    breaks(f"from {name} import x", kind="module", missing=name)
    imports(f"try:\n    import {name}\nexcept ImportError:\n    pass")
    breaks(f"import importlib\nimportlib.import_module('{name}')", kind="module", missing=name)


def test_names_that_never_were(breaks, imports):
    breaks("from json import nothing", kind="name", missing="json.nothing")
    breaks("import json\njson.nothing", kind="name", missing="json.nothing")
    breaks("from xml.etree import nothing", kind="name", missing="xml.etree.nothing")
    imports("try:\n    from json import nothing\nexcept ImportError:\n    pass")
    imports("import json\nassert not hasattr(json, 'nothing')")
    imports("def f():\n    import json\n    return json.nothing")


PRESENT = (
    "os.path",
    "xml.parsers.expat.errors",
    "pyexpat.model",
    "concurrent.futures.thread",
    "importlib.resources.abc",
    "collections.abc",
    "typing.io",
    "unittest.mock",
    "email.mime.text",
    "encodings.utf_8",
    "importlib.metadata._meta",
)


@pytest.mark.parametrize("name", PRESENT)
def test_submodules_that_are_there(imports, name):
    imports(f"import {name}", python="3.11")
    parent, _, last = name.rpartition(".")
    imports(f"from {parent} import {last}", python="3.11")


def test_other_ways_to_a_module_that_is_not_there(imports):
    imports("import importlib.util\nassert importlib.util.find_spec('json.nothing') is None")
    imports("from json import decoder, dumps\nfrom xml import etree\nfrom os import path, sep")


def test_names_that_the_program_sets(imports, breaks, bench):
    """What one module puts on the standard library is there for those that come after it."""
    shim = "import collections\ncollections.Extra = object"
    imports(f"{shim}\ncollections.Extra\nfrom collections import Extra")
    files = {"shim.py": shim, "b.py": "import collections\nclass C(collections.Extra): ..."}
    files["c.py"] = "from collections import Extra"
    for name in ("b", "c"):
        missing = {"kind": "name", "missing": "collections.Extra"}
        breaks({**files, "a.py": f"import {name}, shim"}, **missing)
        tree = bench.tree({**files, "a.py": f"import shim, {name}"})
        cells = tree.judge()
        bench.agree(tree, cells)
        assert [cells[module].verdict for module in ("a", name, "shim")] == [
            "importable",
            "unimportable",
            "importable",
        ]
    imports(
        "import collections\nif not hasattr(collections, 'Nothing'):\n"
        "    collections.Nothing = object\nclass C(collections.Nothing): ..."
    )


@pytest.mark.parametrize(
    "is_old",
    [
        "q.__version__.split('.')[0] < '1'",
        "q.VERSION < (1, 0)",
        "q.VERSION[:2] < (1, 0)",
        # As openpyxl asks lxml.
        "q.LXML_VERSION < (1, 0)",
        "q.version_info[0] < 1",
        "tuple(map(int, q.__version__.split('.')[:2])) < (1, 0)",
        "tuple(int(part) for part in q.__version__.split('.')) < (1, 0)",
        "[int(part) for part in q.__version__.split('.')] < [1, 0]",
        "int(q.__version__.split('.')[0]) < 1",
    ],
)
def test_versions_of_third_parties_are_recent_enough(imports, is_old):
    site = {"q.py": "__version__ = '2.1'\nVERSION = LXML_VERSION = version_info = (2, 1)"}
    cell = imports(f"import q\nif {is_old}:\n    import torch", site=site)
    assert cell.assumes == ("q is recent enough",)


def test_parts_of_a_version(imports, bench):
    source = "import q\nmajor, minor = q.VERSION\nif major {} 2:\n    import torch"
    imports(source.format("<"), site={"q.py": "VERSION = (2, 1)"})
    tree = bench.tree(source.format("=="), site={"q.py": "VERSION = (2, 1)"})
    assert tree.judge()["a"].verdict == "conditional"


def test_nobody_installs_a_version_that_is_refused(imports):
    """As numba refuses a NumPy that is too recent."""
    site = {"q.py": "VERSION = (2, 1)\n__version__ = '2.1'"}
    source = """
        import q
        version = tuple(map(int, q.__version__.split(".")))
        if version < (1, 0) or version > (2, 5):
            message = "q 1.0 to 2.5 is needed"
            raise ImportError(message)
        if version <= (2, 5):
            pass
        else:
            raise ImportError
        if q.VERSION < (2, 0):
            raise ImportError
        elif q.VERSION >= (3, 0):
            raise ImportError
        assert version < (2, 5)
        """
    cell = imports(source, site=site)
    assert cell.assumes == ("q is recent enough",)


@pytest.mark.parametrize(
    "checking",
    [
        "if not (is_recent() and has_torch):\n    raise ImportError",
        "if is_recent() and has_torch:\n    pass\nelse:\n    raise ImportError",
        "assert is_recent() and has_torch",
    ],
)
def test_what_else_is_refused_beside_a_version(breaks, checking):
    """A version counts as recent enough; what is missing besides is missing."""
    source = f"""
try:
    import torch
    has_torch = True
except ImportError:
    has_torch = False
import q
def is_recent():
    return q.VERSION >= (1, 0)
{checking}
"""
    breaks(source, site={"q.py": "VERSION = (2, 1)"})
