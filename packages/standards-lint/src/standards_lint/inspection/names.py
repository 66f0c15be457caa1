"""Which names a file binds and reads, scope by scope."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Literal, NamedTuple

from standards_lint.inspection.walk import last_part, statements

# When a name is read: as the code runs, when an annotation is evaluated (with the definition it
# belongs to, or not at all, as the Python and the future import say), or never.
When = Literal["run", "annotation", "never"]

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Load(NamedTuple):
    """One place where a name is read; `node` is the name, or the text that holds it."""

    node: ast.expr
    scope: Scope
    when: When


class Scope:
    """A module, class, function, lambda or comprehension.

    `bindings` maps names to what binds them here: statements, arguments, handlers, patterns and
    `Name` nodes, those of `del` included.
    """

    def __init__(self, node: ast.AST, parent: Scope | None) -> None:
        self.node = node
        self.parent = parent
        self.bindings: dict[str, list[ast.AST]] = {}
        self.loads: list[tuple[str, Load]] = []
        self.borrowed: dict[str, Scope | None] = {}

    def bind(self, name: str, node: ast.AST) -> None:
        """Notes a binding where `global` and `nonlocal` say that it belongs."""
        scope = self.borrowed.get(name, self) or self
        scope.bindings.setdefault(name, []).append(node)

    def owner(self, name: str) -> Scope | None:
        """The scope whose name this is when it is read here; None where no scope binds it."""
        scope: Scope | None = self.borrowed.get(name, self)
        while scope is not None:
            is_visible = scope is self or not isinstance(scope.node, ast.ClassDef)
            if is_visible and name in scope.bindings:
                return scope
            scope = scope.parent
        return None


class Names:
    """The scopes of a file and all places where their names are read.

    Args:
        tree: of the whole file.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.module = Scope(tree, None)
        self.scopes: dict[ast.AST, Scope] = {tree: self.module}
        _Visitor(self).visit_all(tree.body, self.module, "run")
        self._uses: dict[tuple[Scope, str], list[Load]] = {}
        for scope in self.scopes.values():
            for name, load in scope.loads:
                owner = scope.owner(name)
                if owner is not None:
                    self._uses.setdefault((owner, name), []).append(load)

    def uses(self, scope: Scope, name: str) -> list[Load]:
        """Where a name of a scope is read, from whatever scope."""
        return self._uses.get((scope, name), [])

    @cached_property
    def exported(self) -> frozenset[str]:
        """The names that `__all__` lists as far as it is written out."""
        found: set[str] = set()
        for statement in statements(self.module.node.body):
            node = statement.value if isinstance(statement, ast.Expr) else statement
            found.update(text for value in _listed(node) for text in _texts(value))
        return frozenset(found)


def _listed(node: ast.AST) -> list[ast.expr]:
    """What a statement or call adds to `__all__`."""
    match node:
        case ast.Assign(targets=[target], value=value):
            return [value] if last_part(target) == "__all__" else []
        case ast.AugAssign(target=target, value=value) | ast.AnnAssign(target=target, value=value):
            return [value] if value is not None and last_part(target) == "__all__" else []
        case ast.Call(func=ast.Attribute(value=owner), args=arguments):
            return arguments if last_part(owner) == "__all__" else []
    return []


