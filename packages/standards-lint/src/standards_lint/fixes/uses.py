"""Where a file uses names that it binds at its top level, and which of the uses wait for a call.

Scoping follows the Python reference, section 4.2: a function sees the names of the functions and
of the module around it, never those of a class around it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef
# What a use waits for: a call of a function, or the file being run as `__main__`.
Holder = ast.FunctionDef | ast.AsyncFunctionDef | ast.If
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
Kind = Literal["deferred", "annotation", "immediate"]


class Use(NamedTuple):
    """One place that reads a name.

    `holders` are the functions around a deferred use, innermost last. `owner` is what an
    annotation belongs to, a function or a class, None for the module; `is_evaluated` says whether
    Python looks the name up when it gets there. `text` tells people what an immediate use is.
    """

    name: str
    node: ast.Name | ast.Constant
    kind: Kind
    holders: tuple[Holder, ...] = ()
    owner: Function | ast.ClassDef | None = None
    is_evaluated: bool = True
    text: str = ""

    @property
    def line(self) -> int:
        """The number of its line."""
        return self.node.lineno


class Uses(NamedTuple):
    """All uses of some names, and the lines that bind them at the top level, or as `global`."""

    uses: tuple[Use, ...]
    bound: tuple[tuple[str, int], ...]


def uses_of(tree: ast.Module, names: Iterable[str]) -> Uses:
    """Where a file reads names of its top level, and where it binds them."""
    walk = _Walk(frozenset(names))
    walk.block(tree.body, _Place(frozenset(names)))
    bound = [item for item in bindings(tree.body) if item[0] in walk.names]
    return Uses(tuple(walk.found), (*bound, *walk.declared))


class _Place(NamedTuple):
    """Where the walk is: names that still mean the module's here, and what is around."""

    visible: frozenset[str]
    holders: tuple[Holder, ...] = ()
    owner: Function | ast.ClassDef | None = None
    kind: Kind = "immediate"
    text: str = "used when the module is imported"
    is_evaluated: bool = True


class _Walk:
    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.found: list[Use] = []
        self.declared: list[tuple[str, int]] = []

    def block(self, nodes: Iterable[ast.AST | None], place: _Place) -> None:
        for node in nodes:
            if node is not None:
                self._node(node, place)

    def _node(self, node: ast.AST, place: _Place) -> None:
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is not None:
            method(node, place)
        else:
            self.block(ast.iter_child_nodes(node), place)

    def _name(self, node: ast.Name, place: _Place) -> None:
        if isinstance(node.ctx, ast.Load) and node.id in place.visible:
            self._use(node.id, node, place)

    def _use(self, name: str, node: ast.Name | ast.Constant, place: _Place) -> None:
        kind = "deferred" if place.kind == "immediate" and place.holders else place.kind
        use = Use(name, node, kind, place.holders, place.owner, place.is_evaluated, place.text)
        self.found.append(use)

    def _constant(self, node: ast.Constant, place: _Place) -> None:
        if place.kind == "annotation" and isinstance(node.value, str):
            for name in _names_in(node.value) & place.visible:
                self._use(name, node, place._replace(is_evaluated=False))

    def _global(self, node: ast.Global, place: _Place) -> None:
        self.declared += [(name, node.lineno) for name in node.names if name in self.names]

    def _functiondef(self, node: Function, place: _Place) -> None:
        outside = place._replace(text=f"used by a decorator of `{node.name}`")
        self.block(node.decorator_list, outside)
        arguments = node.args
        defaults = [*arguments.defaults, *arguments.kw_defaults]
        self.block(defaults, place._replace(text=f"a default value of `{node.name}`"))
        written = place._replace(kind="annotation", owner=node)
        self.block([*(a.annotation for a in _arguments(arguments)), node.returns], written)
        inside = place.visible - local_names(node)
        self.block(
            node.body, _Place(inside, (*place.holders, node), text="used inside of a function")
        )

    _asyncfunctiondef = _functiondef

    def _lambda(self, node: ast.Lambda, place: _Place) -> None:
        defaults = [*node.args.defaults, *node.args.kw_defaults]
        self.block(defaults, place)
        own = {argument.arg for argument in _arguments(node.args)}
        text = "used by a lambda outside of functions"
        self._node(node.body, place._replace(visible=place.visible - own, text=text))

    def _classdef(self, node: ast.ClassDef, place: _Place) -> None:
        self.block(
            node.decorator_list, place._replace(text=f"used by a decorator of `{node.name}`")
        )
        bases = [*node.bases, *(keyword.value for keyword in node.keywords)]
        self.block(bases, place._replace(text=f"a base class of `{node.name}`"))
        text = f"used in the body of class `{node.name}`"
        self.block(node.body, place._replace(owner=node, text=text))

    def _annassign(self, node: ast.AnnAssign, place: _Place) -> None:
        is_local = bool(place.holders) and not isinstance(place.owner, ast.ClassDef)
        written = place._replace(kind="annotation", is_evaluated=not is_local)
        self._node(node.annotation, written)
        self.block([node.target, node.value], place)

    def _comprehension_like(self, node: ast.AST, place: _Place) -> None:
        own = {part.id for part in ast.walk(node) if _is_store(part)}
        first = node.generators[0].iter  # type: ignore[attr-defined]
        self._node(first, place)
        inner = place._replace(visible=place.visible - own)
        for child in ast.iter_child_nodes(node):
            for part in ast.iter_child_nodes(child) if _is_generator(child) else (child,):
                if part is not first:
                    self._node(part, inner)

    _listcomp = _setcomp = _dictcomp = _generatorexp = _comprehension_like

    def _if(self, node: ast.If, place: _Place) -> None:
        if place.holders or not is_main_test(node.test):
            self.block(ast.iter_child_nodes(node), place)
            return
        self._node(node.test, place)
        self.block(node.body, place._replace(holders=(node,)))
        self.block(node.orelse, place)


