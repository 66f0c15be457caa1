"""What first-party code takes of modules."""

import pytest
from standards_lint.config import Project
from standards_lint.run import Options, program
from standards_lint.upkeep.probes import wanted
from standards_lint.upkeep.uses import uses


def taken(tree, files):
    root = tree(files)
    return uses(program(Project.load(root, None), Options(cache=False)), Options())


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import a.b.c", {"a.b.c": set()}),
        ("from a import b, c as d", {"a": {"b", "c"}}),
        ("from a import *", {"a": set()}),
        ("def f():\n    import a\n    return a.b.c", {"a": {"b"}}),
        ("import a.b as x\nx.y.z\n", {"a.b": {"y"}}),
        ("import a\nimport a.b\na.b.c\na.d\n", {"a": {"b", "d"}, "a.b": {"c"}}),
        ("from . import sibling\nfrom .other import n", {"p": {"sibling"}, "p.other": {"n"}}),
        (
            "import importlib\nimportlib.import_module('a.b')",
            {"importlib": {"import_module"}, "a.b": set()},
        ),
        ("x = 1\nx.y\n", None),
    ],
)
def test_uses(source, found, tree):
    made = taken(tree, {"p/__init__.py": "", "p/m.py": source}).get("p.m")
    assert (made and {module: set(names) for module, names in made.items()}) == found


def test_what_is_wanted_of_others():
    each = [{"a.b": frozenset("x"), "own.m": frozenset("y")}, {"a.b": frozenset("z")}]
    assert wanted(each, ["own", "own.m"]) == {"a": frozenset(), "a.b": frozenset("xz")}
