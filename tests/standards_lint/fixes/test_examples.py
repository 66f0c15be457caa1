"""Every codemod against its own examples."""

import sys

import libcst
import pytest
from standards_lint.fixes import CODEMODS, Refusal, Request, Rewritten
from standards_lint.model import Fix

EXAMPLES = [(codemod, example) for codemod in CODEMODS.values() for example in codemod.examples]


def label(item):
    return getattr(item, "kind", None) or f"{item.before[:40]!r}"


def apply(codemod, example, content):
    fix = Fix(codemod.kind, "a.py", example.line, example.names, "unsafe", "")
    is_package = example.module.endswith("__init__")
    return codemod.apply(
        Request(example.module, is_package, content, fix, example.taken, example.accessors)
    )


@pytest.mark.parametrize(("codemod", "example"), EXAMPLES, ids=label)
def test_example(codemod, example):
    made = apply(codemod, example, example.before.encode())
    if example.after is None:
        assert isinstance(made, Refusal), made.content.decode()
        assert example.reason
        assert example.reason in made.reason
    else:
        assert isinstance(made, Rewritten), made.reason
        assert made.content.decode() == example.after
        libcst.parse_module(example.after)


@pytest.mark.parametrize(("codemod", "example"), EXAMPLES, ids=label)
def test_other_line_ends_give_the_same_with_these_ends(codemod, example):
    made = apply(codemod, example, example.before.replace("\n", "\r\n").encode())
    if example.after is not None:
        assert made.content.decode() == example.after.replace("\n", "\r\n")


@pytest.mark.parametrize("codemod", CODEMODS.values(), ids=label)
def test_a_codemod_is_documented_and_shows_both_outcomes(codemod):
    assert sys.modules[codemod.rewrite.__module__].__doc__
    assert any(example.after is None for example in codemod.examples)
    assert any(example.after is not None for example in codemod.examples)


@pytest.mark.parametrize("codemod", CODEMODS.values(), ids=label)
@pytest.mark.parametrize(
    "content", [b"def (:\n", b"", b"\xff\xfe\x00", b"# coding: nonsense\n", b"x\n"]
)
def test_a_codemod_refuses_what_it_cannot_read(codemod, content):
    fix = Fix(codemod.kind, "a.py", 1, ("torch",), "unsafe", "")
    assert isinstance(codemod.apply(Request("a", False, content, fix)), Refusal)
