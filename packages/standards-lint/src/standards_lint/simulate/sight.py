"""Which top-level definitions nobody looks at, so that adding or removing them changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from msgspec.structs import replace

from standards_lint import facts
from standards_lint.facts import Expr, FileFacts, Stmt

# Names of a module that the import system or the compiler gives a meaning are spelt like this,
# but for what `from __future__ import annotations` binds.
_SPECIAL = ("__", "annotations")
# A module whose code is followed to its end has many more steps to spare than this.
SPARE_STEPS = 10_000


class Sight(msgspec.Struct, array_like=True):
    """What all runs together looked at.

    `names` were looked for in the namespace of any module, found or not. `exposed` are modules
    of which more was seen than names one by one: the whole namespace, or the number of steps.
    `whole` are modules of which more was read than the beginning.
    """

    names: set[str]
    exposed: set[str]
    whole: set[str]

    def include(self, other: Sight) -> None:
        """Adds what other runs looked at."""
        self.names |= other.names
        self.exposed |= other.exposed
        self.whole |= other.whole


def nothing() -> Sight:
    """What no run at all looked at."""
    return Sight(set(), set(), set())


def bindable(sight: Sight) -> Sight:
    """The same without names that no definition can bind, such as those that no text can hold."""
    names = {name for name in sight.names if isinstance(name, str) and name.isidentifier()}
    return replace(sight, names=names)


def without_unseen(module: FileFacts, names: Collection[str]) -> FileFacts | None:
    """The facts without definitions that cannot fail and that bind none of these names.

    None where there are so many of them that running them could matter by itself.
    """
    kept, steps = [], 0
    for statement in module.body:
        cost = _unseen(statement, names)
        steps += cost
        if not cost:
            kept.append(statement)
    return replace(module, body=tuple(kept)) if steps < SPARE_STEPS else None


def _unseen(statement: Stmt, names: Collection[str]) -> int:
    """The steps that running an unseen definition takes, 0 for any other statement."""
    match statement:
        case facts.Assign(targets=targets, value=value):
            is_free = all(type(t) is facts.Name and _is_free(t.id, names) for t in targets)
            return int(is_free and _is_literal(value))
        case facts.Define(function=function, decorators=()):
            return int(_is_free(function.name, names) and _is_plain(function))
        case facts.Class(name=name, bases=(), keywords=(), decorators=(), body=body):
            is_simple = _is_free(name, names) and all(map(_is_member, body))
            return 1 + len(body) if is_simple else 0
    return 0


def _is_free(name: str, names: Collection[str]) -> bool:
    return name not in names and not name.startswith(_SPECIAL)


def _is_member(statement: Stmt) -> bool:
    """Whether a statement of a class body cannot fail, whatever the names around it are."""
    match statement:
        case facts.Evaluate(value=value):
            return type(value) is facts.Const
        case facts.Assign(targets=targets, value=value):
            return all(type(target) is facts.Name for target in targets) and _is_literal(value)
        case facts.Define(function=function, decorators=()):
            return _is_plain(function)
    return False


def _is_plain(function: facts.Function) -> bool:
    """Whether defining a function evaluates nothing but literals."""
    return all(map(_is_literal, (*function.annotations, *function.defaults)))


def _is_literal(value: Expr | Any) -> bool:
    match value:
        case facts.Const():
            return True
        case facts.Sequence(items=items):
            return all(map(_is_literal, items))
        case facts.Mapping(keys=keys, values=values):
            return all(type(key) is facts.Const for key in keys) and all(map(_is_literal, values))
    return False
