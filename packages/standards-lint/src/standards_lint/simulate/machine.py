"""The abstract machine: runs facts as an interpreter of one environment would.

The parts that know how to run statements, expressions, calls and imports are modules beside
this one; they reach each other through the machine they are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from standards_lint.facts import Body, Expr, FileFacts, Stmt
from standards_lint.model import Lookup
from standards_lint.simulate.frames import Frame, Memo, Pending, Process
from standards_lint.simulate.ports import Code, Surroundings
from standards_lint.simulate.settled import Journal, unfinished
from standards_lint.simulate.sight import Sight, nothing
from standards_lint.simulate.values import External, FunctionValue, Raised, Unknown, Value

if TYPE_CHECKING:
    from standards_lint.model import Event
    from standards_lint.simulate.footprint import Change

# How much of one module's import-time code is followed before the rest counts as unknown. Real
# packages stay far below; the bound keeps a table computed at import from taking minutes.
STEPS = 60_000
# How deeply calls nest before their result counts as unknown, and how often one function may be
# in progress at once: undecided branches double the work at every level.
DEPTH = 60
RECURSION = 2


class Signal:
    """Why a block ended early: `break`, `continue` or `return`."""

    __slots__ = ("kind", "value")

    def __init__(self, kind: str, value: Value = None) -> None:
        self.kind = kind
        self.value = value


class Misread(Exception):
    """The beginning of a module ran that may not have run: all of its file has to be read first."""

    def __init__(self, module: str) -> None:
        super().__init__(module)
        self.module = module


class GiveUp(Exception):
    """A condition that cannot be decided, in a function that cannot matter, or tries (no frame)."""

    def __init__(self, frame: Frame | None, why: Unknown) -> None:
        super().__init__(why.why)
        self.frame = frame
        self.why = why


class Machine:
    """Runs modules of `code` in `around`, remembering what does not depend on the entry.

    `sight` takes in what its runs look at. A hasty one runs the beginning of a file before it
    reads the rest, in which an error may be that keeps all of it from running: `Misread`; but
    those of the modules that are `known_whole`. One that is `apart` tells another what a module
    does in a process of its own.
    """

    def __init__(
        self,
        code: Code,
        around: Surroundings,
        sight: Sight | None = None,
        *,
        is_hasty: bool = False,
        known_whole: frozenset[str] = frozenset(),
        is_apart: bool = False,
    ) -> None:
        from standards_lint.simulate import attributes, calls, expressions, imports, statements

        self.code = code
        self.around = around
        self.is_hasty = is_hasty
        self.known_whole = known_whole
        # The modules of which only the beginning was looked at.
        self.begun: set[str] = set()
        self.is_apart = is_apart
        self.process = Process()
        self.sight = sight or nothing()
        self.memos: dict[str, Memo] = {}
        self.variants: dict[str, list[Memo]] = {}
        self.has_variants = False
        self.journal = Journal()
        self.search = unfinished(self.journal)
        self.lookups: dict[str, Lookup] = {}
        self._lacks: dict[str, bool] = {}
        self.foreign: dict[tuple[str, str, bool, bool], External] = {}
        self.homes: dict[tuple[str, str], list[str]] = {}
        self.package_names: dict[int, str] = {}
        self.claims: dict[tuple[str, int], bool] = {}
        self.changes: dict[int, tuple[Change, ...]] = {}
        self.live: dict[int, tuple[Change, ...]] = {}
        self.outward: dict[int, tuple[Change, ...]] = {}
        self.opaque_getters: dict[int, Value] = {}
        self.alone: dict[str, tuple[Raised | None, tuple[str, ...]]] = {}
        self.apart: Machine | None = None
        self.statement_table = statements.TABLE
        self.expression_table = expressions.TABLE
        self.attributes = attributes
        self.calls = calls
        self.imports = imports

    def restart(self, listen: Callable[[Event], None] | None = None) -> Process:
        """A fresh process; with a listener nothing remembered is used, so the story is whole."""
        self.process = Process(listen)
        return self.process

    @contextmanager
    def own_process(self, listen: Callable[[Event], None] | None = None) -> Iterator[Process]:
        """A fresh process, which leaves nothing of what it did to modules others know."""
        try:
            yield self.restart(listen)
        finally:
            self.journal.undo()

    def beginning(self, name: str) -> FileFacts:
        """Facts of the first statements of a module, or of all."""
        is_hasty = self.is_hasty and name not in self.known_whole
        found = self.code.beginning(name, self.lacks) if is_hasty else self.code.facts(name)
        (self.sight.whole if found.until is None else self.begun).add(name)
        return found

    def lacks(self, root: str) -> bool:
        """Whether no package of this name is first-party or in the environment."""
        known = self._lacks.get(root)
        if known is None:
            is_there = self.code.find(root) or self.around.lookup(root).state != "absent"
            known = self._lacks[root] = not is_there
        return known

    def facts(self, name: str) -> FileFacts:
        """Facts of a module."""
        self.sight.whole.add(name)
        return self.code.facts(name)

    def body(self, function: FunctionValue) -> Body | None:
        """What a call of a function runs, None where it cannot be read."""
        return function.fact.body or self.code.body(function.module.name, function.fact)

    def lookup(self, name: str) -> Lookup:
        """Whether the environment has an import name; notes the premise it rests on."""
        found = self.lookups.get(name)
        if found is None:
            found = self.lookups[name] = self.around.lookup(name)
        if found.assumes:
            self.process.assumes.add(found.assumes)
        return found

    def lookup_module(self, name: str) -> Lookup:
        """The same where an attribute of that name would not do."""
        found = self.lookup(name)
        if found.state != "present" or "." not in name or self.around.is_module(name):
            return found
        return Lookup("absent", name, "module")

    def run(self, frame: Frame, block: Iterable[Stmt]) -> Signal | None:
        """Runs statements in order.

        Raises:
            Raised: what the program raises.
        """
        table = self.statement_table
        process = self.process
        for statement in block:
            frame.line = statement.line
            process.steps += 1
            signal = table[type(statement)](self, frame, statement)
            if signal is not None:
                return signal
        return None

    def value(self, frame: Frame, expression: Expr) -> Value:
        """The value of an expression."""
        return self.expression_table[type(expression)](self, frame, expression)

    def call(
        self,
        frame: Frame,
        function: Value,
        args: Sequence[Value] = (),
        keywords: dict[str, Value] | None = None,
    ) -> Value:
        """The result of a call."""
        return self.calls.call(self, frame, function, list(args), keywords or {})

    def attribute(self, frame: Frame, value: Value, name: str) -> Value:
        """The attribute of a value."""
        return self.attributes.get(self, frame, value, name)

    def is_exhausted(self) -> bool:
        """Whether this module's import-time code is longer than what is followed."""
        return self.process.steps > STEPS

    def postpone(self, frame: Frame, raised: Raised, why: Unknown, condition: str = "") -> None:
        """Notes an exception of a branch nobody can decide.

        A call that meets a cycle for some values only does not do so here: it would in every
        environment, and whoever wrote it imports the module.
        """
        if not raised.judged:
            return
        if raised.kind == "cycle" and frame.function is not None:
            self.process.assumes.add(f"{frame.place()}: not that {raised.value.message}")
            return
        text = f"{condition or why.why} ({frame.place()})"
        self.process.pending.append(Pending(raised, text))
