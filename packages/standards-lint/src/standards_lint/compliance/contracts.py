"""import-linter, with the contracts of the tree."""

from __future__ import annotations

import configparser
import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from standards_lint.clauses import EVERYWHERE, Problem
from standards_lint.commands import find, output
from standards_lint.compliance.subject import Answer, Found, Subject
from standards_lint.config import tool_table

ALL = "*"
_SECTION = "importlinter:contract:"
_RESULT = re.compile(r"^(?P<name>.+) (?P<state>KEPT|BROKEN)(?: \(.*\))?$", re.MULTILINE)
_DETAILS = re.compile(r"^Broken contracts\n-+\n(.*)", re.MULTILINE | re.DOTALL)
# Wider than any name, so that none is wrapped.
_COLUMNS = "1000"


class _Contract(Struct, frozen=True):
    name: str
    id: str = ""


class _Table(Struct, frozen=True):
    contracts: tuple[_Contract, ...] = ()


def answer(subject: Subject, names: tuple[str, ...]) -> Answer:
    """Which of the named contracts are kept; `*` means all there are."""
    command = find("lint-imports")
    if command is None:
        return Answer.silent(names, "import-linter is not installed")
    declared = _declared(subject.root)
    if declared is None:
        return Answer.silent(names, "no contracts are declared")
    file, titles = declared
    told = _run(command, subject)
    states = {found["name"]: found["state"] for found in _RESULT.finditer(told)}
    if not states:
        return Answer.silent(names, f"import-linter failed: {_last(told)}")
    found = {name: _found(name, states.get(title), file) for name, title in titles.items()}
    broken = [name for name, item in found.items() if item.problems]
    found |= {name: _explained(found[name], _run(command, subject, name)) for name in broken}
    checks = {name: found.get(name) or _unknown(name) for name in names if name != ALL}
    if ALL in names:
        checks[ALL] = Found(tuple(item for each in found.values() for item in each.problems))
    _, version, _ = output((command, "--version"), subject.root)
    return Answer(version.strip(), checks)


def _found(name: str, state: str | None, file: str) -> Found:
    if state is None:
        return Found(unproven={EVERYWHERE: f"the contract {name} was not checked"})
    if state == "KEPT":
        return Found()
    return Found((Problem("import-linter", name, "", file),))


def _explained(found: Found, told: str) -> Found:
    """A broken contract with what import-linter says about it."""
    details = _DETAILS.search(told)
    text = details[1].strip() if details else "broken"
    first = found.problems[0]
    return Found((Problem(first.tool, first.code, text, first.path),))


def _unknown(name: str) -> Found:
    return Found(unproven={EVERYWHERE: f"there is no contract {name}"})


def _run(command: str, subject: Subject, contract: str | None = None) -> str:
    """What import-linter prints about all contracts, or one."""
    import os

    roots = [str(root) for root in subject.analysis.project.roots()]
    variables = {"PYTHONPATH": os.pathsep.join(roots), "COLUMNS": _COLUMNS, "NO_COLOR": "1"}
    chosen = () if contract is None else ("--contract", contract)
    _, out, err = output((command, "--no-cache", *chosen), subject.root, variables)
    return out + err


def _last(told: str) -> str:
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    return lines[-1] if lines else "it printed nothing"


def _declared(root: Path) -> tuple[str, Mapping[str, str]] | None:
    """The file that declares contracts, and their titles by name, as import-linter finds them."""
    for file in ("setup.cfg", ".importlinter"):
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(root / file, encoding="utf-8")
        titles = {
            section.removeprefix(_SECTION): parser.get(section, "name", fallback=section)
            for section in parser.sections()
            if section.startswith(_SECTION)
        }
        if titles:
            return file, titles
    project = root / "pyproject.toml"
    if project.is_file():
        table = tool_table(project, "importlinter", _Table) or _Table()
        titles = {item.id or item.name: item.name for item in table.contracts}
        if titles:
            return project.name, titles
    return None
