import importlib
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from standards_lint.environments import (
    stdlib,
    stdlib_has_name,
    stdlib_lookup,
    stdlib_module,
)

HERE = (sys.version_info[:2], sys.platform)


@pytest.mark.parametrize(
    ("module", "python", "platform", "kind"),
    [
        ("tomllib", (3, 11), "linux", None),
        ("tomllib", (3, 10), "linux", "platform"),
        ("distutils.core", (3, 11), "linux", None),
        ("distutils.core", (3, 12), "linux", "platform"),
        ("fcntl", (3, 11), "darwin", None),
        ("fcntl", (3, 11), "win32", "platform"),
        ("winreg", (3, 11), "win32", None),
        ("winreg", (3, 11), "linux", "platform"),
        ("msvcrt", (3, 14), "darwin", "platform"),
        ("curses", (3, 11), "win32", "platform"),
        ("zoneinfo", (3, 8), "linux", "platform"),
        ("asyncio.taskgroups", (3, 10), "linux", "platform"),
        ("importlib.resources.abc", (3, 11), "linux", None),
        ("compression.zstd", (3, 13), "linux", "platform"),
        ("compression.zstd", (3, 14), "linux", None),
        ("imghdr", (3, 13), "linux", "platform"),
        ("os.path", (3, 20), "plan9", None),
    ],
)
def test_modules_by_version_and_platform(module, python, platform, kind):
    found = stdlib_lookup(module, python, platform)
    assert (None if found.state == "present" else found.kind) == kind


@pytest.mark.parametrize("module", ["numpy", "torch.nn", "_typeshed", "typing_extensions"])
def test_others_are_not_of_the_standard_library(module):
    assert stdlib_lookup(module, (3, 11), "linux") is None


@pytest.mark.parametrize(
    ("module", "name", "python", "platform", "expected"),
    [
        ("typing", "Self", (3, 10), "linux", False),
        ("typing", "Self", (3, 11), "linux", True),
        ("typing", "TypeVar", (3, 8), "linux", True),
        ("datetime", "UTC", (3, 10), "linux", False),
        ("enum", "StrEnum", (3, 11), "linux", True),
        ("enum", "StrEnum", (3, 10), "linux", False),
        ("os", "fork", (3, 11), "win32", False),
        ("os", "fork", (3, 11), "linux", True),
        ("asyncio", "TaskGroup", (3, 10), "linux", False),
        ("asyncio", "coroutine", (3, 10), "linux", True),
        ("asyncio", "coroutine", (3, 11), "linux", False),
        ("itertools", "batched", (3, 12), "linux", True),
        ("itertools", "batched", (3, 11), "linux", False),
        ("functools", "cache", (3, 8), "linux", False),
        ("pdb", "getsourcelines", (3, 11), "linux", True),
        ("os", "no_such_name", (3, 11), "linux", False),
        ("os", "_no_such_name", (3, 11), "linux", True),
        ("json", "nothing", (3, 14), "darwin", False),
        ("json", "dumps", (3, 8), "win32", True),
        ("json", "decoder", (3, 8), "win32", True),
        ("json", "codecs", (3, 11), "linux", True),
        ("xml", "etree", (3, 11), "linux", True),
        ("os", "path", (3, 11), "linux", True),
        ("os.path", "nothing", (3, 11), "linux", False),
        ("encodings", "anything", (3, 11), "linux", True),
        ("numpy", "array", (3, 11), "linux", True),
    ],
)
def test_names_by_version_and_platform(module, name, python, platform, expected):
    assert stdlib_has_name(module, name, python, platform) is expected


def test_every_module_of_this_interpreter_is_known():
    assert all(stdlib_lookup(module, *HERE) for module in sys.stdlib_module_names)


