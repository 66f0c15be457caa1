"""Runs modules, and remembers what running them did where that holds for every importer."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import filterfalse
from operator import attrgetter, is_not
from typing import TYPE_CHECKING

from standards_lint.facts import FileFacts, Stmt, SyntaxProblem
from standards_lint.simulate.frames import Frame, Memo, Process, Record
from standards_lint.simulate.judging import MAIN, is_subclass
from standards_lint.simulate.machine import STEPS, Misread
from standards_lint.simulate.names import put
from standards_lint.simulate.settled import Change, settle
from standards_lint.simulate.sight import SPARE_STEPS
from standards_lint.simulate.values import (
    ABSENT,
    External,
    Module,
    Raised,
    Unknown,
    Value,
    failure,
)

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

# In how many states of what it reads a module is remembered.
_MOST_VARIANTS = 8
_NAME = attrgetter("name")


def register(m: Machine, name: str, value: Value) -> None:
    """Enters a module in `sys.modules`."""
    m.process.enter(name, value)
    m.process.list_last(name)


def enter(m: Machine, name: str, value: Value) -> None:
    """What code that sets an entry of `sys.modules` does.

    In a branch that nobody can decide it is taken not to put anything in the place of a module
    that is still to be loaded.
    """
    process = m.process
    is_doubtful = process.checkpoint is not None and process.checkpoint.is_branch
    if is_doubtful and name not in process.modules and m.code.find(name) is not None:
        process.assumes.add(f"nothing replaces {name} in sys.modules")
        return
    if name in process.modules:
        if name in process.sequences:
            process.touch(name)
        process.enter(name, value)
    else:
        register(m, name, value)


def bind_on_parent(m: Machine, name: str, parent: Value, value: Value) -> None:
    """Binds a loaded submodule on its package, over a name of its own."""
    short = name.rpartition(".")[2]
    if isinstance(parent, Module):
        bound = parent.ns.look_up(short)
        if bound is not ABSENT and bound is not value:
            put(m, parent.ns, short, value)


def remembered(m: Machine, name: str) -> Value:
    """What an earlier import of the module left, if that holds in this process too.

    Raises:
        Raised: the earlier import failed.
    """
    for memo in m.variants.get(name, ()):
        needed = _needed(m, memo)
        if needed is not None and _hold(m, [*needed.values(), memo]):
            break
    else:
        return None
    for other, before in {**needed, name: memo}.items():
        m.memos[other] = before
    for part in needed.values():
        _replay(m, part)
    process = m.process
    for other, before in memo.needs.items():
        process.use(other, before)
    _replay(m, memo)
    if memo.error is not None:
        raise memo.error
    return process.modules.get(name, memo.value)


def _needed(m: Machine, memo: Memo) -> dict[str, Memo] | None:
    """What has to be loaded first, None where only running it tells what it leaves.

    Another run of it may be loaded, or it may matter who would catch what it raises.
    """
    needed = {}
    for other, before in memo.needs.items():
        loaded = m.process.modules.get(other)
        if loaded is None:
            if before.guarded is not None:
                return None
            needed[other] = before
        elif loaded is not before.modules[other]:
            return None
    return needed


def _hold(m: Machine, parts: list[Memo]) -> bool:
    """Whether all that was done one after the other would be done the same way now.

    Where one part changes what another looks at, nobody knows without running them.
    """
    if not all(_holds(m, part) for part in parts):
        return False
    changes: dict[int, list[Change]] = {}
    for part in parts[:-1]:
        for change in part.changes:
            changes.setdefault(id(change.container), []).append(change)
    return not changes or not any(
        change.alters(key)
        for part in parts
        for container, key in part.seen
        for change in changes.get(container, ())
    )


def _replay(m: Machine, memo: Memo) -> None:
    process = m.process
    for change in memo.changes:
        m.journal.apply(change)
    m.journal.include(memo.seen)
    if memo.guarded is not None:
        process.note_guards()
    for other in filterfalse(process.modules.__contains__, memo.modules):
        process.modules[other] = memo.modules[other]
        process.list_last(other)
    process.order.extend(memo.attempted.difference(memo.modules))
    if process.stack:
        process.stack[-1].absences |= memo.absences
    process.evidence.extend(memo.evidence)
    process.pending.extend(memo.pending)
    process.assumes.update(memo.assumes)


def _holds(m: Machine, memo: Memo) -> bool:
    process = m.process
    memo.later = m.journal.catch_up(memo.seen, memo.later)
    return (
        memo.attempted.isdisjoint(map(_NAME, process.stack))
        and memo.absences.isdisjoint(process.modules)
        and memo.guarded in (None, process.is_guarded())
        and m.journal.holds(memo.seen)
        and (not m.has_variants or _is_same_code(process, memo))
    )


def _is_same_code(process: Process, memo: Memo) -> bool:
    """Whether no module that is there stands for another run than the one remembered."""
    expected = memo.modules.values()
    loaded = map(process.modules.get, memo.modules, expected)
    return not any(map(is_not, loaded, expected))


def _keep(m: Machine, name: str, memo: Memo) -> None:
    """Remembers a module, beside what it did where containers were in other states."""
    m.memos[name] = memo
    others = m.variants.get(name, ())
    m.has_variants = m.has_variants or bool(others)
    m.variants[name] = [memo, *others][:_MOST_VARIANTS]


def execute(m: Machine, name: str, path: str, kind: str) -> Value:
    """Runs a module for the first time in this process.

    Raises:
        Raised: what the module raises; it is no longer in `sys.modules` then.
    """
    process = m.process
    with process.running():
        record = Record(name, len(process.order), process.guards)
        module = Module(name, path, is_package=kind != "module", sequence=record.sequence)
        module.ns.update(_initial_names(name, path, kind))
        pending, assumes = len(process.pending), set(process.assumes)
        evidence, changes = len(process.evidence), len(m.journal.changes)
        process.stack.append(record)
        m.journal.begin()
        register(m, name, module)
        try:
            error = _run_module(m, module) if kind != "namespace" else None
        finally:
            if process.steps > STEPS - SPARE_STEPS:
                m.sight.exposed.add(name)
            if m.is_exhausted():
                module.ns.loose = True
            process.stack.pop()
            module.running = False
            seen = m.journal.end()
            settle(m.journal, module, m.journal.changes[changes:], record.entered)
    value = process.modules.get(name, module)
    if record.low >= record.sequence and process.listen is None:
        memo = _memo(m, record, value, error)
        memo.changes, memo.seen = tuple(m.journal.changes[changes:]), seen
        memo.later = len(m.journal.later)
        memo.pending = tuple(process.pending[pending:])
        memo.assumes = frozenset(process.assumes - assumes)
        memo.evidence = tuple(process.evidence[evidence:])
        _keep(m, name, memo)
    elif process.stack:
        outer = process.stack[-1]
        outer.low = min(outer.low, record.low)
    _pass_on(process, record)
    if error is not None:
        raise error
    return value


def _memo(m: Machine, record: Record, value: Value, error: Raised | None) -> Memo:
    """What a module loaded and depends on, without what it did to others."""
    process = m.process
    attempted = process.order[record.sequence :]
    loaded = {other: process.modules[other] for other in attempted if other in process.modules}
    memo = Memo(value, error, loaded)
    memo.attempted = frozenset(attempted)
    memo.absences = frozenset(record.absences)
    memo.needs = _needs(m, record)
    memo.guarded = record.guarded
    return memo


def _pass_on(process: Process, record: Record) -> None:
    """What mattered to a module matters to the one that loaded it."""
    if process.stack:
        outer = process.stack[-1]
        outer.absences |= record.absences
        for other, memo in record.used.items():
            if process.sequences.get(other, -1) < outer.sequence:
                outer.used[other] = memo


def _needs(m: Machine, record: Record) -> dict[str, Memo]:
    """What a module imports that had run before, and what that needed, oldest first."""
    found: dict[str, Memo] = {}
    for name, memo in record.used.items():
        found.update(memo.needs)
        found[name] = memo
    sequences = m.process.sequences
    return {name: found[name] for name in sorted(found, key=lambda name: sequences.get(name, -1))}


def _initial_names(name: str, path: str, kind: str) -> dict[str, Value]:
    is_package = kind != "module"
    names: dict[str, Value] = {
        "__name__": name,
        "__file__": path if kind != "namespace" else None,
        "__package__": name if is_package else name.rpartition(".")[0],
        "__doc__": Unknown("__doc__"),
        "__spec__": External(f"{name}.__spec__"),
        "__loader__": External(f"{name}.__loader__"),
        "__builtins__": External("builtins", is_module=True),
    }
    if name == MAIN:
        names["__package__"] = names["__spec__"] = None
    if is_package:
        names["__path__"] = External(f"{name}.__path__")
    return names


def _run_module(m: Machine, module: Module) -> Raised | None:
    """Runs the statements of a module; returns what they raise, for which it is taken out."""
    try:
        _run_file(m, module)
    except Raised as raised:
        m.process.modules.pop(module.name, None)
        m.process.sequences.pop(module.name, None)
        return raised
    return None


def _run_file(m: Machine, module: Module) -> None:
    facts = m.beginning(module.name)
    problem = problem_in(m, facts)
    if problem is not None:
        raise _syntax_error(module, problem)
    if "annotations" in facts.futures:
        module.ns["annotations"] = External("__future__.annotations")
    frame = Frame(module, module.ns)
    _run_body(m, frame, facts.body)
    if facts.until is not None:
        begun = len(facts.body)
        whole = m.facts(module.name)
        if problem_in(m, whole) is not None or whole.body[:begun] != facts.body:
            raise Misread(module.name)
        m.begun.discard(module.name)
        _run_body(m, frame, whole.body[begun:])


def _run_body(m: Machine, frame: Frame, body: Iterable[Stmt]) -> None:
    """Runs the statements of a module.

    What a call raises that no environment has to do with, it probably raises here only, because
    values are not followed as closely as they would have to be; where nobody may catch it, the
    module goes on, so that what it imports afterwards is seen.
    """
    rest = iter(body)
    while True:
        try:
            m.run(frame, rest)
        except Raised as raised:
            is_own = len(raised.chain) <= 1 or is_subclass(raised.value.cls, SystemExit)
            if raised.judged or is_own or m.process.note_guards():
                raise
            text = raised.value.message or "an exception"
            m.process.assumes.add(f"{frame.place()}: {text} is not raised")
            frame.ns.loose = True
        else:
            return


def problem_in(m: Machine, facts: FileFacts) -> SyntaxProblem | None:
    """What keeps the Python of the environment from compiling a file."""
    for problem in facts.problems:
        if problem.since is None or problem.since > m.around.python:
            return problem
    return None


def _syntax_error(module: Module, problem: SyntaxProblem) -> Raised:
    frame = Frame(module, module.ns)
    step = frame.step(problem.line)
    return failure(SyntaxError, problem.message, "syntax", problem.message, (step,))
