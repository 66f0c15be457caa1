"""Point 5: conditions that an environment decides, and flags that carry them."""

import pytest

from .reality import PYTHON


def test_type_checking_is_false(imports, breaks):
    imports("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch")
    imports("import typing\nif typing.TYPE_CHECKING:\n    import torch")
    imports("import typing as t\nif t.TYPE_CHECKING:\n    import torch\nelse:\n    import json")
    imports("TYPE_CHECKING = False\nif TYPE_CHECKING:\n    import torch")
    imports("import typing\nif not typing.TYPE_CHECKING:\n    import json\nelse:\n    import torch")
    breaks("from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n    import torch")
    breaks("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    pass\nelse:\n    import torch")


PLATFORM = {
    "sys.platform == 'linux'": True,
    "sys.platform != 'linux'": False,
    "sys.platform.startswith('lin')": True,
    "sys.platform in ('darwin', 'win32')": False,
    "sys.platform == 'darwin' or os.name == 'nt'": False,
    "os.name == 'posix'": True,
    "platform.system() == 'Linux'": True,
    "platform.system().lower() == 'windows'": False,
    "platform.system() in {'Linux', 'Darwin'}": True,
    "not sys.platform.startswith('win')": True,
    "sys.platform == 'linux' and not os.name == 'nt'": True,
    "{'linux': True}.get(sys.platform, False)": True,
    "'linux' if sys.platform == 'linux' else ''": True,
    "sys.maxsize > 2**32": True,
    "sys.implementation.name == 'pypy'": False,
    "platform.python_implementation() == 'CPython'": True,
    "sys.byteorder == 'big'": False,
    "__debug__": True,
}


@pytest.mark.parametrize("condition", PLATFORM)
def test_the_platform_decides(imports, breaks, condition):
    head = f"import os, platform, sys\nif {condition}:\n"
    if PLATFORM[condition]:
        imports(head + "    pass\nelse:\n    import torch")
        breaks(head + "    import torch")
    else:
        imports(head + "    import torch")
        breaks(head + "    pass\nelse:\n    import torch")


def test_another_platform(imports, breaks):
    source = "import sys\nif sys.platform == 'darwin':\n    import torch"
    breaks(source, platform="darwin")
    imports(source, platform="win32")


def test_the_machine_decides_where_it_is_declared(imports, breaks):
    source = "import platform\nif platform.machine() == 'arm64':\n    import torch"
    breaks(source, platform="darwin", machine="arm64")
    imports(source, platform="darwin", machine="x86_64")


VERSION = {
    "sys.version_info >= (3, 11)": True,
    "sys.version_info < (3, 11)": False,
    "sys.version_info[:2] >= (3, 9)": True,
    "sys.version_info[0] == 2": False,
    "sys.version_info[0] >= 3 and sys.version_info[1] > 7": True,
    "sys.version_info.major == 3": True,
    "sys.version_info.minor < 8": False,
    "sys.version_info > (3,)": True,
    "sys.version_info >= (3, 11, 0, 'final', 0)": True,
    "(3, 8) <= sys.version_info < (4,)": True,
    "sys.hexversion >= 0x030B0000": True,
    "sys.hexversion >= 0x030F0000": False,
    "tuple(sys.version_info[:2]) != (2, 7)": True,
    "sys.version_info.releaselevel == 'final'": True,
}


@pytest.mark.parametrize("condition", VERSION)
def test_the_version_decides(imports, breaks, condition):
    head = f"import sys\nif {condition}:\n"
    if VERSION[condition]:
        imports(head + "    pass\nelse:\n    import torch")
        breaks(head + "    import torch")
    else:
        imports(head + "    import torch")


def test_another_version(imports, breaks):
    source = "import sys\nif sys.version_info >= (3, 10):\n    import torch"
    imports(source, python="3.9")
    breaks(source, python="3.10")
    breaks(source, python="3.14")


def test_find_spec(imports, breaks):
    source = "import importlib.util\nif importlib.util.find_spec('{}') {}:\n    import torch"
    imports(source.format("torch", "is not None"))
    imports(source.format("torch", ""))
    breaks(source.format("torch", "is None"))
    breaks(source.format("json", "is not None"))
    imports(
        "from importlib.util import find_spec\nHAS = find_spec('torch')\nif HAS:\n    import torch"
    )


def test_find_spec_of_first_party(imports, breaks):
    source = "from importlib.util import find_spec\nif find_spec('{}'):\n    import torch"
    breaks({"a.py": source.format("b"), "b.py": ""})
    imports({"a.py": source.format("c"), "b.py": ""})
    breaks({"a.py": source.format("p.s"), "p/__init__.py": "", "p/s.py": ""})
    imports({"a.py": source.format("p.t"), "p/__init__.py": "", "p/s.py": ""})


def test_find_spec_imports_the_parent_of_a_dotted_name(breaks, imports):
    source = "from importlib.util import find_spec\nfind_spec('{}')"
    breaks(source.format("torch.nn"), chain="a:2")
    imports(source.format("torch"))
    breaks({"a.py": source.format("p.s"), "p/__init__.py": "import torch", "p/s.py": ""})
    imports(
        "from importlib.util import find_spec\ntry:\n    find_spec('torch.nn')\n"
        "except ModuleNotFoundError:\n    pass"
    )


