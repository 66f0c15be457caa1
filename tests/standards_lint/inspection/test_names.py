"""Names are read in the scope that binds them, and annotations apart."""

import ast
import symtable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standards_lint.inspection.names import Names


def uses(source, name="x"):
    names = Names(ast.parse(source))
    return [load.when for load in names.uses(names.module, name)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import x\nx.y\n", ["run"]),
        ("import x.y\nx.y\n", ["run"]),
        ("import x\ndef f(a: x.T) -> x.U: ...\n", ["annotation", "annotation"]),
        ("import x\ndef f(a: 'x.T'): ...\n", ["never"]),
        ("import x\ndef f(a: Literal['x']): ...\n", []),
        ("import x\ndef f(a: Annotated['x.T', 'x']): ...\n", ["never"]),
        ("import x\ndef f(a=x): ...\n", ["run"]),
        ("import x\ndef f(x): return x\n", []),
        ("import x\ndef f():\n    x = 1\n    return x\n", []),
        ("import x\ndef f():\n    global x\n    x = 1\n    return x\n", ["run"]),
        ("import x\nclass C:\n    x = 1\n    def m(self): return x\n", ["run"]),
        ("import x\nclass C:\n    x = 1\n    y = x\n", []),
        ("import x\nclass C:\n    y: x.T = 1\n", ["annotation"]),
        ("import x\ndef f():\n    y: x.T = 1\n", ["never"]),
        ("import x\nif TYPE_CHECKING:\n    y = x\n", ["never"]),
        ("import x\n[x for x in y]\n", []),
        ("import x\n[y for y in x]\n", ["run"]),
        ("import x\nlambda: x\n", ["run"]),
        ("import x\nlambda x: x\n", []),
        ("import x\nx += 1\n", ["run"]),
        ("import x\n@x\nclass C(x.B, k=x): ...\n", ["run", "run", "run"]),
        ("x = 1\ndef f():\n    if (x := 2): return x\n", []),
        ("x = 1\n[(x := y) for y in z]\nx\n", ["run"]),
    ],
)
def test_uses(source, expected):
    assert uses(source) == expected


def test_what_all_lists():
    source = "__all__ = ['a']\n__all__ += ['b']\n__all__.append('c')\n__all__.extend(['d'])\n"
    assert Names(ast.parse(source)).exported == {"a", "b", "c", "d"}


STATEMENTS = ("x = 1", "import x", "y = x", "del x", "for x in y: pass", "f = lambda x: x")


def bodies(statements):
    return st.lists(st.sampled_from(statements), min_size=1, max_size=4)


@given(outer=bodies(STATEMENTS), inner=bodies((*STATEMENTS, "global x")))
def test_scopes_agree_with_the_compiler(outer, inner):
    source = "\n".join([*outer, "def f():", *(f"    {line}" for line in inner)])
    try:
        table = symtable.symtable(source, "f", "exec")
    except SyntaxError:
        return
    names = Names(ast.parse(source))
    for scope in names.scopes.values():
        if isinstance(scope.node, ast.FunctionDef):
            (compiled,) = (item for item in table.get_children() if item.get_name() == "f")
            expected = {s.get_name() for s in compiled.get_symbols() if s.is_local()}
            assert set(scope.bindings) == expected
