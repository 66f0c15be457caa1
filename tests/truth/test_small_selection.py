"""The small selection end to end: real directories, real imports, real verdicts."""

import importlib.util
from pathlib import Path

import pytest

from . import selection
from .compare import Cell, Class, broken_goals, row
from .report import shown, story
from .run import judge, observe, prepare
from .verdicts import TOOL, Provides

MINUTES = 15
FEWEST_CELLS = 500


@pytest.fixture(scope="module")
def cells(request: pytest.FixtureRequest) -> list[Cell]:
    cache = Path(request.config.cache.mkdir("standards-lint-truth"))
    chosen = selection.load(selection.SMALL)
    found: list[Cell] = []
    for package in chosen.packages:
        prepared = prepare(package, chosen.constraints, cache)
        observe(prepared, cache, 2, lambda _: None)
        found += judge(prepared, cache, Provides.PROBED, TOOL, ())
    return found


@pytest.mark.timeout(MINUTES * 60)
@pytest.mark.skipif(not importlib.util.find_spec("uv"), reason="uv builds the directories")
def test_the_small_selection_keeps_the_goals(cells: list[Cell]) -> None:
    total = row("total", "", cells)
    assert total.cells >= FEWEST_CELLS
    assert total.failing > 0
    wrong = [Class.MISSED, Class.FALSE_ALARM, Class.NOT_JUDGED]
    told = "\n".join(story(cell) for cell in shown(cells, wrong)[:5])
    assert not broken_goals(total), told
