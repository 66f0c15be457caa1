"""Import guards: which statements they are, what they import, what catches what."""

import pytest
from standards_lint.inspection import SourceFile


def read(source, module="p.m"):
    return SourceFile.read(module, source.encode(), is_package=False)


def guard(source):
    (found,) = read(source).guards
    return found


@pytest.mark.parametrize(
    ("body", "modules", "names"),
    [
        ("import a.b", ("a.b",), ("a",)),
        ("import a.b as c, d", ("a.b", "d"), ("c", "d")),
        ("from a import b as c", ("a",), ("c",)),
        ("from . import b", ("p",), ("b",)),
        ("from .q import b", ("p.q",), ("b",)),
        ("x = importlib.import_module('a.b')", ("a.b",), ("x",)),
        ("return __import__('a')", ("a",), ()),
        ("if y:\n        import a", ("a",), ("a",)),
        ("match y:\n        case 1:\n            import a", ("a",), ("a",)),
        ("try:\n        import a\n    finally:\n        pass", ("a",), ("a",)),
    ],
)
def test_what_a_guard_imports(body, modules, names):
    found = guard(f"try:\n    {body}\nexcept ImportError:\n    pass\n")
    assert (found.modules, found.names) == (modules, names)


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import a\nexcept OSError:\n    pass\n",
        "try:\n    import a\nfinally:\n    pass\n",
        "try:\n    def f():\n        import a\nexcept ImportError:\n    pass\n",
        "try:\n    f()\nexcept ImportError:\n    import a\n",
        "try:\n    import_module(name)\nexcept ImportError:\n    pass\n",
        "with suppress(OSError):\n    import a\n",
    ],
)
def test_what_is_no_import_guard(source):
    assert read(source).guards == ()


def test_an_inner_guard_keeps_its_imports():
    source = (
        "try:\n    import a\n    try:\n        import b\n"
        "    except ImportError:\n        import c\n"
        "except ImportError:\n    pass\n"
    )
    assert [item.modules for item in read(source).guards] == [("a", "c"), ("b",)]


@pytest.mark.parametrize(
    ("clauses", "caught"),
    [
        ("except:\n    pass", [("BaseException",)]),
        ("except (ImportError, e.X):\n    pass", [("ImportError", "e.X")]),
        (
            "except ModuleNotFoundError:\n    pass\nexcept ImportError:\n    pass\n"
            "except Exception:\n    pass",
            [("ModuleNotFoundError",), ("ImportError",)],
        ),
    ],
)
def test_what_catches(clauses, caught):
    handlers = guard(f"try:\n    import a\n{clauses}\n").handlers
    assert [handler.catches for handler in handlers] == caught


def test_suppress_is_a_guard_within_its_function():
    source = (
        "class C:\n    def f(self):\n        with contextlib.suppress(ImportError):\n"
        "            import a\n"
    )
    found = guard(source)
    assert found.handlers[0].node is None
    assert found.qualified == "C.f"
    assert found.function.name == "f"
