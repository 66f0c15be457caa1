"""Which functions can neither import nor decide about imports.

Following such a function through conditions nobody can decide is wasted work: all that can come
of it is an unknown result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from standards_lint import facts
from standards_lint.simulate.values import ClassValue, FunctionValue, Marked, Module, Value

if TYPE_CHECKING:
    from standards_lint.simulate.machine import Machine

# Calling one of these, by whatever path, may import, ask what is installed or change names.
_REACHING = frozenset(
    "import_module __import__ exec eval find_spec find_loader version distribution metadata "
    "get_distribution __call__ require globals locals vars setattr reload exit quit "
    "import_string load_module".split()
)
_STOPPING = frozenset("ImportError ModuleNotFoundError SystemExit".split())


def is_inert(m: Machine, function: FunctionValue) -> bool:
    """Whether calling the function can have no effect on imports but its result.

    Looks through the functions and classes it names; what it is handed as an argument counts as
    inert.
    """

    def decide(body: facts.Body | None) -> bool:
        return body is not None and _is_inert_node(m, function, body.statements)

    return claim(m, function, "inert", decide)


def claim(
    m: Machine, function: FunctionValue, what: str, decide: Callable[[facts.Body | None], bool]
) -> bool:
    """Whether something holds of a function; functions in a circle do not speak against it."""
    known = m.process.claims if function.module.running else m.claims
    key = (what, id(function.fact))
    if key not in known:
        known[key] = True
        known[key] = decide(m.body(function))
    return known[key]


def _is_inert_node(m: Machine, function: FunctionValue, node: Any) -> bool:
    for item in _walk(node):
        kind = type(item)
        if kind is facts.Import or kind is facts.ImportFrom:
            return False
        if kind is facts.Raise and _stops(item):
            return False
        if kind is facts.Attr and item.attr == "modules":
            return False
        if kind is facts.Call:
            called = item.func
            name = called.attr if isinstance(called, facts.Attr) else getattr(called, "id", "")
            if name in _REACHING:
                return False
            found = target(m, function, called)
            if isinstance(found, FunctionValue) and not is_inert(m, found):
                return False
    return True


def _stops(statement: facts.Raise) -> bool:
    return any(
        isinstance(item, facts.Name) and item.id in _STOPPING for item in _walk(statement.exception)
    )


def _walk(node: Any) -> Iterator[Any]:
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            stack.extend(item)
        elif hasattr(item, "__struct_fields__"):
            yield item
            stack.extend(getattr(item, name) for name in item.__struct_fields__)


def target(m: Machine, function: FunctionValue, called: facts.Expr) -> Value:
    """What a function calls by a name of its module, or of its class."""
    names = function.module.ns
    found: Value = None
    if isinstance(called, facts.Name):
        m.sight.names.add(called.id)
        found = names.get(called.id)
    elif isinstance(called, facts.Attr) and isinstance(called.value, facts.Name):
        m.sight.names.update((called.value.id, called.attr))
        owner = names.get(called.value.id)
        if called.value.id in ("self", "cls") and function.owner is not None:
            owner = function.owner
        if isinstance(owner, Module):
            found = owner.ns.get(called.attr)
        elif isinstance(owner, ClassValue):
            found = owner.find(called.attr)
    if isinstance(found, ClassValue):
        found = found.find("__init__")
    return found.function if isinstance(found, Marked) else found
