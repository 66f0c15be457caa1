"""Turns Python's own syntax tree into facts."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from standards_lint import facts
from standards_lint.source.locals import scope
from standards_lint.source.signatures import dotted
from standards_lint.source.skeleton import Skeleton
from standards_lint.source.versions import is_lazy

_LARGEST_INTEGER = 2**63 - 1
_LONGEST_CONDITION = 80

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitAnd: "&",
    ast.BitXor: "^",
    ast.Not: "not",
    ast.Invert: "~",
    ast.UAdd: "+",
    ast.USub: "-",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}


class Converter:
    """Converts the statements of one file.

    Args:
        skeleton: where functions were cut, None where none were.
        lazy_lines: lines of imports that carry the `lazy` keyword.
    """

    def __init__(
        self, skeleton: Skeleton | None = None, lazy_lines: frozenset[int] = frozenset()
    ) -> None:
        self._defined = skeleton.defined if skeleton else {}
        self._functions = skeleton.functions if skeleton else {}
        self._last_lines = skeleton.last_lines if skeleton else {}
        self._lines = skeleton.lines if skeleton else None
        self._lazy_lines = lazy_lines

    def line(self, node: Any) -> int:
        """The line of a node in the file."""
        return node.lineno if self._lines is None else self._lines[node.lineno]

    def block(self, nodes: list[ast.stmt]) -> tuple[facts.Stmt, ...]:
        """Facts of consecutive statements; what cannot matter is left out."""
        converted: list[facts.Stmt] = []
        for node in nodes:
            convert = _STATEMENTS.get(type(node))
            if convert is not None and (fact := convert(self, node)) is not None:
                converted.append(fact)
            elif type(node) is ast.Pass:
                converted += self._defined.get(self.line(node), ())
        return tuple(converted)

    def expr(self, node: ast.expr) -> facts.Expr:
        """The fact of one expression."""
        convert = _EXPRESSIONS.get(type(node))
        return convert(self, node) if convert is not None else self.other(node)

    def maybe(self, node: ast.expr | None) -> facts.Expr | None:
        """The fact of an optional expression."""
        return None if node is None else self.expr(node)

    def exprs(self, nodes: list[ast.expr]) -> tuple[facts.Expr, ...]:
        """Facts of several expressions."""
        return tuple([self.expr(node) for node in nodes])

    def other(self, node: ast.AST) -> facts.Expr:
        """An expression of unknown value whose parts still run."""
        parts = [
            self.expr(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)
        ]
        return facts.Other(tuple(parts))

    def keywords(self, nodes: list[ast.keyword]) -> tuple[tuple[str, facts.Expr], ...]:
        """Keyword arguments; the empty name stands for `**value`."""
        return tuple([(node.arg or "", self.expr(node.value)) for node in nodes])

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> facts.Function:
        """A definition, without its body where that was cut."""
        line = self.line(node)
        known = self._functions.get(line)
        if known is not None:
            return known
        is_async = isinstance(node, ast.AsyncFunctionDef)
        annotations, defaults = self._annotations(node), self._defaults(node.args)
        last_line = self._last_lines.get(line)
        span = None if last_line is None else (line, last_line)
        body = self.body(node) if last_line is None else None
        return facts.Function(node.name, annotations, defaults, is_async, span, body)

    def body(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> facts.Body:
        """What a call of this function needs."""
        params = self._params(node.args)
        names, is_generator = scope(node)
        if isinstance(node, ast.Lambda):
            statements: tuple[facts.Stmt, ...] = (
                facts.Return(self.line(node), self.expr(node.body)),
            )
            names = frozenset[str]()
        else:
            statements = self.block(node.body)
        names |= {param.name for param in params}
        return facts.Body(params, statements, names, is_generator)

    def _params(self, args: ast.arguments) -> tuple[facts.Param, ...]:
        positional = [*args.posonlyargs, *args.args]
        missing: list[ast.expr | None] = [None] * (len(positional) - len(args.defaults))
        params = [
            facts.Param(arg.arg, "positional", self.maybe(default))
            for arg, default in zip(positional, missing + args.defaults, strict=True)
        ]
        if args.vararg:
            params.append(facts.Param(args.vararg.arg, "variadic", None))
        params += [
            facts.Param(arg.arg, "keyword", self.maybe(default))
            for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True)
        ]
        if args.kwarg:
            params.append(facts.Param(args.kwarg.arg, "keywords", None))
        return tuple(params)

    def _annotations(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[facts.Expr, ...]:
        args = node.args
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        found = [arg.annotation for arg in every if arg is not None and arg.annotation is not None]
        if node.returns is not None:
            found.append(node.returns)
        return self.exprs([item for item in found if not isinstance(item, ast.Constant)])

    def _defaults(self, args: ast.arguments) -> tuple[facts.Expr, ...]:
        found = [*args.defaults, *[item for item in args.kw_defaults if item is not None]]
        return self.exprs([item for item in found if not isinstance(item, ast.Constant)])

    def is_lazy(self, node: ast.stmt) -> bool:
        """Whether an import carries the `lazy` keyword."""
        return is_lazy(node) or self.line(node) in self._lazy_lines


def operator(node: ast.AST) -> str:
    """The symbol of an operator node."""
    return _OPERATORS[type(node)]


def _const(c: Converter, n: Any) -> facts.Expr:
    value = n.value
    if isinstance(value, str):
        return facts.Const(value) if _is_text(value) else facts.Other(())
    if value is None or isinstance(value, (bool, float)):
        return facts.Const(value)
    if isinstance(value, int) and abs(value) <= _LARGEST_INTEGER:
        return facts.Const(value)
    return facts.Other(())


def _is_text(value: str) -> bool:
    """Whether facts can hold a literal: lone surrogates have no encoding."""
    try:
        return value.isascii() or bool(value.encode())
    except UnicodeEncodeError:
        return False


def _lambda(c: Converter, n: Any) -> facts.Expr:
    defaults = c._defaults(n.args)
    return facts.Lambda(facts.Function("<lambda>", (), defaults, False, None, c.body(n)))


def _comprehension(kind: str) -> Callable[[Converter, Any], facts.Expr]:
    def convert(c: Converter, n: Any) -> facts.Expr:
        generators = tuple(
            facts.Generator(c.expr(g.target), c.expr(g.iter), c.exprs(g.ifs)) for g in n.generators
        )
        if kind == "dict":
            return facts.Comprehension(kind, c.expr(n.key), c.expr(n.value), generators)
        return facts.Comprehension(kind, c.expr(n.elt), None, generators)

    return convert


def _sequence(kind: str) -> Callable[[Converter, Any], facts.Expr]:
    return lambda c, n: facts.Sequence(kind, c.exprs(n.elts))


def _joined(c: Converter, n: Any) -> facts.Expr:
    parts = c.exprs([v.value if isinstance(v, ast.FormattedValue) else v for v in n.values])
    is_plain = all(map(_is_plain_part, n.values))
    return facts.Joined(parts if is_plain else (*parts, facts.Other(())))


def _is_plain_part(part: Any) -> bool:
    """Whether a part of an f-string is a text, or becomes what `str()` makes of it."""
    if not isinstance(part, ast.FormattedValue):
        return True
    return part.format_spec is None and part.conversion in (-1, ord("s"))


_EXPRESSIONS: dict[type[ast.AST], Callable[[Converter, Any], facts.Expr]] = {
    ast.Constant: _const,
    ast.Name: lambda c, n: dotted(n.id),
    ast.Attribute: lambda c, n: facts.Attr(c.expr(n.value), n.attr),
    ast.Call: lambda c, n: facts.Call(
        c.expr(n.func), c.exprs(n.args), c.keywords(n.keywords), c.line(n)
    ),
    ast.Starred: lambda c, n: facts.Starred(c.expr(n.value)),
    ast.Subscript: lambda c, n: facts.Subscript(c.expr(n.value), c.expr(n.slice)),
    ast.Slice: lambda c, n: facts.Slice(c.maybe(n.lower), c.maybe(n.upper), c.maybe(n.step)),
    ast.Tuple: _sequence("tuple"),
    ast.List: _sequence("list"),
    ast.Set: _sequence("set"),
    ast.Dict: lambda c, n: facts.Mapping(
        tuple([c.maybe(key) for key in n.keys]), c.exprs(n.values)
    ),
    ast.Compare: lambda c, n: facts.Compare(
        c.expr(n.left), tuple([operator(op) for op in n.ops]), c.exprs(n.comparators)
    ),
    ast.BoolOp: lambda c, n: facts.Logic(isinstance(n.op, ast.And), c.exprs(n.values)),
    ast.UnaryOp: lambda c, n: facts.Unary(operator(n.op), c.expr(n.operand)),
    ast.BinOp: lambda c, n: facts.Binary(operator(n.op), c.expr(n.left), c.expr(n.right)),
    ast.IfExp: lambda c, n: facts.Choice(c.expr(n.test), c.expr(n.body), c.expr(n.orelse)),
    ast.Lambda: _lambda,
    ast.JoinedStr: _joined,
    ast.NamedExpr: lambda c, n: facts.Walrus(n.target.id, c.expr(n.value)),
    ast.ListComp: _comprehension("list"),
    ast.SetComp: _comprehension("set"),
    ast.DictComp: _comprehension("dict"),
    ast.GeneratorExp: _comprehension("generator"),
    ast.Yield: lambda c, n: facts.Yield(c.maybe(n.value), False),
    ast.YieldFrom: lambda c, n: facts.Yield(c.expr(n.value), True),
}


def _condition(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= _LONGEST_CONDITION else text[: _LONGEST_CONDITION - 3] + "..."


def _evaluate(c: Converter, n: Any) -> facts.Stmt | None:
    if isinstance(n.value, ast.Constant):
        return None
    return facts.Evaluate(c.line(n), c.expr(n.value))


def _aliases(n: Any) -> tuple[tuple[str, str | None], ...]:
    return tuple([(alias.name, alias.asname) for alias in n.names])


def _try(c: Converter, n: Any) -> facts.Stmt:
    handlers = tuple(
        facts.Handler(c.line(h), c.maybe(h.type), h.name, c.block(h.body)) for h in n.handlers
    )
    is_star = not isinstance(n, ast.Try)
    return facts.Try(
        c.line(n), c.block(n.body), handlers, c.block(n.orelse), c.block(n.finalbody), is_star
    )


def _with(c: Converter, n: Any) -> facts.Stmt:
    items = tuple((c.expr(i.context_expr), c.maybe(i.optional_vars)) for i in n.items)
    return facts.With(c.line(n), items, c.block(n.body))


def _for(c: Converter, n: Any) -> facts.Stmt:
    return facts.For(
        c.line(n), c.expr(n.target), c.expr(n.iter), c.block(n.body), c.block(n.orelse)
    )


def _define(c: Converter, n: Any) -> facts.Stmt:
    return facts.Define(c.line(n), c.function(n), c.exprs(n.decorator_list))


def _class(c: Converter, n: Any) -> facts.Stmt:
    return facts.Class(
        c.line(n),
        n.name,
        c.exprs(n.bases),
        c.keywords(n.keywords),
        c.block(n.body),
        c.exprs(n.decorator_list),
    )


def _pattern_values(c: Converter, pattern: ast.pattern) -> tuple[facts.Expr, ...] | None:
    if isinstance(pattern, ast.MatchValue):
        return (c.expr(pattern.value),)
    if isinstance(pattern, ast.MatchSingleton):
        return (facts.Const(pattern.value),)
    if isinstance(pattern, ast.MatchOr):
        found = [_pattern_values(c, item) for item in pattern.patterns]
        if all(item is not None for item in found):
            return tuple(value for item in found for value in item or ())
    return None


def _match(c: Converter, n: Any) -> facts.Stmt:
    cases = []
    for case in n.cases:
        default = isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
        binds = tuple(
            item.name
            for item in ast.walk(case.pattern)
            if isinstance(item, (ast.MatchAs, ast.MatchStar)) and item.name
        )
        values = _pattern_values(c, case.pattern)
        guard = c.maybe(case.guard)
        cases.append(facts.Case(values, guard, default, binds, c.block(case.body)))
    return facts.Match(c.line(n), c.expr(n.subject), tuple(cases))


_STATEMENTS: dict[type[ast.AST], Callable[[Converter, Any], facts.Stmt | None]] = {
    ast.Import: lambda c, n: facts.Import(c.line(n), _aliases(n), c.is_lazy(n)),
    ast.ImportFrom: lambda c, n: facts.ImportFrom(
        c.line(n), n.module or "", n.level, _aliases(n), c.is_lazy(n)
    ),
    ast.Assign: lambda c, n: facts.Assign(c.line(n), c.exprs(n.targets), c.expr(n.value)),
    ast.AugAssign: lambda c, n: facts.Augment(
        c.line(n), c.expr(n.target), operator(n.op), c.expr(n.value)
    ),
    ast.AnnAssign: lambda c, n: facts.Annotate(
        c.line(n), c.expr(n.target), c.expr(n.annotation), c.maybe(n.value)
    ),
    ast.Delete: lambda c, n: facts.Delete(c.line(n), c.exprs(n.targets)),
    ast.Expr: _evaluate,
    ast.If: lambda c, n: facts.If(
        c.line(n), c.expr(n.test), _condition(n.test), c.block(n.body), c.block(n.orelse)
    ),
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: lambda c, n: facts.While(
        c.line(n), c.expr(n.test), _condition(n.test), c.block(n.body), c.block(n.orelse)
    ),
    ast.Try: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.FunctionDef: _define,
    ast.AsyncFunctionDef: _define,
    ast.ClassDef: _class,
    ast.Return: lambda c, n: facts.Return(c.line(n), c.maybe(n.value)),
    ast.Raise: lambda c, n: facts.Raise(c.line(n), c.maybe(n.exc), c.maybe(n.cause)),
    ast.Assert: lambda c, n: facts.Assert(c.line(n), c.expr(n.test), _condition(n.test)),
    ast.Global: lambda c, n: facts.Scope(c.line(n), True, tuple(n.names)),
    ast.Nonlocal: lambda c, n: facts.Scope(c.line(n), False, tuple(n.names)),
    ast.Break: lambda c, n: facts.Jump(c.line(n), True),
    ast.Continue: lambda c, n: facts.Jump(c.line(n), False),
    ast.Match: _match,
}
if hasattr(ast, "TryStar"):
    _STATEMENTS[ast.TryStar] = _try
