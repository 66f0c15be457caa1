"""What one source file says that can matter while it is imported.

Facts are an ordered tree of statements, independent of any environment and of the parser that
made them. The bodies of functions are left out: `Function.span` tells where to read one when an
import-time call asks for it. Lines count from 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct


class Node(Struct, frozen=True, array_like=True, gc=False):
    """Base of all expressions and statements; encoded as an array led by its tag."""


class Const(Node, tag=1):
    value: bool | int | float | str | None


class Name(Node, tag=2):
    id: str


class Attr(Node, tag=3):
    value: Expr
    attr: str


class Call(Node, tag=4):
    """`keywords` pairs a name with a value; the empty name stands for `**value`."""

    func: Expr
    args: tuple[Expr, ...]
    keywords: tuple[tuple[str, Expr], ...]
    line: int


class Starred(Node, tag=5):
    value: Expr


class Subscript(Node, tag=6):
    value: Expr
    index: Expr


class Slice(Node, tag=7):
    lower: Expr | None
    upper: Expr | None
    step: Expr | None


class Sequence(Node, tag=8):
    """A display: `kind` is tuple, list or set."""

    kind: str
    items: tuple[Expr, ...]


class Mapping(Node, tag=9):
    """A dict display; a key of None stands for `**value`."""

    keys: tuple[Expr | None, ...]
    values: tuple[Expr, ...]


class Compare(Node, tag=10):
    left: Expr
    ops: tuple[str, ...]
    rights: tuple[Expr, ...]


class Logic(Node, tag=11):
    """`and` (or `or`) of at least two values."""

    is_and: bool
    values: tuple[Expr, ...]


class Unary(Node, tag=12):
    op: str
    value: Expr


class Binary(Node, tag=13):
    op: str
    left: Expr
    right: Expr


class Choice(Node, tag=14):
    """`body if test else orelse`."""

    test: Expr
    body: Expr
    orelse: Expr


class Lambda(Node, tag=15):
    function: Function


class Joined(Node, tag=16):
    """An f-string."""

    parts: tuple[Expr, ...]


class Walrus(Node, tag=17):
    name: str
    value: Expr


class Generator(Node, tag=18):
    """One `for target in iterable if ...` of a comprehension."""

    target: Expr
    iterable: Expr
    conditions: tuple[Expr, ...]


class Comprehension(Node, tag=19):
    """`kind` is list, set, dict or generator; `value` belongs to dict alone."""

    kind: str
    element: Expr
    value: Expr | None
    generators: tuple[Generator, ...]


class Yield(Node, tag=20):
    value: Expr | None
    is_from: bool


class Other(Node, tag=21):
    """An expression whose value is not modelled; its parts are still evaluated in order."""

    parts: tuple[Expr, ...]


class Param(Struct, frozen=True, array_like=True, gc=False):
    """`kind` is one of: positional, variadic, keyword, keywords."""

    name: str
    kind: str
    default: Expr | None


class Body(Struct, frozen=True, array_like=True, gc=False):
    """What a call of a function needs: its parameters, statements and local names."""

    params: tuple[Param, ...]
    statements: tuple[Stmt, ...]
    local_names: frozenset[str]
    is_generator: bool


class Function(Struct, frozen=True, array_like=True, gc=False):
    """A `def` or `lambda`, as far as defining it goes.

    `annotations` and `defaults` hold what the signature evaluates. `span` is the first and last
    line of the definition where `body` was left out.
    """

    name: str
    annotations: tuple[Expr, ...]
    defaults: tuple[Expr, ...]
    is_async: bool
    span: tuple[int, int] | None
    body: Body | None


class Import(Node, tag=31):
    """`names` pairs the dotted name with its alias, None where there is none."""

    line: int
    names: tuple[tuple[str, str | None], ...]
    is_lazy: bool


class ImportFrom(Node, tag=32):
    line: int
    module: str
    level: int
    names: tuple[tuple[str, str | None], ...]
    is_lazy: bool


class Assign(Node, tag=33):
    line: int
    targets: tuple[Expr, ...]
    value: Expr


class Augment(Node, tag=34):
    line: int
    target: Expr
    op: str
    value: Expr


class Annotate(Node, tag=35):
    line: int
    target: Expr
    annotation: Expr
    value: Expr | None


class Delete(Node, tag=36):
    line: int
    targets: tuple[Expr, ...]


class Evaluate(Node, tag=37):
    """An expression statement."""

    line: int
    value: Expr


class If(Node, tag=38):
    """`text` is the source of the condition, for people."""

    line: int
    test: Expr
    text: str
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]


class For(Node, tag=39):
    line: int
    target: Expr
    iterable: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]


class While(Node, tag=40):
    line: int
    test: Expr
    text: str
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]


class Handler(Struct, frozen=True, array_like=True, gc=False):
    """One `except`; `catches` is None for a bare one."""

    line: int
    catches: Expr | None
    name: str | None
    body: tuple[Stmt, ...]


class Try(Node, tag=41):
    line: int
    body: tuple[Stmt, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Stmt, ...]
    final: tuple[Stmt, ...]
    is_star: bool


class With(Node, tag=42):
    """`items` pairs a context manager with its target."""

    line: int
    items: tuple[tuple[Expr, Expr | None], ...]
    body: tuple[Stmt, ...]


class Define(Node, tag=43):
    line: int
    function: Function
    decorators: tuple[Expr, ...]


class Class(Node, tag=44):
    line: int
    name: str
    bases: tuple[Expr, ...]
    keywords: tuple[tuple[str, Expr], ...]
    body: tuple[Stmt, ...]
    decorators: tuple[Expr, ...]


class Return(Node, tag=45):
    line: int
    value: Expr | None


class Raise(Node, tag=46):
    line: int
    exception: Expr | None
    cause: Expr | None


class Assert(Node, tag=47):
    line: int
    test: Expr
    text: str


class Scope(Node, tag=48):
    """`global` or `nonlocal`."""

    line: int
    is_global: bool
    names: tuple[str, ...]


class Jump(Node, tag=49):
    """`break` or `continue`."""

    line: int
    is_break: bool


class Case(Struct, frozen=True, array_like=True, gc=False):
    """One `case`; `values` are the constants it matches, None when it is no plain value pattern."""

    values: tuple[Expr, ...] | None
    guard: Expr | None
    is_default: bool
    binds: tuple[str, ...]
    body: tuple[Stmt, ...]


class Match(Node, tag=50):
    line: int
    subject: Expr
    cases: tuple[Case, ...]


_Simple = Const | Name | Attr | Call | Starred | Subscript | Slice | Sequence | Mapping
_Compound = Compare | Logic | Unary | Binary | Choice | Lambda | Joined | Walrus
_Special = Generator | Comprehension | Yield | Other
Expr = _Simple | _Compound | _Special
_Binding = Import | ImportFrom | Assign | Augment | Annotate | Delete | Evaluate | If
_Control = For | While | Try | With | Define | Class | Return | Raise | Assert | Scope
_Defining = Jump | Match
Stmt = _Binding | _Control | _Defining


class SyntaxProblem(Struct, frozen=True, array_like=True):
    """Why a file cannot be read at all, or not by Pythons older than `since`."""

    line: int
    message: str
    since: tuple[int, int] | None


class FileFacts(Struct, frozen=True, array_like=True):
    """One source file.

    `problems` lists what no Python, or only a newer Python, can compile. `futures` are the names
    imported from `__future__`. These are the facts of the lines before `until`; None for all.
    """

    body: tuple[Stmt, ...]
    problems: tuple[SyntaxProblem, ...]
    futures: tuple[str, ...]
    until: int | None = None


def roots(statement: Import | ImportFrom) -> set[str]:
    """The top-level packages that an import names; an empty text where it is relative."""
    if isinstance(statement, Import):
        return {name.partition(".")[0] for name, _ in statement.names}
    return {"" if statement.level else statement.module.partition(".")[0]}


def definitions(body: tuple[Stmt, ...]) -> Iterator[str]:
    """Names that top-level classes, functions and assignments define, in order."""
    for statement in body:
        match statement:
            case Define(function=function):
                yield function.name
            case Class(name=name):
                yield name
            case Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, Name))
            case Annotate(target=Name(id=name)):
                yield name
