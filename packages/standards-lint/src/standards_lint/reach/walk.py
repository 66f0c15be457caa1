"""Walks through the statements of a function, along every way that conditions leave open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from standards_lint import facts
from standards_lint.reach import evaluate, handlers
from standards_lint.reach.missing import Unbound, import_error
from standards_lint.reach.state import Escape, Found, Nested, State, Stopped, merged, stop
from standards_lint.simulate.values import ExceptionValue, Module, Raised, Unknown, Value
from standards_lint.statements import names_of

if TYPE_CHECKING:
    from standards_lint.reach.scope import Scope
    from standards_lint.simulate.values import ClassValue

_SOMETHING = Unknown("a value")


class Walk:
    """One way through one function.

    `raised` collects the exceptions that leave the block in progress, `inner` the functions
    defined inside that are named on a certain way, `mentioned` the identities of the facts of
    other functions that are, and `mentioned_names` their names and those of methods. `returns`
    tells whether a certain way ends in a `return`.
    """

    def __init__(
        self,
        scope: Scope,
        owner: ClassValue | None,
        local_names: frozenset[str],
        is_shared: Callable[[Module, str], bool],
    ) -> None:
        self.scope = scope
        self.owner = owner
        self.local_names = local_names
        self.is_shared = is_shared
        self.line = 0
        self.raised: list[Escape] = []
        self.inner: list[Nested] = []
        self.mentioned: set[int] = set()
        self.mentioned_names: set[str] = set()
        self.returns = False
        self._jumps: list[list[State]] = []

    def block(self, statements: Sequence[facts.Stmt], state: State | None) -> State | None:
        """What holds after statements, None where no way leads behind them."""
        for statement in statements:
            if state is None:
                return None
            self.line = statement.line
            try:
                state = _TABLE[type(statement)](self, state, statement)
            except Stopped as end:
                self.raised.append(Escape(end, state))
                return None
        return state

    def value(self, state: State, expression: facts.Expr) -> Value:
        """The value of an expression."""
        return evaluate.value(self, state, expression)

    def require(self, state: State, expression: facts.Expr, cls: type) -> Value:
        """The value of an expression that must not be None: where None raises `cls`."""
        return evaluate.require(self, state, expression, cls)

    def bind(self, state: State, target: facts.Expr, value: Value) -> None:
        """Binds a target of an assignment."""
        match target:
            case facts.Name(id=name):
                state.names[name] = value
            case facts.Attr(value=facts.Name(id=owner), attr=attr):
                self.value(state, target.value)
                state.names[f"{owner}.{attr}"] = value
            case facts.Starred(value=inner):
                self.bind(state, inner, _SOMETHING)
            case facts.Sequence(items=items):
                fits = isinstance(value, tuple) and len(value) == len(items)
                fits = fits and not any(isinstance(item, facts.Starred) for item in items)
                for at, item in enumerate(items):
                    self.bind(state, item, value[at] if fits else _SOMETHING)
            case facts.Attr(value=inner):
                self.require(state, inner, AttributeError)
            case facts.Subscript(value=inner, index=index):
                self.require(state, inner, TypeError)
                self.value(state, index)

    def branch(self, state: State, test: facts.Expr) -> tuple[State | None, State | None]:
        """What holds where a condition does and where it does not; None for what cannot be."""
        truth, asks = evaluate.decide(self, state, test)
        if truth is not None:
            return (state, None) if truth else (None, state)
        return (state.doubtful(), state.doubtful()) if asks else (state, state.copy())

    def loop(
        self, body: Sequence[facts.Stmt], state: State | None
    ) -> tuple[State | None, State | None]:
        """What holds at the end of one round, and where a `break` leaves the loop."""
        breaks: list[State] = []
        rounds: list[State] = []
        self._jumps += [breaks, rounds]
        end = self.block(body, state)
        del self._jumps[-2:]
        return merged(end, *rounds), merged(*breaks)

    def jump(self, state: State, *, is_break: bool) -> None:
        """Notes that a way leaves a round, or the loop."""
        if self._jumps:
            self._jumps[-2 if is_break else -1].append(state)


def _import(w: Walk, s: State, n: facts.Import | facts.ImportFrom) -> State:
    cause = None if n.is_lazy else _import_error(w, n)
    if cause is None:
        for name in names_of(n):
            s.names[name] = Unknown(name)
        return s
    for name in names_of(n):
        s.names[name] = Unbound(cause)
    module = n.names[0][0] if isinstance(n, facts.Import) else f"{'.' * n.level}{n.module}"
    raise stop(s, cause.value.cls, Found("import", module, n.line, cause))


def _import_error(w: Walk, n: facts.Import | facts.ImportFrom) -> Raised | None:
    """What an import raises because of something missing."""
    process = w.scope.m.process
    pending = len(process.pending)
    try:
        found = import_error(w.scope.m, w.scope.module, n)
    except RecursionError:
        return None
    finally:
        del process.pending[pending:]
    return found if found is not None and found.judged else None


def _assign(w: Walk, s: State, n: facts.Assign) -> State:
    value = w.value(s, n.value)
    for target in n.targets:
        w.bind(s, target, value)
    return s


def _augment(w: Walk, s: State, n: facts.Augment) -> State:
    w.require(s, n.target, TypeError)
    w.value(s, n.value)
    w.bind(s, n.target, _SOMETHING)
    return s


def _annotate(w: Walk, s: State, n: facts.Annotate) -> State:
    if n.value is not None:
        w.bind(s, n.target, w.value(s, n.value))
    return s


def _delete(w: Walk, s: State, n: facts.Delete) -> State:
    for target in n.targets:
        if isinstance(target, facts.Name):
            s.names[target.id] = _SOMETHING
    return s


def _evaluate(w: Walk, s: State, n: facts.Evaluate) -> State:
    w.value(s, n.value)
    return s


def _if(w: Walk, s: State, n: facts.If) -> State | None:
    then, otherwise = w.branch(s, n.test)
    return merged(w.block(n.body, then), w.block(n.orelse, otherwise))


def _for(w: Walk, s: State, n: facts.For) -> State | None:
    w.require(s, n.iterable, TypeError)
    inside = s.copy()
    w.bind(inside, n.target, _SOMETHING)
    end, broken = w.loop(n.body, inside)
    return merged(w.block(n.orelse, merged(s, end)), broken)


def _while(w: Walk, s: State, n: facts.While) -> State | None:
    then, otherwise = w.branch(s, n.test)
    end, broken = w.loop(n.body, then)
    is_endless = isinstance(n.test, facts.Const) and bool(n.test.value)
    after = None if is_endless else merged(otherwise, end)
    return merged(w.block(n.orelse, after), broken)


def _define(w: Walk, s: State, n: facts.Define) -> State:
    for expression in (*n.decorators, *n.function.defaults):
        w.value(s, expression)
    s.names[n.function.name] = Nested(n.function, s.copy())
    return s


def _class(w: Walk, s: State, n: facts.Class) -> State:
    for expression in (*n.decorators, *n.bases, *(item for _, item in n.keywords)):
        w.value(s, expression)
    s.names[n.name] = _SOMETHING
    return s


def _return(w: Walk, s: State, n: facts.Return) -> None:
    if n.value is not None:
        w.value(s, n.value)
    w.returns = w.returns or not s.is_doubtful


def _raise(w: Walk, s: State, n: facts.Raise) -> None:
    value = None if n.exception is None else w.value(s, n.exception)
    if isinstance(value, ExceptionValue):
        raise Stopped(value.cls)
    raise Stopped(_SOMETHING if value is None else value)


def _assert(w: Walk, s: State, n: facts.Assert) -> State | None:
    holds, _ = w.branch(s, n.test)
    return holds


def _scope(w: Walk, s: State, n: facts.Scope) -> State:
    for name in n.names:
        s.names.setdefault(name, Unknown(name))
    return s


def _jump(w: Walk, s: State, n: facts.Jump) -> None:
    w.jump(s, is_break=n.is_break)


def _match(w: Walk, s: State, n: facts.Match) -> State | None:
    w.value(s, n.subject)
    ends = [] if any(case.is_default for case in n.cases) else [s.copy()]
    for case in n.cases:
        inside = s.copy()
        inside.names.update(dict.fromkeys(case.binds, _SOMETHING))
        if case.guard is not None:
            inside, _ = w.branch(inside, case.guard)
        ends.append(w.block(case.body, inside))
    return merged(*ends)


_TABLE: dict[type, Callable[[Walk, State, Any], State | None]] = {
    facts.Import: _import,
    facts.ImportFrom: _import,
    facts.Assign: _assign,
    facts.Augment: _augment,
    facts.Annotate: _annotate,
    facts.Delete: _delete,
    facts.Evaluate: _evaluate,
    facts.If: _if,
    facts.For: _for,
    facts.While: _while,
    facts.Try: handlers.walk_try,
    facts.With: handlers.walk_with,
    facts.Define: _define,
    facts.Class: _class,
    facts.Return: _return,
    facts.Raise: _raise,
    facts.Assert: _assert,
    facts.Scope: _scope,
    facts.Jump: _jump,
    facts.Match: _match,
}