def test_nothing_public_is_taken_for_the_standard_library_by_mistake():
    tops = {name.partition(".")[0] for name in stdlib._masks()} - sys.stdlib_module_names
    here = {name for name in tops if stdlib_lookup(name, *HERE).state == "present"}
    assert {name for name in here if not name.startswith("_")} <= {"test", "xxlimited"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_is_called_present_imports_here():
    skipped = {"antigravity", "this", "idlelib", "turtledemo", "tkinter", "turtle"}
    wrong = []
    for module in sorted(sys.stdlib_module_names - skipped):
        if module.startswith("_"):
            continue
        present = stdlib_lookup(module, *HERE).state == "present"
        try:
            importlib.import_module(module)
        except ImportError:
            imports = False
        else:
            imports = True
        if present != imports:
            wrong.append((module, present, imports))
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "python", "expected"),
    [
        ("json.nothing", (3, 11), False),
        ("json.dumps", (3, 11), False),
        ("json.decoder", (3, 11), True),
        ("os.path", (3, 11), True),
        ("os.foo", (3, 11), False),
        ("os.path.join", (3, 11), False),
        ("xml.etree.nothing", (3, 11), False),
        ("xml.parsers.expat.errors", (3, 11), True),
        ("typing.io", (3, 12), True),
        ("typing.io", (3, 13), False),
        ("concurrent.futures.thread", (3, 11), True),
        ("importlib.resources.abc", (3, 11), True),
        ("sys.monitoring", (3, 12), False),
        ("unittest.test.support", (3, 11), True),
        ("distutils.tests.anything", (3, 11), True),
        ("json._private", (3, 13), True),
        ("__main__", (3, 11), True),
    ],
)
def test_what_can_be_imported_and_what_is_an_attribute(name, python, expected):
    assert stdlib_module(name, python) is expected


def test_every_module_and_alias_of_this_interpreter_may_be_imported():
    # What is found on disk, and what importing all of it leaves in `sys.modules`.
    script = Path(__file__).with_name("every_module.py")
    done = subprocess.run(
        [sys.executable, "-I", str(script)], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found) > 400
    assert [name for name in found if not stdlib_module(name, HERE[0])] == []


def test_what_is_called_no_module_cannot_be_imported():
    wrong = []
    for module in ("json", "os", "xml.etree", "collections", "importlib", "email", "typing"):
        for name in dir(importlib.import_module(module)):
            dotted = f"{module}.{name}"
            if not stdlib_module(dotted, HERE[0]):
                try:
                    importlib.import_module(dotted)
                except ModuleNotFoundError:
                    continue
                wrong.append(dotted)
    assert wrong == []


def test_public_names_of_this_interpreter_are_not_called_absent():
    # In a fresh interpreter, since tools that run in this one add names to modules.
    script = Path(__file__).with_name("public_names.py")
    modules = sorted(stdlib._data().names)
    command = [sys.executable, "-I", str(script), *modules]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert len([names for names in found.values() if names]) > len(modules) // 2
    wrong = [
        (module, name)
        for module, names in found.items()
        for name in names
        if not stdlib_has_name(module, name, *HERE)
    ]
    assert wrong == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_names_that_only_other_platforms_or_pythons_have_are_not_here():
    modules = ("typing", "datetime", "enum", "asyncio", "itertools", "functools", "math", "types")
    for name in modules:
        module = importlib.import_module(name)
        for listed in stdlib._listed(name).values():
            for attribute in listed.split():
                if not stdlib_has_name(name, attribute, *HERE):
                    assert not hasattr(module, attribute), (name, attribute)


def test_the_data_is_read_only_when_asked_for_and_quickly():
    code = (
        "import sys, time\n"
        "import msgspec.json\n"
        "from standards_lint.environments import stdlib\n"
        "assert stdlib._data.cache_info().currsize == 0\n"
        "start = time.perf_counter()\n"
        "stdlib.stdlib_lookup('os', (3, 11), 'linux')\n"
        "print(time.perf_counter() - start)\n"
    )
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(5)
    ]
    start = time.perf_counter()
    sum(range(100_000))
    unit = time.perf_counter() - start
    assert min(runs) < max(0.002, 2 * unit)
