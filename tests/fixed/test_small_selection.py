"""The small selection end to end: real packages, real fixes, real imports."""

import importlib.util
from pathlib import Path

import pytest
from rich.console import Console
from standards_lint.rules import Selection

from . import report, selection
from .__main__ import prove
from .fixing import unbound

MINUTES = 15
EVERY_RULE = Selection(select=("ALL",))


@pytest.mark.timeout(MINUTES * 60)
@pytest.mark.skipif(not importlib.util.find_spec("uv"), reason="uv unpacks the packages")
def test_fixes_of_the_small_selection_do_what_they_claim(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    cache = Path(request.config.cache.mkdir("standards-lint-truth"))
    chosen = selection.load(selection.SMALL)
    outcomes, results = prove(chosen, EVERY_RULE, cache, tmp_path, 2, Console(stderr=True))
    assert report.troubles(outcomes, results) == ""
    assert sum(outcome.fixed for outcome in outcomes.values()) > 0
    assert sum(item.repaired for item in results.values()) > 0


def test_a_name_that_nothing_binds_is_seen() -> None:
    source = "import os\ndef f(x):\n    global g\n    g = 1\n    return os, x, g, torch, print\n"
    assert unbound(source.encode()) == {"torch"}
