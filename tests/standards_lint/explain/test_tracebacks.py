import pytest
from standards_lint.explain import Failure, matching, read_failure
from standards_lint.explain.tracebacks import Place, ends_alike
from standards_lint.model import Cell, Matrix, Row, Step

TRACEBACK = """
INFO starting
Traceback (most recent call last):
  File "/old/run.py", line 1, in <module>
ModuleNotFoundError: No module named 'numpy'
INFO again
Traceback (most recent call last):
  File "/srv/job/scripts/whisperx_asr.py", line 5, in <module>
    from whisperx_integration import main
  File "/srv/job/scripts/whisperx_integration.py", line 7, in <module>
    from device_selector import select
  File "/srv/job/scripts/device_selector.py", line 13, in <module>
    import torch
ModuleNotFoundError: No module named 'torch'
ERROR stage failed
"""
SHORT = """
**Log:** `baseline/9/logs/99_pipeline_20251126_202949.log`
**Error:** `ModuleNotFoundError: No module named 'torch'`
**Location:** `scripts/device_selector.py` line 13
"""


def test_the_last_traceback_of_a_log():
    found = read_failure(TRACEBACK)
    assert found.missing == "torch"
    assert [(place.path.rpartition("/")[2], place.line) for place in found.places] == [
        ("whisperx_asr.py", 5),
        ("whisperx_integration.py", 7),
        ("device_selector.py", 13),
    ]


def test_a_prefix_before_every_line_does_not_matter():
    prefixed = "\n".join(f"[asr] {line}" for line in TRACEBACK.splitlines())
    assert read_failure(prefixed).missing == "torch"


def test_the_short_form():
    assert read_failure(SHORT) == Failure("torch", (Place("scripts/device_selector.py", 13),))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("ModuleNotFoundError: No module named 'a.b'", "a.b"),
        ("ModuleNotFoundError: No module named torch", "torch"),
        ("ImportError: cannot import name 'x' from 'a.b' (/p/a/b.py)", "a.b.x"),
        (
            "ImportError: cannot import name 'x' from partially initialized module 'a' (most",
            "a.x",
        ),
    ],
)
def test_kinds_of_errors(text, missing):
    assert read_failure(text).missing == missing


def test_a_log_without_a_failed_import():
    assert read_failure("ValueError: No module\nall is well") is None


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [("a/b.py", "/x/a/b.py", 2), ("b.py", "/x/a/b.py", 1), ("a/b.py", "a/c.py", 0)],
)
def test_paths_are_compared_from_their_end(one, other, shared):
    assert ends_alike(one, other) == shared


def broken(module, *steps):
    chain = tuple(Step(name, f"scripts/{name}.py", 1) for name in steps)
    cell = Cell("unimportable", kind="distribution", missing="torch", chain=chain)
    return Row(module, f"scripts/{module}.py", {"mlx": cell})


MATRIX = Matrix(
    ("mlx",),
    (
        broken("device_selector", "device_selector"),
        broken("other", "other", "whisperx_integration", "device_selector"),
        broken("whisperx_asr", "whisperx_asr", "whisperx_integration", "device_selector"),
        broken("whisperx_integration", "whisperx_integration", "device_selector"),
        Row("fine", "scripts/fine.py", {"mlx": Cell("importable")}),
    ),
)


def test_a_traceback_names_the_module_that_was_entered():
    assert matching(MATRIX, "mlx", read_failure(TRACEBACK)) == "whisperx_asr"


def test_the_failing_line_alone_leads_to_a_module_nobody_imports():
    assert matching(MATRIX, "mlx", read_failure(SHORT)) == "other"


def test_what_does_not_fail_here():
    assert matching(MATRIX, "mlx", Failure("numpy", ())) is None
    assert matching(MATRIX, "core", Failure("torch", ())) is None
    assert matching(MATRIX, "mlx", Failure("torch", (Place("x/unknown.py", 3),))) is None
