"""What names can stand for while the abstract machine runs.

Plain Python values (None, booleans, numbers, strings, tuples, exception types) stand for
themselves. Containers are subclasses of Python's that know whether their content is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from standards_lint.facts import Function
    from standards_lint.simulate.checkpoints import Saved
    from standards_lint.simulate.frames import Frame
    from standards_lint.simulate.settled import Journal

Value = Any


class Unknown:
    """A value the analysis cannot see.

    `outside` tells a value that comes from third-party code, files or hardware, which is not
    judged, from one that this machine failed to follow.
    """

    __slots__ = ("outside", "why")

    def __init__(self, why: str, *, outside: bool = True) -> None:
        self.why = why
        self.outside = outside

    def __repr__(self) -> str:
        return f"<{self.why}>"


class Perhaps(Unknown):
    """Stands in a table for an entry that may be missing, and has `value` otherwise."""

    __slots__ = ("value",)

    def __init__(self, why: Unknown, value: Value) -> None:
        super().__init__(why.why, outside=why.outside)
        self.value = value


class Version:
    """The version of something installed, where only that it is installed is known."""

    __slots__ = ("of",)

    def __init__(self, of: str) -> None:
        self.of = of


class Fallback:
    """The None that stands in for something whose import failed with `cause`."""

    __slots__ = ("cause",)

    def __init__(self, cause: Raised) -> None:
        self.cause = cause


class External:
    """An object of the standard library or of a third party, by the path that reaches it.

    `wraps` is the first-party function that a foreign decorator was applied to.
    """

    __slots__ = ("is_module", "is_result", "name", "wraps")

    def __init__(
        self,
        name: str,
        *,
        is_module: bool = False,
        is_result: bool = False,
        wraps: Value = None,
    ) -> None:
        self.name = name
        self.is_module = is_module
        self.is_result = is_result
        self.wraps = wraps

    def __eq__(self, other: object) -> bool:
        return isinstance(other, External) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return self.name

    def is_definite(self) -> bool:
        """Whether this is surely neither None nor false: a module, class or function."""
        if self.is_module or self.wraps is not None:
            return True
        last = self.name.rpartition(".")[2]
        return not self.is_result and not last.isupper() and not last.startswith("__")


class List(list):
    """A list or set; `loose` once its content is no longer fully known, `born` as in `Dict`."""

    loose = False
    is_set = False
    born: Saved | None = None

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)


# Stands for all of a container; the keys of tables are told apart.
WHOLE = ("<whole>",)


class Dict(dict):
    """A dict or namespace; `loose` once it may hold more than is known.

    `factory` makes missing entries. The namespace of what has run has a `journal` of what happens
    to it, `states` that led to, and the names that were set `later`. `born` is the checkpoint that
    was in place when it was made.
    """

    loose = False
    factory: Value = None
    journal: Journal | None = None
    states: dict[Any, int] | None = None
    base = 0
    born: Saved | None = None
    later: frozenset[Any] = frozenset()

    def look_up(self, name: str) -> Value:
        """What a name of this namespace stands for, or ABSENT; that it was read is noted."""
        later = self.later
        if later and (name in later or (WHOLE in later and name not in self)):
            self.journal.read(self, name)
        return self.get(name, ABSENT)

    def listed(self) -> list[str]:
        """The names of this namespace; that they were read is noted."""
        if WHOLE in self.later:
            self.journal.read(self)
        return [name for name in self if isinstance(name, str)]

    def set(self, name: str, value: Value) -> None:
        """Makes a name stand for a value, or for nothing (ABSENT)."""
        if self.journal is not None and type(self) is Dict:
            self.journal.set_name(self, name, value)
        elif value is ABSENT:
            self.pop(name, None)
        else:
            self[name] = value

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)


class Module:
    """A first-party module as far as it has run.

    `deleted` are names that its own code deleted: submodules that are loaded but not bound.
    """

    __slots__ = ("deleted", "is_package", "name", "ns", "path", "running", "sequence")

    def __init__(self, name: str, path: str, *, is_package: bool, sequence: int) -> None:
        self.name = name
        self.path = path
        self.is_package = is_package
        self.ns: Dict = Dict()
        self.running = True
        self.deleted: set[str] = set()
        self.sequence = sequence


class FunctionValue:
    """A first-party function with the frame it was defined in."""

    __slots__ = (
        "cached",
        "closure",
        "fact",
        "module",
        "owner",
        "surprises",
    )

    def __init__(self, fact: Function, module: Module, closure: Frame | None) -> None:
        self.fact = fact
        self.module = module
        self.closure = closure
        self.owner: ClassValue | None = None
        self.cached = False
        self.surprises = 0


class ClassValue:
    """A first-party class."""

    __slots__ = ("bases", "keywords", "module", "name", "ns", "order")

    def __init__(self, name: str, module: Module, bases: tuple[Value, ...], ns: Dict) -> None:
        self.name = name
        self.module = module
        self.bases = bases
        self.ns = ns
        self.keywords: Mapping[str, Value] = {}
        self.order: list[Value] | None = None

    def mro(self) -> list[Value]:
        """The class, then its bases depth first; each once, at its last place."""
        if self.order is None:
            self.order = self._linearised()
        return self.order

    def _linearised(self) -> list[Value]:
        found: list[Value] = [self]
        for base in self.bases:
            found += base.mro() if isinstance(base, ClassValue) else [base]
        unique = dict.fromkeys(reversed([_key(item) for item in found]))
        by_key = {_key(item): item for item in found}
        return [by_key[key] for key in reversed(list(unique))]

    def find(self, name: str, after: ClassValue | None = None) -> Value:
        """The attribute from the class or its bases, ABSENT if no first-party class has it."""
        order = self.mro()
        if after is not None and after in order:
            order = order[order.index(after) + 1 :]
        for item in order:
            if isinstance(item, ClassValue):
                names = item.ns
                found = names.look_up(name) if names.later else names.get(name, ABSENT)
                if found is not ABSENT:
                    return found
        return ABSENT

    def is_open(self) -> bool:
        """Whether a base is not first-party, so that attributes may come from there."""
        return any(not isinstance(item, ClassValue) for item in self.mro())


def _key(item: Value) -> Any:
    return item if isinstance(item, type) else id(item)


class Instance:
    """An object of a first-party class."""

    __slots__ = ("attrs", "cls")

    def __init__(self, cls: ClassValue) -> None:
        self.cls = cls
        self.attrs: Dict = Dict()


class Bound:
    """A function bound to its first argument."""

    __slots__ = ("function", "receiver")

    def __init__(self, function: Value, receiver: Value) -> None:
        self.function = function
        self.receiver = receiver


class Marked:
    """What `property`, `staticmethod` or `classmethod` made of a function.

    `accessors` are the setter and deleter of a property.
    """

    __slots__ = ("accessors", "function", "kind")

    def __init__(self, kind: str, function: Value) -> None:
        self.kind = kind
        self.function = function
        self.accessors: Mapping[str, Value] = {}


class Super:
    """`super()` inside a method of `owner`."""

    __slots__ = ("owner", "receiver")

    def __init__(self, owner: ClassValue, receiver: Value) -> None:
        self.owner = owner
        self.receiver = receiver


class Native:
    """A function the machine itself carries out; it `holds` values of the program."""

    __slots__ = ("holds", "name", "run")

    def __init__(self, name: str, run: Callable[..., Value], *holds: Value) -> None:
        self.name = name
        self.run = run
        self.holds = holds


class Method:
    """A method of a plain value or container."""

    __slots__ = ("name", "receiver")

    def __init__(self, receiver: Value, name: str) -> None:
        self.receiver = receiver
        self.name = name


class GeneratorValue:
    """A called generator function that has not run yet."""

    __slots__ = ("frame", "function")

    def __init__(self, function: FunctionValue, frame: Frame) -> None:
        self.function = function
        self.frame = frame


class Suppress:
    """`contextlib.suppress(...)`, or a context manager known to act like one."""

    __slots__ = ("types",)

    def __init__(self, types: tuple[Value, ...]) -> None:
        self.types = types


class ExceptionValue:
    """An exception object made with `argument`; `raised` is set once it was raised."""

    __slots__ = ("argument", "cls", "message", "raised")

    def __init__(self, cls: Value, argument: Value = "") -> None:
        self.cls = cls
        self.argument = argument
        self.message = argument if isinstance(argument, str) else ""
        self.raised: Raised | None = None


class Raised(Exception):
    """An exception in flight in the program under analysis.

    `judged` tells whether it follows from something the environment lacks; `chain` is led by the
    outermost statement.
    """

    def __init__(self, value: ExceptionValue, chain: tuple[Any, ...] = ()) -> None:
        super().__init__(value.message)
        self.value = value
        self.kind: str | None = None
        self.missing = ""
        self.chain = chain
        value.raised = self

    @property
    def judged(self) -> bool:
        """Whether this exception decides a verdict."""
        return self.kind is not None

    def below(self, step: Any) -> Raised:
        """A copy as seen from the statement `step`, which led here."""
        copy = Raised.__new__(Raised)
        copy.__dict__.update(self.__dict__)
        copy.args = self.args
        copy.chain = (step, *self.chain)
        return copy


class _Absent:
    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


def failure(
    cls: Value, message: str, kind: str | None, missing: str, chain: tuple[Any, ...] = ()
) -> Raised:
    """An exception of the program under analysis that the machine raises itself."""
    raised = Raised(ExceptionValue(cls, message), chain)
    raised.kind = kind
    raised.missing = missing
    return raised
