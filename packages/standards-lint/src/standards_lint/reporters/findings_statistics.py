"""How many findings each rule has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from standards_lint.model import Report
from standards_lint.reporters.style import Style


def render(report: Report, style: Style) -> Iterator[str]:
    """`count CODE name`, the most frequent first."""
    names = {rule.code: rule.name for rule in report.rules}
    tally = Counter(finding.code for finding in report.findings)
    width = max((len(str(count)) for count in tally.values()), default=1)
    for code, count in sorted(tally.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:>{width}} {code} {names[code]}"
