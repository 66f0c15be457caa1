"""Standard-library functions that combine iterables."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from standards_lint.simulate import containers, operations
from standards_lint.simulate.frames import Frame
from standards_lint.simulate.values import List, Unknown, Value

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

# Products longer than this count as unknown.
_LONGEST = 3000


def _combined(name: str, function: Callable[..., Iterable[Any]]) -> Callable[..., Value]:
    def run(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
        parts = [containers.elements(m, frame, arg) for arg in args]
        if keywords or any(part is None for part in parts):
            return _loose(parts)
        found = List(itertools.islice(function(*parts), _LONGEST + 1))
        return found if len(found) <= _LONGEST else Unknown(name)

    return run


def _loose(parts: Iterable[list[Value] | None]) -> List:
    found = List(item for part in parts for item in part or ())
    found.loose = True
    return found


def _chain_iterables(
    m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]
) -> Value:
    outer = containers.elements(m, frame, args[0]) if args else None
    if outer is None:
        return _loose(())
    return _combined("itertools.chain", itertools.chain)(m, frame, outer, {})


def _sum(m: Machine, frame: Frame, args: list[Value], keywords: dict[str, Value]) -> Value:
    items = containers.elements(m, frame, args[0]) if args else None
    if items is None:
        return Unknown("a sum")
    total = args[1] if len(args) > 1 else keywords.get("start", 0)
    for item in items:
        total = operations.binary(m, frame, "+", total, item)
    return total


TABLE = {
    "itertools.chain": _combined("itertools.chain", itertools.chain),
    "itertools.chain.from_iterable": _chain_iterables,
    "itertools.product": _combined("itertools.product", itertools.product),
    "builtins.sum": _sum,
}