def _texts(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


class _Visitor:
    def __init__(self, names: Names) -> None:
        self._names = names
        self._methods: dict[type[ast.AST], Callable[[ast.AST, Scope, When], None]] = {
            ast.Name: self._name,
            ast.Import: self._import,
            ast.ImportFrom: self._import,
            ast.ClassDef: self._class,
            ast.Lambda: self._lambda,
            ast.Global: self._global,
            ast.Nonlocal: self._global,
            ast.AnnAssign: self._annotated,
            ast.AugAssign: self._augmented,
            ast.If: self._if,
            ast.ExceptHandler: self._named,
            ast.MatchAs: self._named,
            ast.MatchStar: self._named,
            ast.MatchMapping: self._named,
            **dict.fromkeys(_FUNCTIONS, self._function),
            **dict.fromkeys(_COMPREHENSIONS, self._comprehension),
        }

    def visit_all(self, nodes: Iterable[ast.AST | None], scope: Scope, when: When) -> None:
        """Visits nodes in order."""
        for node in nodes:
            if node is not None:
                self._visit(node, scope, when)

    def _visit(self, node: ast.AST, scope: Scope, when: When) -> None:
        method = self._methods.get(type(node))
        if method is not None:
            method(node, scope, when)
        else:
            self._children(node, scope, when)

    def _children(self, node: ast.AST, scope: Scope, when: When) -> None:
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.AST):
                        self._visit(item, scope, when)
            elif isinstance(value, ast.AST):
                self._visit(value, scope, when)

    def _open(self, node: ast.AST, parent: Scope) -> Scope:
        scope = self._names.scopes[node] = Scope(node, parent)
        return scope

    def _name(self, node: ast.Name, scope: Scope, when: When) -> None:
        if isinstance(node.ctx, ast.Load):
            scope.loads.append((node.id, Load(node, scope, when)))
        else:
            target = scope
            while isinstance(target.node, _COMPREHENSIONS) and self._is_walrus(node, target):
                target = target.parent or target
            target.bind(node.id, node)

    def _is_walrus(self, node: ast.Name, scope: Scope) -> bool:
        """Whether a name stored in a comprehension is none of its own variables."""
        generators = scope.node.generators
        return all(inner is not node for item in generators for inner in ast.walk(item.target))

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope, when: When) -> None:
        for alias in node.names:
            name = alias.asname or alias.name
            is_module = isinstance(node, ast.Import) and alias.asname is None
            scope.bind(name.partition(".")[0] if is_module else name, node)

    def _class(self, node: ast.ClassDef, scope: Scope, when: When) -> None:
        scope.bind(node.name, node)
        self.visit_all(node.decorator_list, scope, when)
        inner = self._open(node, scope)
        self.visit_all(getattr(node, "type_params", ()), inner, when)
        self.visit_all([*node.bases, *node.keywords], scope, when)
        self.visit_all(node.body, inner, when)

    def _function(self, node: ast.FunctionDef, scope: Scope, when: When) -> None:
        scope.bind(node.name, node)
        self.visit_all(node.decorator_list, scope, when)
        inner = self._open(node, scope)
        self.visit_all(getattr(node, "type_params", ()), inner, when)
        self._arguments(node.args, scope, inner, when)
        self._annotation(node.returns, scope, "annotation" if when == "run" else when)
        self.visit_all(node.body, inner, when)

    def _lambda(self, node: ast.Lambda, scope: Scope, when: When) -> None:
        inner = self._open(node, scope)
        self._arguments(node.args, scope, inner, when)
        self._visit(node.body, inner, when)

    def _arguments(self, node: ast.arguments, outer: Scope, inner: Scope, when: When) -> None:
        self.visit_all([*node.defaults, *node.kw_defaults], outer, when)
        every = [*node.posonlyargs, *node.args, node.vararg, *node.kwonlyargs, node.kwarg]
        for argument in every:
            if argument is not None:
                inner.bind(argument.arg, argument)
                later: When = "annotation" if when == "run" else when
                self._annotation(argument.annotation, outer, later)

    def _annotated(self, node: ast.AnnAssign, scope: Scope, when: When) -> None:
        is_local = not isinstance(scope.node, ast.Module | ast.ClassDef)
        self.visit_all([node.value, node.target], scope, when)
        later: When = "never" if is_local or when == "never" else "annotation"
        self._annotation(node.annotation, scope, later)

    def _annotation(self, node: ast.expr | None, scope: Scope, when: When) -> None:
        if node is None:
            return
        self._visit(node, scope, when)
        for text in _quotes(node):
            for name in _quoted(text.value):
                scope.loads.append((name, Load(text, scope, "never")))

    def _augmented(self, node: ast.AugAssign, scope: Scope, when: When) -> None:
        if isinstance(node.target, ast.Name):
            scope.loads.append((node.target.id, Load(node.target, scope, when)))
        self._children(node, scope, when)

    def _if(self, node: ast.If, scope: Scope, when: When) -> None:
        if last_part(node.test) == "TYPE_CHECKING":
            self.visit_all([node.test], scope, when)
            self.visit_all(node.body, scope, "never")
            self.visit_all(node.orelse, scope, when)
        else:
            self._children(node, scope, when)

    def _global(self, node: ast.Global | ast.Nonlocal, scope: Scope, when: When) -> None:
        is_global = isinstance(node, ast.Global)
        for name in node.names:
            parent = scope.parent
            owner = self._names.module if is_global else parent and parent.owner(name)
            scope.borrowed[name] = owner
            # Python accepts an import of the name before its `global`.
            for earlier in scope.bindings.pop(name, ()):
                scope.bind(name, earlier)

    def _named(self, node: ast.AST, scope: Scope, when: When) -> None:
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        if name:
            scope.bind(name, node)
        self._children(node, scope, when)

    def _comprehension(self, node: ast.ListComp, scope: Scope, when: When) -> None:
        inner = self._open(node, scope)
        first = node.generators[0]
        self._visit(first.iter, scope, when)
        for generator in node.generators:
            self._visit(generator.target, inner, when)
            if generator is not first:
                self._visit(generator.iter, inner, when)
            self.visit_all(generator.ifs, inner, when)
        for field in ("key", "value", "elt"):
            self.visit_all([getattr(node, field, None)], inner, when)


def _quotes(node: ast.AST) -> Iterator[ast.Constant]:
    """The texts in an annotation that stand for types."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    elif isinstance(node, ast.Subscript) and last_part(node.value) in ("Literal", "Annotated"):
        of = node.slice
        if last_part(node.value) == "Annotated" and isinstance(of, ast.Tuple):
            yield from _quotes(of.elts[0])
    elif not isinstance(node, ast.Call):
        for child in ast.iter_child_nodes(node):
            yield from _quotes(child)


def _quoted(text: str) -> Iterator[str]:
    """The names that an annotation in quotes reads."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
