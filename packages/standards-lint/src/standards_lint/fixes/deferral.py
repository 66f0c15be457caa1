"""Takes names out of the top level of a file into the functions that use them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import libcst as cst

from standards_lint.fixes.aliases import alias_text
from standards_lint.fixes.branches import places
from standards_lint.fixes.codemod import Refused
from standards_lint.fixes.edits import Change, at_start, parsed
from standards_lint.fixes.new_imports import with_future_annotations
from standards_lint.fixes.obstacles import check_holders, check_movable, check_place
from standards_lint.fixes.readers import check_all_unread, check_unread
from standards_lint.fixes.remove_import import check_unmarked
from standards_lint.fixes.target import Imports, Target, bound_name
from standards_lint.fixes.typing_block import with_typing_imports
from standards_lint.fixes.uses import Holder, Use, Uses, uses_of


class Plan(NamedTuple):
    """What is to be done: `holders` need a name each, `typed` are names that annotations use.

    `deferred` are the uses of all names that wait for a call.
    """

    statement: Imports
    holders: tuple[tuple[Holder, str], ...]
    deferred: tuple[Use, ...]
    typed: tuple[str, ...]
    needs_future: bool


def planned(target: Target, guard: ast.Try | None = None) -> Plan:
    """Where the names of a fix are needed.

    Args:
        target: the file.
        guard: the statement around the import which goes with it; what it binds counts once.

    Raises:
        Refused: one of them cannot leave the top level.
    """
    statement = target.imports()
    names = target.fix.names
    check_place(target, statement, guard)
    found = uses_of(target.file.tree, names)
    if guard is not None:
        found = _with_one_binding(found, guard)
    check_movable(target, statement, names, found)
    if not found.uses:
        _check_unexported(target, statement)
    check_unread(target, found.uses)
    evaluated = any(use.kind == "annotation" and use.is_evaluated for use in found.uses)
    needs_future = evaluated and not _has_future(target.file.tree)
    if needs_future:
        check_all_unread(target)
    holders = tuple(
        (holder, name)
        for name in names
        for holder in _outermost(use for use in found.uses if use.name == name)
    )
    for holder, name in holders:
        check_holders([holder], name)
    typed = {use.name for use in found.uses if use.kind == "annotation"}
    deferred = tuple(use for use in found.uses if use.kind == "deferred")
    return Plan(statement, holders, deferred, tuple(n for n in names if n in typed), needs_future)


def starts(target: Target, plan: Plan, line: Callable[[str], str]) -> dict[cst.CSTNode, Change]:
    """The changes that let every function begin with what it needs.

    Args:
        target: the file.
        plan: what is to be done.
        line: the statement that binds a name inside of a function.
    """
    by_place: dict[cst.CSTNode, list[str]] = {}
    for holder, name in plan.holders:
        uses = {use.node for use in plan.deferred if use.name == name and holder in use.holders}
        for place in places(target, holder, uses):
            by_place.setdefault(place, []).append(line(name))
    return {place: _starting(target.module, lines) for place, lines in by_place.items()}


def finished(module: cst.Module, plan: Plan) -> cst.Module:
    """The module with what its annotations need."""
    if plan.typed:
        texts = [import_of(plan.statement, name) for name in plan.typed]
        module = with_typing_imports(module, texts)
    return with_future_annotations(module) if plan.needs_future else module


def import_of(statement: Imports, name: str) -> str:
    """The text that imports one of the names of a statement."""
    for alias in statement.names:
        if bound_name(statement, alias) == name:
            return alias_text(statement, alias)
    raise Refused(f"`{name}` is not imported on line {statement.lineno}")


def _with_one_binding(found: Uses, guard: ast.Try) -> Uses:
    lines = range(guard.lineno, (guard.end_lineno or guard.lineno) + 1)
    inside = [item for item in found.bound if item[1] in lines]
    outside = [item for item in found.bound if item[1] not in lines]
    return found._replace(bound=(*dict(inside).items(), *outside))


def _has_future(tree: ast.Module) -> bool:
    """Whether the annotations of a file are not evaluated."""
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )


def _check_unexported(target: Target, statement: Imports) -> None:
    if target.request.is_package:
        raise Refused("a package's `__init__` imports for others to use")
    check_unmarked(target, statement)


def _outermost(uses: Iterable[Use]) -> list[Holder]:
    """The functions that read a name themselves, but for those inside of others that do."""
    chains = [use.holders for use in uses if use.kind == "deferred"]
    own = {chain[-1] for chain in chains}
    found: dict[Holder, None] = {}
    for chain in chains:
        found[next(holder for holder in chain if holder in own)] = None
    return list(found)


def _starting(module: cst.Module, lines: Sequence[str]) -> Change:
    statements = parsed(module, "".join(f"{line}\n" for line in lines))
    return lambda block: at_start(block, statements)