def test_the_version_of_a_distribution(imports, breaks):
    source = "from importlib.metadata import version\nversion('{}')"
    breaks(source.format("torch"), chain="a:2")
    imports(source.format("numpy"), present="numpy")
    guarded = """
        import importlib.metadata
        try:
            importlib.metadata.version("torch")
            HAS_TORCH = True
        except importlib.metadata.{}:
            HAS_TORCH = False
        if HAS_TORCH:
            import torch
        """
    imports(guarded.format("PackageNotFoundError"))
    imports(guarded.replace("importlib.metadata.{}", "ImportError"))
    imports(guarded.replace("importlib.metadata.{}", "ModuleNotFoundError"))


FLAGS = {
    "try": "try:\n    import torch\n    HAS = True\nexcept ImportError:\n    HAS = False",
    "try else": "try:\n    import torch\nexcept ImportError:\n    HAS = False\n"
    "else:\n    HAS = True",
    "before": "HAS = False\ntry:\n    import torch\n    HAS = True\nexcept ImportError:\n    pass",
    "find_spec": "from importlib.util import find_spec\nHAS = find_spec('torch') is not None",
    "bool": "from importlib.util import find_spec\nHAS = bool(find_spec('torch'))",
    "none": "try:\n    import torch\nexcept ImportError:\n    torch = None\n"
    "HAS = torch is not None",
    "function": "def f():\n    try:\n        import torch\n    except ImportError:\n"
    "        return False\n    return True\nHAS = f()",
    "and": "from importlib.util import find_spec\n"
    "HAS = bool(find_spec('json') and find_spec('torch'))",
    "all": "from importlib.util import find_spec\n"
    "HAS = all(find_spec(n) for n in ['json', 'torch'])",
    "any": "from importlib.util import find_spec\nHAS = any(map(find_spec, ('jax', 'torch')))",
    "table": "from importlib.util import find_spec\n"
    "HAS = {n: find_spec(n) for n in ['torch']}['torch']",
    "cached": "import functools, importlib.util\n@functools.lru_cache\ndef f():\n"
    "    return importlib.util.find_spec('torch') is not None\nHAS = f()",
    "parametrised": "import importlib.util\n@__import__('functools').lru_cache(maxsize=None)\n"
    "def has(name: str) -> bool:\n    return importlib.util.find_spec(name) is not None\n"
    "HAS = has('torch')",
    "import_module": "import importlib\ntry:\n    importlib.import_module('torch')\n"
    "    HAS = 1\nexcept ImportError:\n    HAS = 0",
}


@pytest.mark.parametrize("flag", FLAGS.values(), ids=FLAGS)
def test_a_flag_carries_the_fact(imports, breaks, flag):
    imports(flag + "\nif HAS:\n    import torch\n    torch.nn")
    breaks(flag + "\nif not HAS:\n    import torch")
    imports({"flags.py": flag, "a.py": "from flags import HAS\nif HAS:\n    import torch"})
    breaks({"flags.py": flag, "a.py": "import flags\nif not flags.HAS:\n    import torch"})
    breaks(flag + "\nif not HAS:\n    raise ImportError('no torch')")


def test_a_function_that_says_what_is_available(imports, breaks):
    files = {
        "p/__init__.py": "",
        "p/utils.py": """
            import importlib.util
            import importlib.metadata
            _torch_available = importlib.util.find_spec("torch") is not None
            if _torch_available:
                try:
                    _version = importlib.metadata.version("torch")
                except importlib.metadata.PackageNotFoundError:
                    _torch_available = False
            def is_torch_available():
                return _torch_available
            """,
        "a.py": "from p.utils import is_torch_available\nif {}is_torch_available():\n"
        "    import torch",
    }
    imports({**files, "a.py": files["a.py"].format("")})
    breaks({**files, "a.py": files["a.py"].format("not ")}, chain="a:3")
    imports({**files, "a.py": files["a.py"].format("")}, present="torch")


def test_and_or_not_and_constants(imports, breaks):
    imports("if False:\n    import torch")
    imports("if 0 or None or '':\n    import torch")
    imports("True or __import__('torch')")
    imports("False and __import__('torch')")
    imports("if __debug__ and not True:\n    import torch")
    breaks("if True:\n    import torch")
    breaks("True and __import__('torch')")
    imports("DEBUG = False\nif DEBUG:\n    import torch")
    imports("x = __import__('torch') if 1 > 2 else None")


def test_an_early_exit(imports, breaks):
    imports("def f(n):\n    if n > 1:\n        return\n    import torch\nf(2)")
    breaks("def f(n):\n    if n > 1:\n        return\n    import torch\nf(0)")
    breaks(
        "from importlib.util import find_spec\nif find_spec('torch') is None:\n"
        "    raise RuntimeError('install torch')",
        chain="a:3",
    )
    breaks(
        "import sys\nfrom importlib.util import find_spec\nif not find_spec('torch'):\n"
        "    sys.exit('install torch')",
        chain="a:4",
    )


