"""Reports of runs that took a few packages each make one report."""

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from . import merge, report
from .fixing import Outcome
from .imports import Imports

REASONS = Counter({"it is used": 2, "`...` is bound": 1})


def _outcome(files: int, refused: Counter[str] = REASONS) -> Outcome:
    return Outcome(files, ("a.py",), 3, refused, (), ("b.py",), (), (), {"bare": frozenset("ab")})


def _report(outcomes: dict[str, Outcome], imports: dict[tuple[str, str], Imports]) -> str:
    tables = [report.fixed(outcomes), report.imported(imports) if imports else ""]
    return "\n\n".join(filter(None, [*tables, report.refused(outcomes.values())])) + "\n"


ONE = {"one==1": _outcome(5)}
TWO = {"two-2": _outcome(7), "three-3": _outcome(1, Counter({"other": 9}))}
TWO_IMPORTS = {("two-2", "bare"): Imports(7, 2, ("two.a: boom",), ())}


def test_merged_reports_are_the_report_of_one_run() -> None:
    texts = [_report(ONE, {}), "two\n" + _report(TWO, TWO_IMPORTS) + "\nreal 1s\n"]
    assert report.merged(texts) + "\n" == _report({**ONE, **TWO}, TWO_IMPORTS)


def test_a_package_that_is_reported_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(_report(ONE, {}))
    same = [str(tmp_path / "a")] * 2
    result = CliRunner().invoke(merge.main, same)
    assert result.exit_code == 2
    assert "reported twice: one==1" in result.output
    assert "Traceback" not in result.output


def test_a_file_without_tables_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("nothing\n")
    with pytest.raises(ValueError, match="no table"):
        report.merged(["nothing\n"])
    assert CliRunner().invoke(merge.main, [str(tmp_path / "a")]).exit_code == 2
