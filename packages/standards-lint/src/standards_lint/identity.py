"""Knows a finding again after lines have moved."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from standards_lint.model import Finding
from standards_lint.paths import from_root


class Identity(Struct, frozen=True, order=True):
    """What stays the same of a finding when lines move.

    `path` is relative to the project's folder where it lies below it; `statement` is the line that
    the finding is at, without the space around it, empty where there is none.
    """

    path: str
    code: str
    message: str
    statement: str
    environment: str
    missing: str


def identities(findings: Iterable[Finding], root: Path) -> Iterator[Identity]:
    """The identity of each finding.

    Args:
        findings: with paths as they are shown, relative to the current folder.
        root: the project's folder.
    """
    lines: dict[str, list[str]] = {}
    for finding in findings:
        if finding.path not in lines:
            lines[finding.path] = _lines(Path(finding.path))
        known = lines[finding.path]
        yield Identity(
            path=from_root(finding.path, root),
            code=finding.code,
            message=finding.message,
            statement=known[finding.line - 1].strip() if finding.line <= len(known) else "",
            environment=finding.environment or "",
            missing=finding.missing or "",
        )


def fingerprints(findings: Iterable[Finding], root: Path) -> Iterator[str]:
    """A digest of each finding's identity; those that look alike are numbered."""
    seen: Counter[Identity] = Counter()
    for identity in identities(findings, root):
        parts = [str(getattr(identity, name)) for name in identity.__struct_fields__]
        text = "\0".join([*parts, str(seen[identity])])
        seen[identity] += 1
        yield hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []
