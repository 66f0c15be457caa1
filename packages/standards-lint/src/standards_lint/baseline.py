"""Findings that are known already: a file that may only shrink."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from standards_lint import json_files
from standards_lint.errors import ConfigError
from standards_lint.identity import Identity, identities
from standards_lint.model import Finding

DEFAULT = "standards-lint-baseline.json"
VERSION = 1


class Entry(Struct, frozen=True, order=True, omit_defaults=True, forbid_unknown_fields=True):
    """A known finding, by what stays the same when lines move; `count` of them look alike."""

    path: str
    code: str
    message: str
    statement: str = ""
    environment: str = ""
    missing: str = ""
    count: Annotated[int, Meta(ge=1)] = 1

    def __str__(self) -> str:
        times = f" ({self.count} times)" if self.count > 1 else ""
        return f"{self.path}: {self.code} {self.message}: {self.statement}{times}"


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    version: int
    findings: tuple[Entry, ...]


class Comparison(Struct, frozen=True):
    """Findings that are new or known, and entries, or what is left of their counts, for none."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    stale: tuple[Entry, ...]


def record(findings: Iterable[Finding], root: Path) -> Baseline:
    """The baseline that knows these findings; `root` is the project's folder."""
    return Baseline(VERSION, _entries(Counter(identities(findings, root))))


def compare(findings: Iterable[Finding], baseline: Baseline, root: Path) -> Comparison:
    """Tells new findings from known ones; of several that look alike the first are known."""
    left: Counter[Identity] = Counter()
    for entry in baseline.findings:
        left[_identity(entry)] += entry.count
    found = tuple(findings)
    new, known = [], []
    for finding, identity in zip(found, identities(found, root), strict=True):
        if left[identity] > 0:
            left[identity] -= 1
            known.append(finding)
        else:
            new.append(finding)
    return Comparison(tuple(new), tuple(known), _entries(+left))


def read(path: Path) -> Baseline:
    """The baseline in a file.

    Raises:
        ConfigError: there is none, or it is none.
    """
    found = json_files.read(path, Baseline, VERSION, "baseline")
    if found is None:
        raise ConfigError(f"{path}: no such baseline; `standards-lint baseline create` makes one")
    return found


def write(path: Path, baseline: Baseline) -> None:
    """Write a baseline, sorted, an entry a paragraph.

    Raises:
        UsageError: the file cannot be written.
    """
    json_files.write(path, baseline)


def _entries(counts: Counter[Identity]) -> tuple[Entry, ...]:
    return tuple(
        Entry(**{name: getattr(identity, name) for name in Identity.__struct_fields__}, count=count)
        for identity, count in sorted(counts.items())
    )


def _identity(entry: Entry) -> Identity:
    return Identity(**{name: getattr(entry, name) for name in Identity.__struct_fields__})
