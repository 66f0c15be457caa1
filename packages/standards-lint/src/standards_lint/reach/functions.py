"""The functions of a module that has run, as far as the environment defines them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from standards_lint.simulate.values import (
    ClassValue,
    External,
    FunctionValue,
    Marked,
    Module,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.facts import Function

# Parts of what foreign decorators are called that run a function only where something is there.
_CONDITIONAL = ("skip", "require", "mark.", "slow", "xfail", "needs")


class Defined(NamedTuple):
    """A function or method.

    `owner` is the class that it is a method of, `is_bound` whether it gets an instance of it;
    `wrapper` is what a decorator of first-party code made of it.
    """

    name: str
    fact: Function
    value: FunctionValue
    owner: ClassValue | None
    is_bound: bool
    wrapper: Value

    @property
    def is_lazy_access(self) -> bool:
        """Whether this makes the attributes of its module that are asked for."""
        return self.owner is None and self.fact.name == "__getattr__"

    @property
    def is_private(self) -> bool:
        """Whether only code that knows it calls it."""
        return self.fact.name.startswith("_") and not self.fact.name.endswith("__")


def defined(module: Module) -> Iterator[Defined]:
    """The functions and methods that running a module has defined in it."""
    for value in list(module.ns.values()):
        if isinstance(value, ClassValue):
            if value.module is module:
                yield from _methods(module, value)
        else:
            yield from _of(module, value, None, "")


def _methods(module: Module, owner: ClassValue) -> Iterator[Defined]:
    for value in list(owner.ns.values()):
        if isinstance(value, Marked):
            for part in (value.function, *value.accessors.values()):
                is_static = value.kind == "staticmethod"
                yield from _of(module, part, owner, owner.name, is_static=is_static)
        else:
            yield from _of(module, value, owner, owner.name)


def _of(
    module: Module, value: Value, owner: ClassValue | None, prefix: str, *, is_static: bool = False
) -> Iterator[Defined]:
    inner, wrapper = _unwrapped(module, value)
    if inner is not None and inner.module is module and inner.fact.name != "<lambda>":
        name = f"{prefix}.{inner.fact.name}" if prefix else inner.fact.name
        is_bound = owner is not None and not is_static
        yield Defined(name, inner.fact, inner, owner, is_bound, wrapper)


def _unwrapped(module: Module, value: Value) -> tuple[FunctionValue | None, Value]:
    """The function below decorators; none where one of them may not run it."""
    wrapper: Value = None
    seen: set[int] = set()
    while id(value) not in seen:
        seen.add(id(value))
        if isinstance(value, External):
            if any(part in value.name for part in _CONDITIONAL):
                return None, None
            value = value.wraps
        elif isinstance(value, Marked):
            value = value.function
        elif isinstance(value, FunctionValue) and _is_made_in_call(value):
            within = [
                item
                for item in value.closure.ns.values()
                if isinstance(item, FunctionValue) and item.module is module and item is not value
            ]
            if len(within) != 1:
                break
            wrapper, value = wrapper or value, within[0]
        else:
            break
    return (value if isinstance(value, FunctionValue) else None), wrapper


def _is_made_in_call(value: FunctionValue) -> bool:
    return value.closure is not None and value.closure.function is not None