def test_environment_variables_are_unset_unless_configured(imports, breaks):
    source = "import os\nif os.environ.get('USE_TORCH'):\n    import torch"
    imports(source)
    breaks(source, variables={"USE_TORCH": "1"})
    source = "import os\nif os.getenv('USE_TORCH', '0') == '1':\n    import torch"
    imports(source)
    breaks(source, variables={"USE_TORCH": "1"})
    source = "import os\nif 'USE_TORCH' in os.environ:\n    import torch"
    imports(source)
    breaks(source, variables={"USE_TORCH": "1"})
    breaks("import os\nos.environ['X'] = '1'\nif os.getenv('X'):\n    import torch")
    breaks("import os\nos.environ.setdefault('X', '1')\nif os.environ['X']:\n    import torch")


@pytest.mark.parametrize(
    "base", ["object", "abc.ABC", "typing.Generic[T]", "Exception", "types.ModuleType", "C"]
)
def test_an_object_is_true(imports, breaks, base):
    made = "C('c')" if base in ("Exception", "types.ModuleType") else "C()"
    source = (
        f"import abc, types, typing\nT = typing.TypeVar('T')\nclass C: ...\nclass C({base}): ...\n"
    )
    imports(f"{source}if not {made}:\n    import torch")
    breaks(f"{source}if {made}:\n    import torch")


FILLED = {
    "dict": "C.fromkeys(text)",
    "list": "C(text)",
    "str": "C(text)",
    "int": "C(len(text))",
    "collections.OrderedDict": "C.fromkeys(text)",
}


@pytest.mark.parametrize("base", FILLED)
def test_an_object_of_a_class_below_a_builtin_one_may_be_empty(depends, base):
    source = (
        f"import collections\ntext = open('flag').read()\nclass C({base}): ...\n"
        f"x = {FILLED[base]}\n"
    )
    empty, filled = {"flag": ""}, {"flag": "x"}
    depends(f"{source}if x:\n    import torch", "x", either=(empty, filled))
    depends(f"{source}if not x:\n    import torch", "not x", either=(filled, empty))


def test_what_nobody_can_decide(depends):
    depends(
        "if open('flag').read() == 'yes':\n    import torch",
        "a.py:2",
        either=({"flag": "no"}, {"flag": "yes"}),
    )
    depends(
        "flag = open('flag').read()\nif flag == 'no':\n    pass\nelse:\n    import torch",
        "flag == 'no'",
        either=({"flag": "no"}, {"flag": "yes"}),
    )


EARLY = {
    "a return": "def f():\n    if {}:\n        return\n    import torch\nf()",
    "a return in the other branch": (
        "def f():\n    if not {}:\n        x = 1\n    else:\n        return\n    import torch\nf()"
    ),
    "while a class is made": (
        "class A:\n    def __init_subclass__(cls):\n        if {}:\n            return\n"
        "        import torch\nclass B(A):\n    pass"
    ),
    "a function below": (
        "def f():\n    if {}:\n        return 1\n    return g()\n"
        "def g():\n    import torch\nx = f()"
    ),
}


@pytest.mark.parametrize("source", EARLY.values(), ids=EARLY)
def test_a_return_that_nobody_can_decide(depends, source):
    condition = "open('flag').read() == 'yes'"
    depends(source.format(condition), condition, either=({"flag": "yes"}, {"flag": "no"}))


def test_a_guard_around_a_return_that_nobody_can_decide(imports):
    source = EARLY["a return"].format("open('flag').read()").removesuffix("f()")
    guarded = "try:\n    f()\nexcept ImportError:\n    pass"
    for flag in ("", "yes"):
        imports({"a.py": source + guarded, "flag": flag})


def test_both_branches_of_what_nobody_can_decide(breaks, imports):
    files = "if open('flag').read():\n    import {}\nelse:\n    import {}"
    breaks({"a.py": files.format("torch", "jax"), "flag": ""}, missing="torch")
    imports({"a.py": files.format("json", "os"), "flag": ""})


def test_a_guard_over_what_nobody_can_decide(imports, depends):
    imports(
        {
            "a.py": """
                try:
                    if open("flag").read():
                        import torch
                except ImportError:
                    pass
                """,
            "flag": "yes",
        }
    )
    depends(
        """
        try:
            if open("flag").read() == "yes":
                import torch
            HAS = True
        except ImportError:
            HAS = False
        if not HAS:
            import jax
        """,
        "not HAS",
        either=({"flag": "no"}, {"flag": "yes"}),
    )


def test_a_name_bound_in_one_undecided_branch(depends):
    depends(
        "if open('flag').read() == 'yes':\n    from torch import nn\nelse:\n    nn = 1",
        "open('flag')",
        either=({"flag": "no"}, {"flag": "yes"}),
    )


@pytest.mark.skipif(PYTHON < (3, 11), reason="tomllib")
def test_a_version_picks_a_backport(imports, breaks):
    source = (
        "import sys\nif sys.version_info >= (3, 11):\n    import tomllib\nelse:\n    import tomli"
    )
    imports(source)
    breaks(source, python="3.10", missing="tomli")
    imports(source, python="3.10", present="tomli")
