"""Trees in which nobody can decide some conditions, really imported in every case."""

import os
from itertools import count, product
from random import Random

import pytest
from standards_lint.simulate.verdicts import judge

from . import doubtful
from .trees import Tree, write

TREES = int(os.environ.get("STANDARDS_LINT_TREES", "100"))
FIRST = int(os.environ.get("STANDARDS_LINT_FIRST_TREE", "0"))


@pytest.mark.timeout(300 + TREES)
def test_a_verdict_holds_in_every_case(tmp_path, monkeypatch, reality):
    monkeypatch.chdir(tmp_path)
    numbers = count()
    verdicts = set()
    for number in range(FIRST, FIRST + TREES):
        found = Tree(tmp_path / str(next(numbers)), doubtful.tree(Random(number)))
        cells = judge(found.program, found.environment, found.names())
        backwards = judge(found.program, found.environment, found.names()[::-1])
        raised = {name: [] for name in found.names()}
        for case in product(("", "yes"), repeat=len(doubtful.FLAGS)):
            write(found.code, dict(zip(doubtful.FLAGS, case, strict=True)))
            for name in found.names():
                outcome = reality.run(found.code, [found.code, found.site], name)
                assert outcome.raises in ("", "ModuleNotFoundError"), (number, name, outcome)
                raised[name].append(outcome.raises)
        for name, cell in cells.items():
            verdicts.add(cell.verdict)
            assert backwards[name].verdict == cell.verdict, (number, name)
            if cell.verdict == "importable":
                assert not any(raised[name]), (number, name, raised[name])
            elif cell.verdict == "unimportable":
                assert all(raised[name]), (number, name, raised[name])
    assert verdicts == {"importable", "unimportable", "conditional"}
