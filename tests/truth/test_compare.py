import pytest

from .compare import Cell, Class, broken_goals, cells, row
from .oracle import Outcome
from .report import causes, markdown, story
from .verdicts import Verdict

OK = Outcome()
FAILS = Outcome("ModuleNotFoundError", "No module named 'x'", "x", ("a.py:1 import x",))
SLOW = Outcome("Timeout")


def cell(said: str | None, reduced: Outcome, full: Outcome = OK, module: str = "a") -> Cell:
    verdict = said and Verdict(said, chain=({"module": "a", "path": "a.py", "line": 1},))
    return Cell("p-1", "less", module, full, reduced, verdict or None)


@pytest.mark.parametrize(
    ("said", "reduced", "full", "result"),
    [
        ("importable", OK, OK, Class.AGREED),
        ("unimportable", FAILS, OK, Class.AGREED),
        ("importable", FAILS, OK, Class.MISSED),
        ("importable", Outcome("Crash"), OK, Class.MISSED),
        ("unimportable", OK, OK, Class.FALSE_ALARM),
        ("conditional", OK, OK, Class.CONDITIONAL),
        ("conditional", FAILS, OK, Class.CONDITIONAL),
        ("importable", FAILS, FAILS, Class.EXCLUDED),
        ("importable", SLOW, OK, Class.EXCLUDED),
        ("importable", SLOW, SLOW, Class.EXCLUDED),
        (None, OK, OK, Class.NOT_JUDGED),
    ],
)
def test_classes(said: str | None, reduced: Outcome, full: Outcome, result: Class) -> None:
    assert cell(said, reduced, full).result is result


def test_only_modules_known_in_both_directories_are_cells() -> None:
    matrix = {"a": {"less": Verdict("importable")}}
    found = cells("p-1", "less", {"a": OK, "b": OK}, {"a": OK, "c": OK}, matrix)
    assert [(c.module, c.result) for c in found] == [("a", Class.AGREED)]


def test_a_row_counts_excluded_cells_apart() -> None:
    counted = row("p", "e", [cell("importable", OK), cell("importable", FAILS, FAILS)])
    assert (counted.cells, counted.failing, counted.counts[Class.EXCLUDED]) == (1, 0, 1)


def test_goals() -> None:
    agreed = [cell("importable", OK)] * 999
    assert broken_goals(row("", "", [*agreed, cell("unimportable", OK)])) == []
    assert broken_goals(row("", "", [*agreed, *[cell("unimportable", OK)] * 2])) != []
    assert broken_goals(row("", "", [*agreed, cell("importable", FAILS)])) != []
    assert broken_goals(row("", "", [*agreed, *[cell("conditional", OK)] * 20])) == []
    assert broken_goals(row("", "", [*agreed, *[cell("conditional", OK)] * 21])) != []
    assert broken_goals(row("", "", [*agreed, cell(None, OK)])) != []


def test_the_table_ends_with_totals() -> None:
    lines = markdown([cell("importable", FAILS), cell("importable", OK)]).splitlines()
    assert lines[-2:] == [
        "| p-1 | less | 2 | 1 | 1 | 0 | 0 | 0 | 0 |",
        "| total |  | 2 | 1 | 1 | 0 | 0 | 0 | 0 |",
    ]


def test_a_story_has_both_sides() -> None:
    told = story(cell("unimportable", FAILS))
    assert "ModuleNotFoundError: No module named 'x'" in told
    assert "a.py:1 import x" in told
    assert "unimportable" in told


def test_causes_are_ordered_by_frequency() -> None:
    told = causes([cell("importable", FAILS), *[cell("unimportable", OK, module="b")] * 2])
    assert told.index("2 x") < told.index("1 x")
    assert told.count("really:") == 2
