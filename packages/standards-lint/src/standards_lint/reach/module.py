"""The uses of missing things that the functions of one module reach."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from standards_lint.reach.functions import Defined, defined
from standards_lint.reach.scope import Scope
from standards_lint.reach.state import Nested, Own, State, Stopped
from standards_lint.reach.use import Use
from standards_lint.reach.walk import Walk
from standards_lint.simulate.values import ClassValue, FunctionValue, Marked, Module, Unknown

if TYPE_CHECKING:
    from standards_lint.facts import Body, Function
    from standards_lint.reach.state import Escape
    from standards_lint.simulate.machine import Machine

_WORD = re.compile(r"[A-Za-z_]\w*")
_LATE_IMPORT = re.compile(r"^[ \t]+(?:import|from)\b", re.MULTILINE)
_ARGUMENT = Unknown("an argument")


class _Run(NamedTuple):
    """What came of walking a function: what left it, and whether it can surely come to an end."""

    walk: Walk
    raised: list[Escape]
    is_passable: bool


class Inspection:
    """Looks at the functions of one module.

    Args:
        m: the machine of an environment, which has run the module.
        module: the module.
        lines: of its file.
        optional: names that a guarded import binds, or functions that hold one, anywhere.
        is_shared: whether functions of a module set one of its names.
    """

    def __init__(
        self,
        m: Machine,
        module: Module,
        lines: Sequence[str],
        optional: frozenset[str],
        is_shared: Callable[[Module, str], bool],
    ) -> None:
        self._m = m
        self._scope = Scope(m, module, lines)
        self._optional = optional
        self._is_shared = is_shared
        self._runs: dict[int, _Run | None] = {}
        self._is_alive: dict[int, bool] = {}

    def uses(self) -> Iterator[Use]:
        """The uses, one for each function and name."""
        functions = list(defined(self._scope.module))
        wanted = self._wanted(functions)
        functions = [item for item in functions if id(item.fact) in wanted]
        waiting = [item for item in functions if not item.is_private and not item.is_lazy_access]
        private = [item for item in functions if item.is_private]
        mentioned: set[int] = set()
        names: set[str] = set()
        while waiting:
            item = waiting.pop()
            if not self._can_be_called(item):
                continue
            for use, walk in self._inside(item):
                mentioned |= walk.mentioned
                names |= walk.mentioned_names
                if use is not None:
                    yield use
            ready = [
                item
                for item in private
                if id(item.fact) in mentioned or (item.owner and item.fact.name in names)
            ]
            private = [item for item in private if item not in ready]
            waiting += ready

    def _wanted(self, functions: Iterable[Defined]) -> set[int]:
        """The functions that may use something missing, and those that name one of them."""
        texts = {id(item.fact): self._text(item.fact) for item in functions}
        words = {key: frozenset(_WORD.findall(text)) for key, text in texts.items()}
        clues = self._optional.union(self._scope.missing)
        found = {
            key
            for key, text in texts.items()
            if not clues.isdisjoint(words[key]) or _LATE_IMPORT.search(text)
        }
        names = {item.fact.name for item in functions if id(item.fact) in found and item.is_private}
        while True:
            more = {key for key in texts if key not in found and not names.isdisjoint(words[key])}
            if not more:
                return found
            found |= more
            names = {
                item.fact.name for item in functions if id(item.fact) in more and item.is_private
            }

    def _text(self, fact: Function) -> str:
        if fact.span is None:
            return ""
        first, last = fact.span
        return "\n".join(self._scope.lines[first - 1 : last])

    def _can_be_called(self, item: Defined) -> bool:
        """Whether nothing before the function itself always refuses to run it."""
        if item.wrapper is not None:
            try:
                self._scope.call(item.wrapper, [_ARGUMENT], {})
            except Stopped:
                return False
        constructors = ("__init__", "__new__", "__init_subclass__")
        if item.is_bound and item.owner is not None and item.fact.name not in constructors:
            return self._has_instances(item.owner)
        return True

    def _has_instances(self, owner: ClassValue) -> bool:
        key = id(owner)
        if key not in self._is_alive:
            self._is_alive[key] = True
            self._is_alive[key] = all(
                self._is_passable(owner, name) for name in ("__new__", "__init__", "__post_init__")
            )
        return self._is_alive[key]

    def _is_passable(self, owner: ClassValue, name: str) -> bool:
        found = owner.find(name)
        if isinstance(found, Marked):
            found = found.function
        if not isinstance(found, FunctionValue):
            return True
        if found.module is not self._scope.module:
            try:
                self._scope.call(found, [_ARGUMENT], {})
            except Stopped:
                return False
            return True
        run = self._walked(found.fact, found.owner or owner, is_bound=True)
        return run is None or run.is_passable

    def _inside(self, item: Defined) -> Iterator[tuple[Use | None, Walk]]:
        """The uses in a function and in those defined in it that it names."""
        run = self._walked(item.fact, item.owner, is_bound=item.is_bound)
        if run is None:
            return
        seen: set[str] = set()
        queue = [(item.name, run)]
        entered: set[int] = set()
        while queue:
            name, run = queue.pop()
            yield None, run.walk
            for use in self._of(run, name):
                if use.name not in seen:
                    seen.add(use.name)
                    yield use, run.walk
            for nested in run.walk.inner:
                if id(nested.fact) not in entered:
                    entered.add(id(nested.fact))
                    inner = self._nested(nested, item.owner)
                    if inner is not None:
                        queue.append((f"{name}.{nested.fact.name}", inner))

    def _of(self, run: _Run, function: str) -> Iterator[Use]:
        module = self._scope.module
        for stopped, _ in run.raised:
            found = stopped.found
            if found is None or stopped.is_doubtful:
                continue
            step = found.cause.chain[0]
            yield Use(
                found.how,
                module.name,
                module.path,
                found.line,
                function,
                found.name,
                found.cause.missing,
                step.module,
                step.path,
                step.line,
            )

    def _walked(self, fact: Function, owner: ClassValue | None, *, is_bound: bool) -> _Run | None:
        key = id(fact)
        if key not in self._runs:
            self._runs[key] = None
            body = fact.body or self._m.code.body(self._scope.module.name, fact)
            if body is not None:
                state = self._start(fact, body, owner, is_bound=is_bound)
                self._runs[key] = self._walk(body, state, owner)
        return self._runs[key]

    def _nested(self, nested: Nested, owner: ClassValue | None) -> _Run | None:
        body = nested.fact.body
        if body is None:
            return None
        state = nested.state.copy()
        state.names.update({param.name: _ARGUMENT for param in body.params})
        for name in body.local_names.difference(param.name for param in body.params):
            state.names.pop(name, None)
        return self._walk(body, state, owner)

    def _walk(self, body: Body, state: State, owner: ClassValue | None) -> _Run:
        walk = Walk(self._scope, owner, body.local_names, self._is_shared)
        end = walk.block(body.statements, state)
        is_passable = walk.returns or (end is not None and not end.is_doubtful)
        return _Run(walk, walk.raised, is_passable)

    def _start(
        self, fact: Function, body: Body, owner: ClassValue | None, *, is_bound: bool
    ) -> State:
        """Parameters are unknown; those of a type that is missing can only come from who has it."""
        names: dict[str, object] = {param.name: _ARGUMENT for param in body.params}
        if is_bound and owner is not None and body.params:
            names[body.params[0].name] = Own(owner)
        return State(names, is_doubtful=self._takes_what_is_missing(fact))

    def _takes_what_is_missing(self, fact: Function) -> bool:
        header = self._header(fact)
        parameters, _, _ = header.partition("->")
        words = {word.lower() for word in _WORD.findall(parameters.partition("(")[2])}
        return not self._scope.words.isdisjoint(words)

    def _header(self, fact: Function) -> str:
        """The text of a definition up to its first line that ends in a colon."""
        text = []
        for line in self._text(fact).split("\n"):
            text.append(line)
            if line.partition("#")[0].rstrip().endswith(":"):
                break
        return "\n".join(text)
