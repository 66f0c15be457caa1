"""Trees of Pythons whose own parser reads what 3.11 does not.

The nodes of type parameters are built by hand where this Python has none; type statements and
template strings need a Python that has them.
"""

import ast
import sys
from types import SimpleNamespace

import pytest
from standards_lint.facts import Assign, Call, Name, Sequence
from standards_lint.source.lower import lowered
from standards_lint.source.read import read

WITH_PARAMETERS = """
@T
def f(x: T, *y: T, z=T, **w: list[T]) -> T:
    return T
@T
async def g(x: T): ...
@T
class C(B[T], metaclass=M[T]):
    y: T
    def m(self, z: T) -> T: ...
def other(x: T): ...
"""
WITHOUT = """
@T
def f(x: object, *y: object, z=T, **w: list[object]) -> object:
    return object
@T
async def g(x: object): ...
@T
class C(B[object], metaclass=M[object]):
    y: object
    def m(self, z: object) -> object: ...
def other(x: T): ...
"""


def test_type_parameters_are_bound_where_python_binds_them():
    tree = ast.parse(WITH_PARAMETERS)
    make = getattr(ast, "TypeVar", SimpleNamespace)
    for node in tree.body[:3]:
        node.type_params = [make(name="T")]
    assert ast.unparse(lowered(tree)) == ast.unparse(ast.parse(WITHOUT))


def problems(source):
    return [problem.message for problem in read(source.encode()).problems]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="ast has no type statement")
def test_a_type_statement_binds_its_name_and_evaluates_nothing():
    (fact,) = read(b"type X[T] = list[torch.Tensor]").body
    assert fact == Assign(1, (Name("X"),), Name("object"))


@pytest.mark.skipif(sys.version_info < (3, 14), reason="ast has no template strings")
def test_a_template_string_evaluates_what_it_holds():
    (fact,) = read(b"x = t'{a} {b():>{c}}'").body
    assert fact.value == Sequence("tuple", (Name("a"), Call(Name("b"), (), (), 1)))


F_STRINGS = (
    "f'{y:>{w}} {z['a']}'",
    "f'{'a'}'",
    "f'{\"\\n\".join(a)}'",
    "f'{f'{1}'}'",
    "f'{\n1}'",
    "f'{a:{'b'}}'",
)


@pytest.mark.parametrize("source", F_STRINGS)
def test_f_strings_that_older_pythons_reject(source):
    text = "nested quotes in an f-string needs Python 3.12"
    assert problems(f"x = {source}") == [text]
    assert problems(f"x = 1\ndef f():\n    return {source}") == [text]


@pytest.mark.parametrize(
    "source", ["f'{a[\"b\"]}'", "f'{a!r:>{w}}' f\"{b}\"", "f'''{a['b']}\n{c}'''", "f'\\n{a}'"]
)
def test_f_strings_that_all_pythons_accept(source):
    assert problems(f"x = {source}") == []


def test_except_without_parentheses():
    source = "try:\n    pass\nexcept {}:\n    pass"
    text = "except without parentheses needs Python 3.14"
    assert problems(source.format("ValueError, KeyError")) == [text]
    assert problems(source.format("(ValueError, KeyError)")) == []
    assert problems(source.format("(ValueError, KeyError) as e")) == []
