"""The simulated process: modules loaded so far, and the scopes that run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from standards_lint.model import Event, Kind, Step
from standards_lint.simulate.checkpoints import Container, Saved
from standards_lint.simulate.settled import Change, Seen
from standards_lint.simulate.values import (
    Dict,
    FunctionValue,
    Module,
    Raised,
    Value,
)

if TYPE_CHECKING:
    from standards_lint.simulate.exits import Exit, Rest


class Memo:
    """What importing a module does, where that does not depend on who imports it first.

    `attempted` are all modules that ran meanwhile, failed ones included; `needs` what importing
    those did that it imports but that had run before; `absences` those whose not being loaded
    mattered; `evidence` what the environment was found to lack; `changes` what was done to names
    and containers of modules that had run, `seen` the state in which those that were read had to
    be, as far as they were noted, `later` how many names had been set by then; `guarded` whether
    there had to be, or not to be, a statement around the import that may catch exceptions.
    """

    __slots__ = (
        "absences",
        "assumes",
        "attempted",
        "changes",
        "error",
        "evidence",
        "guarded",
        "later",
        "modules",
        "needs",
        "pending",
        "seen",
        "value",
    )

    def __init__(self, value: Value, error: Raised | None, modules: dict[str, Value]) -> None:
        self.value = value
        self.error = error
        self.modules = modules
        self.pending: tuple[Pending, ...] = ()
        self.assumes: frozenset[str] = frozenset()
        self.attempted: frozenset[str] = frozenset()
        self.absences: frozenset[str] = frozenset()
        self.needs: dict[str, Memo] = {}
        self.evidence: tuple[tuple[Kind, str], ...] = ()
        self.changes: tuple[Change, ...] = ()
        self.seen: Seen = {}
        self.later = 0
        self.guarded: bool | None = None


class Pending:
    """An exception that happens under a condition nobody can decide here."""

    __slots__ = ("condition", "raised")

    def __init__(self, raised: Raised, condition: str) -> None:
        self.raised = raised
        self.condition = condition


class Fetch:
    """A getter in progress that was asked for a name, and whether it has stored it."""

    __slots__ = ("is_stored", "name", "names")

    def __init__(self, names: Dict, name: str) -> None:
        self.names = names
        self.name = name
        self.is_stored = False


class Record:
    """A module in progress.

    `low` is the oldest module its outcome depends on; `evidence` is what the environment was
    found to lack while it ran; `absences` are the modules whose not being loaded mattered; `used`
    are those that it imports but that had run before. `guards` are around the module as a whole;
    `guarded` tells whether there were any, where that mattered. `entered` is what its code put in
    `sys.modules`.
    """

    __slots__ = (
        "absences",
        "entered",
        "evidence",
        "guarded",
        "guards",
        "low",
        "name",
        "sequence",
        "used",
    )

    def __init__(self, name: str, sequence: int, guards: int) -> None:
        self.name = name
        self.sequence = sequence
        self.guards = guards
        self.guarded: bool | None = None
        self.low = sequence
        self.evidence: list[tuple[Kind, str]] = []
        self.absences: set[str] = set()
        self.entered: list[Value] = []
        self.used: dict[str, Memo] = {}


# Before a name, stands in `Process.order` for whichever modules define it at their top level.
ANYWHERE = "*"


class Process:
    """One fresh interpreter.

    `order` lists all modules that ran or were remembered, also those that failed; `checkpoint`
    takes in what the branch at hand changes, if nobody can decide whether it is taken.
    """

    def __init__(self, listen: Callable[[Event], None] | None = None) -> None:
        self.modules: dict[str, Value] = {}
        self.order: list[str] = []
        self.sequences: dict[str, int] = {}
        self.stack: list[Record] = []
        self.pending: list[Pending] = []
        self.assumes: set[str] = set()
        self.handling: list[Raised] = []
        self.listen = listen
        self.active: list[FunctionValue] = []
        self.steps = 0
        # What was found of functions of modules that run: what those still define is not known.
        self.claims: dict[tuple[str, int], bool] = {}
        self.undecided = 0
        self.checkpoint: Saved | None = None
        # What is probably raised in a branch of which nobody can decide whether it is taken.
        self.suspect: Raised | None = None
        # Whether what runs is given up as a whole at the first condition nobody can decide.
        self.tries = False
        # How often it was assumed that the version of something installed is recent enough.
        self.versions = 0
        self.doubts_versions = False
        # How many `try` and `with` statements are around what runs, those of importers included.
        self.guards = 0
        self.evidence: list[tuple[Kind, str]] = []
        self.fetches: list[Fetch] = []
        # What functions that remember their results returned, by function and arguments.
        self.results: dict[tuple[FunctionValue, Any], Value] = {}
        self._environment: Dict | None = None

    @contextmanager
    def guarding(self) -> Iterator[None]:
        """A statement runs that may catch exceptions."""
        self.guards += 1
        try:
            yield
        finally:
            self.guards -= 1

    @contextmanager
    def noting(self, before: Saved) -> Iterator[None]:
        """What changes is noted in a checkpoint, and in the one around it."""
        outer, self.checkpoint = self.checkpoint, before
        try:
            yield
        finally:
            self.checkpoint = outer
            if outer is not None:
                outer.include(before)

    @contextmanager
    def running(self) -> Iterator[None]:
        """A module runs, which what is in progress does not touch.

        One that an undecided branch loads stays loaded, and what it did is done.
        """
        kept = self.active, self.steps, self.guards, self.tries, self.checkpoint
        # A function that is called may catch what the module raises, or whoever called it.
        self.guards += bool(self.active)
        self.active, self.steps, self.tries, self.checkpoint = [], 0, False, None
        try:
            yield
        finally:
            self.active, self.steps, self.guards, self.tries, self.checkpoint = kept

    def is_guarded(self) -> bool:
        """Whether something may catch what a module raises that is imported now."""
        return self.guards > 0 or bool(self.active)

    def note_guards(self) -> bool:
        """The same; what is in progress depends on that, unless the guard is its own."""
        for record in self.stack:
            if record.guards == self.guards and not self.active:
                record.guarded = self.guards > 0
        return self.is_guarded()

    def enter(self, name: str, value: Value) -> None:
        """Sets an entry of `sys.modules`, which the module in progress answers for."""
        self.modules[name] = value
        if self.stack:
            self.stack[-1].entered.append(value)

    def list_last(self, name: str) -> None:
        """Lists a module behind all that ran or were remembered before it."""
        self.sequences[name] = len(self.order)
        self.order.append(name)

    def environment(self, variables: Mapping[str, str]) -> Dict:
        """`os.environ`, which the program may change."""
        if self._environment is None:
            self._environment = Dict(variables)
        return self._environment

    def made(self, container: Container) -> Container:
        """A container, or the attributes of an object, that was made just now."""
        if self.checkpoint is not None:
            container.born = self.checkpoint
        return container

    def changes(self, container: Container) -> None:
        """Notes that a container is about to change, if nobody can decide whether it is."""
        if self.checkpoint is not None:
            self.checkpoint.note_content(container)

    def miss(self, name: str) -> None:
        """Notes that the module in progress depends on `name` not being loaded."""
        if self.stack:
            self.stack[-1].absences.add(name)

    def touch(self, name: str) -> None:
        """Notes that the module in progress depends on when `name` was loaded."""
        if self.stack:
            sequence = self.sequences.get(name, -1)
            record = self.stack[-1]
            record.low = min(record.low, sequence)

    def touch_loaded(self, name: str) -> None:
        """Notes that the module in progress depends on `name` having been loaded before it.

        What `name` did then depended on who imported it: it might fail for another entry.
        """
        if self.stack:
            record = self.stack[-1]
            sequence = self.sequences.get(name, -1)
            if sequence < record.sequence:
                record.low = min(record.low, sequence)

    def use(self, name: str, memo: Memo) -> None:
        """Notes that the module in progress imports a module that has run."""
        if self.stack:
            record = self.stack[-1]
            if self.sequences.get(name, -1) < record.sequence:
                record.used[name] = memo

    def touch_presence(self, name: str) -> None:
        """Notes that the module in progress depends on `name` being there, not on its content.

        Its own packages are there whoever imports it first; what imports it may lie outside.
        """
        prefix = name + "."
        sequence = self.sequences.get(name, -1)
        for record in reversed(self.stack):
            if not record.name.startswith(prefix):
                if record.sequence > sequence:
                    record.low = min(record.low, sequence)
                return

    def note(self, kind: Kind, missing: str) -> None:
        """Keeps what the environment lacks, to explain an exception that follows from it."""
        self.evidence.append((kind, missing))
        if self.stack:
            self.stack[-1].evidence.append((kind, missing))

    def tell(self, frame: Frame | None, text: str) -> None:
        """One step of the story, if anybody listens."""
        if self.listen is not None:
            module = frame.module if frame is not None else None
            self.listen(
                Event(
                    len(self.stack),
                    module.name if module else "",
                    module.path if module else "",
                    frame.line if frame is not None else 0,
                    text,
                )
            )


class Frame:
    """A scope that runs: a module, a class body or a call.

    `blocks` counts the `try` statements around the statement that runs, `met` the evidence
    of the module in progress that is older than this scope. `exits` are those that may have been
    taken before the statement that runs, `rests` what changed after one, while it is pending.
    """

    __slots__ = (
        "blocks",
        "closure",
        "exits",
        "function",
        "globals_",
        "handling",
        "line",
        "local_names",
        "met",
        "module",
        "ns",
        "on_yield",
        "outer_names",
        "rests",
    )

    def __init__(self, module: Module, ns: Dict, closure: Frame | None = None) -> None:
        self.module = module
        self.globals_ = module.ns
        self.ns = ns
        self.closure = closure
        self.line = 0
        self.blocks = 0
        self.met = 0
        self.handling: Raised | None = None
        self.function: FunctionValue | None = None
        self.local_names: frozenset[str] = frozenset()
        self.outer_names: dict[str, bool] = {}
        self.exits: list[Exit] = []
        self.rests: list[Rest] = []
        self.on_yield: Callable[[Value], Value] | None = None

    def step(self, line: int | None = None) -> Step:
        """This place, as one edge of a chain."""
        return Step(self.module.name, self.module.path, line or self.line)

    def place(self) -> str:
        """This place, for people."""
        return f"{self.module.path}:{self.line}"