def is_main_test(test: ast.expr) -> bool:
    """Whether this is `__name__ == "__main__"`."""
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and isinstance(test.ops[0], ast.Eq)
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value == "__main__"
    )


def local_names(function: Function) -> frozenset[str]:
    """The names that mean something else inside a function than outside."""
    own = {argument.arg for argument in _arguments(function.args)}
    own |= {name for name, _ in bindings(function.body)}
    elsewhere = {
        name
        for node in own_nodes(function.body)
        if isinstance(node, (ast.Global, ast.Nonlocal))
        for name in node.names
    }
    return frozenset(own - elsewhere)


def own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes of one scope: not those inside of functions, lambdas and classes it defines.

    What the `for` of a comprehension binds is the comprehension's own.
    """
    for node in body:
        yield node
        if isinstance(node, ast.comprehension):
            yield from own_nodes([node.iter, *node.ifs])
        elif not isinstance(node, _SCOPES):
            yield from own_nodes(ast.iter_child_nodes(node))


def bindings(body: Iterable[ast.AST]) -> Iterator[tuple[str, int]]:
    """What the statements of one scope bind or delete, with lines."""
    for node in own_nodes(body):
        line = getattr(node, "lineno", 0)
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name, line
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, line
            case ast.ClassDef(name=name):
                yield name, line
            case ast.ExceptHandler(name=str(name)):
                yield name, line
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name, line
            case ast.MatchMapping(rest=str(name)):
                yield name, line
            case ast.Import(names=aliases):
                yield from ((a.asname or a.name.partition(".")[0], line) for a in aliases)
            case ast.ImportFrom(names=aliases):
                yield from ((a.asname or a.name, line) for a in aliases)


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return every + [item for item in (arguments.vararg, arguments.kwarg) if item is not None]


def _is_store(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _is_generator(node: ast.AST) -> bool:
    return isinstance(node, ast.comprehension)


def _names_in(annotation: str) -> set[str]:
    try:
        tree = ast.parse(annotation.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(re.findall(r"\w+", annotation))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
