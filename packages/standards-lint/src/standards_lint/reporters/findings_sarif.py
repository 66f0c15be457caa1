"""Findings as SARIF 2.1.0 (OASIS, with errata 01)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import msgspec

from standards_lint.identity import fingerprints
from standards_lint.model import Edit, Finding, Report, RuleFacts, Suppressed
from standards_lint.reporters.style import Style

_VERSION = "2.1.0"
_TOOL = "standards-lint"
_FINGERPRINT = "standardsLint/v1"
_KINDS = {"comment": "inSource", "baseline": "external"}

Json = dict[str, object]


def render(report: Report, style: Style) -> Iterator[str]:
    """A log of one run: the rules, and a result for each finding, hidden ones included.

    The chain is a code flow; paths start from the current folder.
    """
    hidden = {item.finding: item for item in report.suppressed}
    findings = (*report.findings, *(item.finding for item in report.suppressed))
    places = {rule.code: place for place, rule in enumerate(report.rules)}
    digests = fingerprints(findings, Path(report.root))
    results = [
        _result(finding, places, digest, hidden.get(finding), report.edits.get(finding, ()))
        for finding, digest in zip(findings, digests, strict=True)
    ]
    driver = {
        "name": _TOOL,
        "version": version(_TOOL),
        "rules": [_rule(rule) for rule in report.rules],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"version": _VERSION, "runs": [run]}
    yield msgspec.json.format(msgspec.json.encode(log), indent=1).decode()


def _rule(rule: RuleFacts) -> Json:
    summary, _, rest = rule.documentation.partition("\n\n")
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": " ".join(summary.split())},
        "fullDescription": {"text": " ".join(rest.partition("\n\n")[0].split()) or summary},
        "help": {"text": rule.documentation, "markdown": rule.documentation},
        "defaultConfiguration": {"level": rule.severity, "enabled": rule.is_default},
        "properties": {"clause": rule.clause, "tags": ["imports", "environments"]},
    }


def _result(
    finding: Finding,
    places: dict[str, int],
    digest: str,
    hidden: Suppressed | None,
    edits: Sequence[Edit],
) -> Json:
    result: Json = {
        "ruleId": finding.code,
        "ruleIndex": places[finding.code],
        "level": finding.severity,
        "message": {"text": finding.message},
        "locations": [_location(finding.path, finding.line, finding.column, finding.end_line)],
        "partialFingerprints": {_FINGERPRINT: digest},
        "properties": {
            "environment": finding.environment,
            "missing": finding.missing,
            "breaks": finding.breaks,
            "assumes": finding.assumes,
        },
    }
    if finding.chain:
        result["codeFlows"] = [{"threadFlows": [{"locations": _flow(finding)}]}]
    if edits and finding.fix is not None:
        result["fixes"] = [_fix(finding.fix.message, edits)]
    if hidden is not None:
        reason = hidden.reason or f"hidden by a {hidden.by}"
        result["suppressions"] = [{"kind": _KINDS[hidden.by], "justification": reason}]
    return result


def _flow(finding: Finding) -> list[Json]:
    return [
        {
            "location": {
                **_location(step.path, step.line),
                "message": {"text": f"{step.module} imports this"},
            },
            "nestingLevel": depth,
        }
        for depth, step in enumerate(finding.chain)
    ]


def _fix(message: str, edits: Sequence[Edit]) -> Json:
    changes: dict[str, list[Json]] = {}
    for edit in edits:
        region = {
            "startLine": edit.line,
            "startColumn": 1,
            "endLine": edit.end_line,
            "endColumn": 1,
        }
        change = {"deletedRegion": region, "insertedContent": {"text": edit.text}}
        changes.setdefault(edit.path, []).append(change)
    return {
        "description": {"text": message},
        "artifactChanges": [
            {"artifactLocation": _artifact(path), "replacements": items}
            for path, items in changes.items()
        ],
    }


def _location(path: str, line: int, column: int = 1, end_line: int | None = None) -> Json:
    region: Json = {"startLine": line, "startColumn": column}
    if end_line is not None and end_line > line:
        region["endLine"] = end_line
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": region}}


def _artifact(path: str) -> Json:
    if Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path.replace("\\", "/")), "uriBaseId": "%SRCROOT%"}
