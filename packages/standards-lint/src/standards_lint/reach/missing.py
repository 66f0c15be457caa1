"""Names that an environment leaves without what they stand for."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from standards_lint import facts
from standards_lint.model import Step
from standards_lint.simulate.values import Fallback, Raised, failure
from standards_lint.statements import is_for_types, names_of

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine
    from standards_lint.simulate.values import Module

_CATCHING = frozenset(("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))
_BLOCKS = ("body", "orelse", "final")


class Unbound:
    """Stands in a namespace for a name that was not bound because of `cause`."""

    __slots__ = ("cause",)

    def __init__(self, cause: Raised) -> None:
        self.cause = cause


Missing = Fallback | Unbound


def is_third_party(cause: Raised) -> bool:
    """Whether an exception says that a package is missing, not a part of Python."""
    return cause.kind in ("distribution", "module") and bool(cause.missing)


def missing_names(m: Machine, module: Module) -> dict[str, Missing]:
    """The names of a module that has run which stand for something missing."""
    found: dict[str, Missing] = {
        name: value
        for name, value in module.ns.items()
        if isinstance(value, Fallback) and is_third_party(value.cause)
    }
    if module.ns.loose:
        return found
    for names, cause in _left_out(m, module, m.code.facts(module.name).body):
        for name in names:
            if name not in module.ns and not hasattr(builtins, name):
                found.setdefault(name, Unbound(cause))
    return found


def _left_out(
    m: Machine, module: Module, block: Sequence[facts.Stmt]
) -> Iterator[tuple[tuple[str, ...], Raised]]:
    """Names that guarded blocks would have bound, with what kept them from it."""
    for statement in block:
        if isinstance(statement, facts.Try) and any(map(_catches, statement.handlers)):
            cause = next(_failing(m, module, statement.body), None)
            if cause is not None:
                yield tuple(_bound([*statement.body, *statement.orelse])), cause
        if isinstance(statement, facts.If) and not is_for_types(statement.test):
            yield from _not_imported(m, module, [*statement.body, *statement.orelse])
        if isinstance(statement, (facts.Try, facts.If, facts.With)):
            for name in _BLOCKS:
                yield from _left_out(m, module, getattr(statement, name, ()))


def _not_imported(
    m: Machine, module: Module, block: Sequence[facts.Stmt]
) -> Iterator[tuple[tuple[str, ...], Raised]]:
    """Names that imports under a condition would bind if they could."""
    for statement in block:
        if isinstance(statement, (facts.Import, facts.ImportFrom)):
            names = tuple(name for name in names_of(statement) if name not in module.ns)
            cause = import_error(m, module, statement) if names else None
            if cause is not None and is_third_party(cause):
                yield names, cause


def _catches(handler: facts.Handler) -> bool:
    caught = handler.catches
    if caught is None:
        return True
    parts = caught.items if isinstance(caught, facts.Sequence) else (caught,)
    return any(getattr(part, "id", getattr(part, "attr", "")) in _CATCHING for part in parts)


def _failing(m: Machine, module: Module, block: Sequence[facts.Stmt]) -> Iterator[Raised]:
    """The imports of a block that fail."""
    for statement in block:
        if isinstance(statement, (facts.Import, facts.ImportFrom)):
            cause = import_error(m, module, statement)
            if cause is not None and is_third_party(cause):
                yield cause


def import_error(
    m: Machine, module: Module, statement: facts.Import | facts.ImportFrom
) -> Raised | None:
    """What an import raises, None if it works."""
    from standards_lint.simulate.frames import Frame
    from standards_lint.simulate.values import Dict

    frame = Frame(module, Dict({"__package__": module.ns.get("__package__")}))
    frame.globals_ = Dict({"__package__": module.ns.get("__package__")})
    frame.line = statement.line
    try:
        m.statement_table[type(statement)](m, frame, statement)
    except Raised as raised:
        return raised
    return None


def _bound(block: Sequence[facts.Stmt]) -> Iterator[str]:
    for statement in block:
        match statement:
            case facts.Import() | facts.ImportFrom():
                yield from names_of(statement)
            case facts.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, facts.Name))
            case facts.Define(function=function):
                yield function.name
            case facts.Class(name=name):
                yield name


def cause_at(kind: str, missing: str, module: Module, line: int) -> Raised:
    """The failure of an import at a line of a module."""
    step = Step(module.name, module.path, line)
    return failure(ImportError, f"No module named '{missing}'", kind, missing, (step,))
