"""Generated trees, judged and really imported."""

import os
from itertools import count
from random import Random

import pytest
from standards_lint.simulate.verdicts import judge
from standards_lint.source.load import load

from .generated import PRESENT, tree
from .trees import Tree, read_by_halves, summary

TREES = int(os.environ.get("STANDARDS_LINT_TREES", "60"))
FIRST = int(os.environ.get("STANDARDS_LINT_FIRST_TREE", "0"))
# What a generated module raises for reasons that no environment has to do with.
UNJUDGED = ("", "RuntimeError", "SyntaxError")


@pytest.fixture
def numbered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    numbers = count()
    return lambda files: Tree(tmp_path / str(next(numbers)), files, present=PRESENT)


def test_neither_verdict_is_ever_wrong(numbered, reality):
    verdicts = set()
    for number in range(FIRST, FIRST + TREES):
        found = numbered(tree(Random(number)))
        cells = judge(found.program, found.environment, found.names())
        for name, cell in cells.items():
            verdicts.add(cell.verdict)
            outcome = reality.run(found.code, [*found.roots, found.site], name)
            if cell.verdict == "importable":
                assert outcome.raises in UNJUDGED, (number, name, outcome)
            else:
                assert outcome.raises, (number, name, cell)
    assert verdicts == {"importable", "unimportable"}


def test_reading_by_halves_changes_nothing(numbered):
    for number in range(FIRST, FIRST + TREES):
        found = numbered(tree(Random(number)))
        names = found.names()
        cells = judge(found.program, found.environment, names)
        with read_by_halves():
            halves = judge(load(found.roots, cache=False), found.environment, names)
        assert halves.keys() == cells.keys()
        for name in names:
            assert summary(halves[name]) == summary(cells[name]), (number, name)


def test_the_order_of_judging_does_not_matter(numbered):
    for number in range(FIRST, FIRST + 3 * TREES):
        found = numbered(tree(Random(number)))
        names = found.names()
        cells = judge(found.program, found.environment, names)
        Random(number).shuffle(names)
        again = judge(found.program, found.environment, names)
        for name in names:
            (alone,) = judge(found.program, found.environment, [name]).values()
            assert cells[name].verdict == again[name].verdict == alone.verdict, (number, name)
