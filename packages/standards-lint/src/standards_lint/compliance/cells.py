"""What the tox cells left behind: a record of real imports, or the result of their tests."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from standards_lint.clauses import EVERYWHERE, Evidence, Problem
from standards_lint.compliance.subject import Answer, Found, Subject
from standards_lint.environments.folder import locks_of
from standards_lint.environments.record import digest
from standards_lint.errors import UsageError
from standards_lint.evidence import Evidence as Record
from standards_lint.evidence import RealImport, load

ALL = "*"
_NO_EVIDENCE = "no evidence"


def answer(subject: Subject, names: tuple[str, ...]) -> Answer:
    """What the evidence says of the named cells; `*` means that of each environment.

    Raises:
        ConfigError: a file of evidence cannot be read.
    """
    records = _records(subject)
    environments = subject.matrix.environments
    each = {name: _imports(name, records.get(name), subject) for name in environments}
    checks = {}
    for name in names:
        own = [label for label in environments if _cell(label) == name]
        if name == ALL or own:
            checks[name] = _together({label: each[label] for label in own or environments}, name)
        else:
            checks[name] = _tests(subject.evidence / f"{name}.xml", name)
    there = f"{len(records)} of {len(environments)} environments"
    return Answer(there if records else _NO_EVIDENCE, checks)


def evidence(subject: Subject) -> tuple[Evidence, ...]:
    """The real imports that are on record, by environment.

    Raises:
        ConfigError: a file of evidence cannot be read.
    """
    return tuple(
        Evidence(
            name,
            f"Python {record.interpreter.python}, {record.interpreter.platform} "
            f"{record.interpreter.machine}{', simulated' if record.is_simulated else ''}".strip(),
            {module.module: module.agrees for module in record.modules},
        )
        for name, record in sorted(_records(subject).items())
    )


def _records(subject: Subject) -> dict[str, Record]:
    """The records by the environment of the matrix whose interpreter they are about."""
    found = {}
    for name in subject.matrix.environments:
        cell, _, platform = name.partition("@")
        for file in (f"{name}.json", f"{cell}.json"):
            record = load(subject.evidence / file)
            if record and (not platform or record.interpreter.platform == platform):
                found[name] = record
                break
    return found


def _imports(name: str, record: Record | None, subject: Subject) -> Found:
    """Where the interpreter of an environment and the verdicts disagree."""
    if record is None:
        return Found(unproven={name: f"{_NO_EVIDENCE} from {name}"})
    problems = tuple(
        Problem("tox", _cell(name), _story(module), module.path, 1, (name,))
        for module in record.modules
        if not module.agrees
    )
    if _is_stale(name, record, subject):
        return Found(problems, {name: f"the evidence from {name} is about another lock"})
    known = {module.module for module in record.modules}
    importable = [
        row.module
        for row in subject.matrix.modules
        if not row.is_script and name in row.cells and row.cells[name].verdict != "unimportable"
    ]
    new = [module for module in importable if module not in known]
    if new:
        reason = f"the evidence from {name} knows nothing of {len(new)} modules, as {new[0]}"
        return Found(problems, {name: reason})
    return Found(problems)


def _is_stale(name: str, record: Record, subject: Subject) -> bool:
    """Whether a record was made with another lock than the environment has now."""
    project = subject.analysis.project
    entries = project.config.environments[_cell(name)].provides_from
    places = [project.root / entry for entry in entries]
    locks = [lock for place in places if place.is_dir() for lock in locks_of(place)]
    locks += [place for place in places if place.is_file()]
    if record.lock_digest is None or not locks:
        return False
    return record.lock_digest not in map(digest, locks)


def _story(module: RealImport) -> str:
    error = f" ({module.error})" if module.error else ""
    return (
        f"{module.module} is {module.verdict}, but a real interpreter says {module.outcome}{error}"
    )


def _together(each: dict[str, Found], name: str) -> Found:
    return Found(
        tuple(problem for found in each.values() for problem in found.problems),
        {label: note for found in each.values() for label, note in found.unproven.items()},
        () if name == ALL else tuple(each),
    )


def _tests(path: Path, name: str) -> Found:
    """What the test report of a cell says that is about no environment."""
    try:
        cases = ElementTree.parse(path).iter("testcase")
    except FileNotFoundError:
        return Found(unproven={EVERYWHERE: f"{_NO_EVIDENCE} from {name}"})
    except (OSError, ElementTree.ParseError) as error:
        raise UsageError(f"{path}: not a JUnit report: {error}") from None
    return Found(
        tuple(
            Problem("tox", name, f"{case.get('classname')}: {case.get('name')} failed")
            for case in cases
            if case.find("failure") is not None or case.find("error") is not None
        )
    )


def _cell(environment: str) -> str:
    return environment.partition("@")[0]
