"""Findings as a JUnit test report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from standards_lint.model import Finding, Report
from standards_lint.reporters.findings_text import broken_text, chain_text
from standards_lint.reporters.style import Style

# What XML 1.0 has no way to write (section 2.2, production Char).
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SUITE = "standards-lint"


def render(report: Report, style: Style) -> Iterator[str]:
    """A test case for each finding: an error is a failure, a warning passes with its text."""
    cases = [_case(finding) for finding in report.findings]
    for item in report.suppressed:
        case = _case(item.finding, is_skipped=True)
        SubElement(case, "skipped", message=_clean(item.reason or f"hidden by a {item.by}"))
        cases.append(case)
    failures = sum(case.find("failure") is not None for case in cases)
    counts = {
        "tests": str(len(cases) or 1),
        "failures": str(failures),
        "errors": "0",
        "skipped": str(len(report.suppressed)),
    }
    suites = Element("testsuites", name=_SUITE, **counts)
    suite = SubElement(suites, "testsuite", name=_SUITE, **counts)
    suite.extend(cases or [Element("testcase", name="no findings", classname=_SUITE)])
    indent(suites)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield tostring(suites, encoding="unicode")


def _case(finding: Finding, *, is_skipped: bool = False) -> Element:
    case = Element(
        "testcase",
        name=_clean(f"{finding.code} {finding.path}:{finding.line}:{finding.column}"),
        classname=_clean(finding.path),
        file=_clean(finding.path),
        line=str(finding.line),
    )
    if is_skipped:
        return case
    if finding.severity == "error":
        message = _clean(finding.message)
        SubElement(case, "failure", message=message, type=finding.code).text = _body(finding)
    else:
        SubElement(case, "system-out").text = _body(finding)
    return case


def _body(finding: Finding) -> str:
    lines = [f"{finding.path}:{finding.line}:{finding.column}: {finding.code} {finding.message}"]
    if finding.chain:
        lines.append(f"chain: {chain_text(finding)}")
    if finding.breaks:
        lines.append(f"breaks: {broken_text(finding)}")
    return _clean("\n".join(lines))


def _clean(text: str) -> str:
    return _UNWRITABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
