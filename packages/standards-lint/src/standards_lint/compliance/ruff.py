"""ruff, with the configuration of the tree; nothing is switched on for the report."""

from __future__ import annotations

import re

import msgspec
from msgspec import Struct

from standards_lint.clauses import EVERYWHERE, Problem
from standards_lint.commands import find, output
from standards_lint.compliance.subject import Answer, Found, Subject
from standards_lint.errors import UsageError
from standards_lint.paths import from_root

_ENABLED = re.compile(r"^linter\.rules\.enabled = \[(.*?)^\]", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"\(([A-Z]+\d+)\)")


class _Location(Struct):
    row: int


class _Diagnostic(Struct):
    code: str | None
    message: str
    filename: str
    location: _Location | None


def answer(subject: Subject, names: tuple[str, ...]) -> Answer:
    """What ruff finds in all of the tree, of the codes and prefixes that are named.

    Raises:
        UsageError: ruff cannot read its configuration.
    """
    command = find("ruff")
    if command is None:
        return Answer.silent(names, "ruff is not installed")
    problems = _problems(command, subject)
    enabled = _enabled(command, subject)
    checks = {}
    for name in names:
        means = re.compile(rf"{re.escape(name)}\d*")
        if any(map(means.fullmatch, enabled)):
            own = tuple(item for item in problems if means.fullmatch(item.code))
            checks[name] = Found(own)
        else:
            reason = f"{name} is off in ruff's configuration"
            checks[name] = Found(unproven={EVERYWHERE: reason})
    return Answer(_run(command, "--version", subject=subject).strip(), checks)


def _problems(command: str, subject: Subject) -> tuple[Problem, ...]:
    text = _run(
        command, "check", "--no-cache", "--exit-zero", "--output-format=json", subject=subject
    )
    return tuple(
        _problem(item, subject) for item in msgspec.json.decode(text, type=list[_Diagnostic])
    )


def _problem(item: _Diagnostic, subject: Subject) -> Problem:
    path = from_root(item.filename, subject.root)
    line = item.location.row if item.location else 0
    code = item.code or "invalid-syntax"
    return Problem("ruff", code, item.message, path, line, subject.environments_of(path))


def _enabled(command: str, subject: Subject) -> tuple[str, ...]:
    """The codes that are on for the first file that ruff would check."""
    listed = _run(command, "check", "--show-files", subject=subject).splitlines()
    sources = [line for line in listed if line.endswith(".py")]
    if not sources:
        return ()
    settings = _run(command, "check", "--show-settings", sources[0], subject=subject)
    section = _ENABLED.search(settings)
    return tuple(_CODE.findall(section[1])) if section else ()


def _run(command: str, *arguments: str, subject: Subject) -> str:
    code, out, err = output((command, *arguments), subject.root)
    if code:
        raise UsageError(f"ruff {' '.join(arguments)}: {err.strip() or out.strip()}")
    return out
