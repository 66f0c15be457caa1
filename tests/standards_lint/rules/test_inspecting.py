"""Whatever a file holds, no rule stumbles over it."""

import sysconfig
from pathlib import Path

import pytest
from standards_lint.inspection import SourceFile
from standards_lint.rules import RULES

STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
# Every kind of statement and pattern, comprehensions, wrong annotations, guards in all places.
SOURCES = [
    *(STANDARD_LIBRARY / "test" / name for name in ("test_patma.py", "test_grammar.py")),
    *sorted((STANDARD_LIBRARY / "asyncio").glob("*.py")),
    *sorted((STANDARD_LIBRARY / "importlib").glob("*.py")),
]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.inspect], ids=lambda r: r.code)
def test_the_standard_library(rule):
    for path in SOURCES:
        if path.exists():
            file = SourceFile.read(f"p.{path.stem}", path.read_bytes(), is_package=False)
            for seen in rule.inspect(file):
                assert 1 <= seen.line <= seen.end_line <= len(file.lines)
                assert seen.column >= 1
