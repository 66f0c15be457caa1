"""Several fixes of one file, made together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from standards_lint.fixes import CODEMODS
from standards_lint.fixes.codemod import Refusal, Request, Rewritten
from standards_lint.fixes.text import moved
from standards_lint.model import Finding, Fix

if TYPE_CHECKING:
    from standards_lint.fixes.shared import Accessors
    from standards_lint.fixes.taken import Takers
    from standards_lint.source.discover import Entry

_NEEDS_OTHERS = frozenset(
    {"cached-accessor", "defer-import", "remove-import", "type-checking-import"}
)
_SHARED = frozenset({"cached-accessor"})
_ABOUT_OTHERS = " from here"


class Key(NamedTuple):
    """A fix, whatever is added above it: `text` is what stands on its line."""

    kind: str
    path: str
    names: tuple[str, ...]
    text: str


def key_of(fix: Fix, lines: Sequence[str]) -> Key:
    """The key of a fix; `lines` are those of its file."""
    text = lines[fix.line - 1].strip() if 0 < fix.line <= len(lines) else ""
    return Key(fix.kind, fix.path, fix.names, text)


class Proposal(NamedTuple):
    """A fix and the findings that it is to mend."""

    key: Key
    fix: Fix
    findings: tuple[Finding, ...]


class Around(NamedTuple):
    """What codemods have to know of the other files, and what they made of files before."""

    takers: Takers
    accessors: Accessors
    outcomes: dict[Request, Rewritten | Refusal]


def is_about_others(reason: str) -> bool:
    """Whether what stands against a fix stands in other files."""
    return reason.endswith(_ABOUT_OTHERS)


def rewritten(
    entry: Entry, content: bytes, proposals: Iterable[Proposal], around: Around
) -> tuple[list[Proposal], bytes, dict[Key, str]]:
    """What could be made of some fixes, the file after them, and why the others could not.

    A fix whose line another one changes is neither made nor refused: it waits.
    """
    made: list[Proposal] = []
    refused: dict[Key, str] = {}
    now = content
    for proposal in sorted(proposals, key=_order):
        fix = proposal.fix
        line = moved(content, now, fix.line) if made else fix.line
        if line is None:
            continue
        names = fix.names if fix.kind in _NEEDS_OTHERS else ()
        request = Request(
            entry.name, entry.kind == "package", now, replace(fix, line=line),
            around.takers.of(entry.name, names) if names else (),
            around.accessors.others(entry) if fix.kind in _SHARED else (),
        )  # fmt: skip
        codemod = CODEMODS.get(fix.kind)
        if codemod is None:
            refused[proposal.key] = f"there is no fix called {fix.kind}"
            continue
        outcome = around.outcomes.get(request) or codemod.apply(request)
        around.outcomes[request] = outcome
        if isinstance(outcome, Refusal):
            refused[proposal.key] = outcome.reason
        else:
            now = outcome.content
            made.append(proposal)
    around.accessors.add(entry, now)
    return made, now, refused


def _order(proposal: Proposal) -> tuple[bool, int]:
    """What goes comes before what moves."""
    return proposal.fix.kind != "remove-import", proposal.fix.line
