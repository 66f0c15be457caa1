"""Single statements are read out of encoded facts as all of them would be."""

from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standards_lint.source.load import load
from standards_lint.source.outline import statements_at
from standards_lint.source.read import read

from .generated import tree
from .trees import write


@given(seed=st.integers(0, 10_000), line=st.integers(0, 60))
def test_what_a_line_belongs_to(seed, line):
    source = "\n".join([*tree(Random(seed)).values(), "import a; import b", "x = 1"])
    facts = read(source.encode())
    begins = [item.line for item in facts.body if item.line <= line]
    wanted = tuple(item for item in facts.body if begins and item.line == begins[-1])
    assert statements_at(msgspec.msgpack.encode(facts), line) == wanted


@pytest.mark.parametrize("content", [b"", b"\xc1", msgspec.msgpack.encode([1, 2])])
def test_what_is_no_facts(content):
    with pytest.raises(msgspec.MsgspecError):
        statements_at(content, 1)


def test_a_program_gives_the_same_with_and_without_all_facts(bench):
    found = bench.tree({"a.py": "x = 1\n"})
    write(found.code, {"a.py": "import json\nif json:\n    import b\nx = 1\n"})
    for cache in (False, True, True):
        program = load(found.roots, cache=cache)
        single = program.statements_at("a", 3)
        assert [item.line for item in single] == [2]
        assert program.facts("a").body[1:2] == single == program.statements_at("a", 3)
        assert program.statements_at("a", 0) == ()
