import shutil
import sys
from pathlib import Path

import pytest

from .oracle import PreloadError, forked, fresh, import_all, import_once, recorded

PYTHON = Path(sys.executable)


@pytest.fixture
def reduced(site: Path) -> Path:
    (site / "base.py").unlink()
    return site


def test_a_module_that_imports(site: Path) -> None:
    assert import_once(PYTHON, site, "app.uses").ok


def test_a_missing_distribution_is_named_with_its_trace(reduced: Path) -> None:
    outcome = import_once(PYTHON, reduced, "app.uses")
    assert (outcome.exception, outcome.missing) == ("ModuleNotFoundError", "base")
    assert outcome.trace == ("app/uses.py:1 import base",)


def test_a_guarded_import_succeeds(reduced: Path) -> None:
    assert import_once(PYTHON, reduced, "app.guarded").ok


@pytest.mark.parametrize(
    ("source", "exception"),
    [
        ("import sys; sys.exit(3)", "SystemExit"),
        ("import os; os.abort()", "Crash"),
        ("import time; time.sleep(60)", "Timeout"),
        ("print('noise'); raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("def f(: pass", "SyntaxError"),
    ],
)
def test_every_end_is_an_outcome(site: Path, source: str, exception: str) -> None:
    (site / "odd.py").write_text(source)
    assert import_once(PYTHON, site, "odd", timeout=2).exception == exception


def test_no_variable_and_no_submodule_leaks_in(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "1")
    (site / "fresh.py").write_text(
        "import os, sys\nassert 'SECRET' not in os.environ\nassert 'json' not in sys.modules\n"
    )
    assert import_once(PYTHON, site, "fresh").ok


def test_recorded_outcomes_are_not_tried_again(site: Path, tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    modules = ["app.uses", "app.broken"]
    with fresh(PYTHON, site) as importer:
        assert sorted(import_all(importer, modules, record, 2)) == sorted(modules)
        shutil.rmtree(site)
        assert list(import_all(importer, modules, record, 2)) == []
    assert recorded(record)["app.broken"].exception == "RuntimeError"
    assert recorded(record)["app.uses"].ok


def test_forks_share_only_what_was_preloaded(site: Path) -> None:
    (site / "marked.py").write_text(
        "import app.uses, base\nassert not hasattr(base, 'mark')\nbase.mark = 1\n"
    )
    (site / "dies.py").write_text("import os; os.abort()")
    with forked(PYTHON, site, ["base"], 2) as importer:
        assert [importer("marked").ok for _ in range(3)] == [True] * 3
        assert importer("dies").exception == "Crash"
        assert importer("app.broken").exception == "RuntimeError"
        assert importer("app.uses").ok


def test_what_a_preloaded_module_breaks_is_tried_fresh(site: Path) -> None:
    (site / "shy.py").write_text("import sys\nassert 'base' not in sys.modules\n")
    with forked(PYTHON, site, ["base"], 1) as importer:
        assert importer("shy").ok


def test_a_preload_that_fails_is_an_error(site: Path) -> None:
    with pytest.raises(PreloadError, match=r"app\.broken"), forked(PYTHON, site, ["app.broken"], 1):
        pass
