import json

import pytest
from standards_lint.model import Finding, Report, Step, Suppressed
from standards_lint.reporters import (
    findings_concise,
    findings_github,
    findings_json,
    findings_text,
)
from standards_lint.reporters.style import Style

PLAIN = Style(colour=False)
CHAIN = (Step("whisperx_asr", "scripts/whisperx_asr.py", 3), Step("device", "scripts/device.py", 2))
ERROR = Finding(
    "ENV001",
    "environment `mlx` has no `torch`",
    "scripts/device.py",
    2,
    environment="mlx",
    module="device",
    missing="torch",
    breaks=tuple(f"m{index}" for index in range(12)),
    chain=CHAIN,
    assumes=("torch is not there",),
)
WARNING = Finding("ENV002", "100% depends, on: x\ny", "a,b.py", 1, severity="warning")


@pytest.fixture
def source(tree):
    tree({"scripts/device.py": "import os\nimport torch  # why\n\n\tx = 1\n"})


def text(reporter, *findings, style=PLAIN):
    return "\n".join(reporter.render(Report(findings), style))


def test_text(source):
    assert text(findings_text, ERROR) == (
        """\
ENV001 environment `mlx` has no `torch`
 --> scripts/device.py:2:1
  |
1 | import os
2 | import torch  # why
  | ^^^^^^^^^^^^^^^^^^^
3 |
  |
  = chain: whisperx_asr (scripts/whisperx_asr.py:3) -> device (scripts/device.py:2) -> torch
  = breaks: m0, m1, m2, m3, m4, m5, m6, m7, and 4 more
  = assumes: torch is not there

Found 1 error."""
    )


def test_a_finding_whose_file_is_gone_still_shows_its_place(tree):
    tree({})
    assert "--> scripts/device.py:2:1" in text(findings_text, ERROR)


@pytest.mark.parametrize(
    ("findings", "summary"),
    [
        ([], "All checks passed."),
        ([ERROR], "Found 1 error."),
        ([ERROR, ERROR, WARNING], "Found 2 errors and 1 warning."),
        ([WARNING], "Found 1 warning."),
    ],
)
def test_summary(findings, summary):
    assert findings_text.summary(Report(tuple(findings)), PLAIN) == summary


def test_colours_are_the_only_difference(source):
    import re

    coloured = text(findings_text, ERROR, WARNING, style=Style(colour=True))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == text(findings_text, ERROR, WARNING)


def test_known_findings_are_counted():
    hidden = (Suppressed(ERROR, "comment", "why"), Suppressed(ERROR, "baseline", ""))
    report = Report((), suppressed=hidden)
    assert findings_text.summary(report, PLAIN) == "All checks passed. 1 known finding hidden."


def test_assumptions_are_told_up_to_a_few(source):
    from msgspec.structs import replace

    lines = text(findings_text, replace(ERROR, assumes=tuple("abcdef"))).splitlines()
    assert [line.partition("assumes: ")[2] for line in lines if "assumes" in line] == [
        *"abcd",
        "and 2 more",
    ]


def test_no_colour_without_a_terminal_or_where_it_is_not_wanted(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: False, raising=False)
    assert not Style.of_output().is_coloured
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert Style.of_output().is_coloured
    monkeypatch.setattr("sys.stdout.isatty", lambda: False, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert Style.of_output().is_coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert not Style.of_output().is_coloured


def test_concise():
    assert text(findings_concise, ERROR).splitlines()[0] == (
        "scripts/device.py:2:1: ENV001 environment `mlx` has no `torch` "
        "(whisperx_asr -> device -> torch)"
    )


def test_json():
    document = json.loads(text(findings_json, ERROR, WARNING))
    assert document["version"] == 1
    assert document["findings"][0]["chain"][0] == {
        "module": "whisperx_asr",
        "path": "scripts/whisperx_asr.py",
        "line": 3,
    }
    assert document["findings"][1]["environment"] is None
    assert set(document["findings"][0]) == set(Finding.__struct_fields__)


def test_github():
    first, second = text(findings_github, ERROR, WARNING).splitlines()
    assert first == (
        "::error file=scripts/device.py,line=2,col=1,title=ENV001::environment `mlx` has no "
        "`torch` | whisperx_asr (scripts/whisperx_asr.py:3) -> device (scripts/device.py:2) "
        "-> torch"
    )
    assert second == (
        "::warning file=a%2Cb.py,line=1,col=1,title=ENV002::100%25 depends, on: x%0Ay"
    )
