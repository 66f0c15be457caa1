"""Adds import statements where people and import sorters would put them."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from standards_lint.fixes.edits import (
    Statement,
    blank_lines,
    is_docstring,
    parsed,
    with_blank_lines,
    with_leading,
)

_FUTURE = "__future__"


def with_future_annotations(module: cst.Module) -> cst.Module:
    """The module with `from __future__ import annotations`; the same where it has it."""
    if has_future_annotations(module):
        return module
    (new,) = parsed(module, "from __future__ import annotations\n")
    at = _after_docstring(module.body)
    return _inserted(module, at, new)


def has_future_annotations(module: cst.Module) -> bool:
    """Whether the annotations of a module are not evaluated."""
    return any(
        module_name(part) == _FUTURE and "annotations" in imported_names(part)
        for line in module.body
        for part in _parts(line)
    )


def with_import(module: cst.Module, text: str) -> cst.Module:
    """The module with one more import in its first group of them, in the order of isort.

    Args:
        module: where to.
        text: `import a` or `from a import b`.
    """
    (new,) = parsed(module, text + "\n")
    first, last = _first_group(module.body)
    if first == last:
        return _inserted(module, first, new)
    key = _key(new)
    at = next((at for at in range(first, last) if _key(module.body[at]) > key), last)
    if at > first:
        return module.with_changes(body=[*module.body[:at], new, *module.body[at:]])
    old = module.body[first]
    lines = list(old.leading_lines)
    if any(line.comment is not None for line in lines):
        new = with_leading(new, lines)
    else:
        new = with_leading(new, lines or blank_lines(0))
    old = with_leading(old, [])
    return module.with_changes(body=[*module.body[:at], new, old, *module.body[at + 1 :]])


def with_name_from(module: cst.Module, source: str, name: str) -> cst.Module:
    """The module with `from source import name`, in an import of one line where it has one."""
    for at, line in enumerate(module.body):
        for part in _parts(line):
            if module_name(part) != source or not isinstance(part, cst.ImportFrom):
                continue
            if name in imported_names(part):
                return module
            if isinstance(part.names, cst.ImportStar) or part.lpar is not None:
                continue
            alias = cst.ImportAlias(cst.Name(name), comma=cst.Comma(
                whitespace_after=cst.SimpleWhitespace(" ")))  # fmt: skip
            longer = part.with_changes(names=[alias, *part.names])
            body = list(module.body)
            body[at] = line.with_deep_changes(part, names=longer.names)
            return module.with_changes(body=body)
    return with_import(module, f"from {source} import {name}")


def module_name(part: cst.CSTNode) -> str:
    """The module that a small statement imports from, empty where it does not."""
    if not isinstance(part, cst.ImportFrom) or part.module is None or part.relative:
        return ""
    return cst.Module([]).code_for_node(part.module)


def imported_names(part: cst.CSTNode) -> tuple[str, ...]:
    """The names in a `from` import, as the other module has them."""
    if not isinstance(part, cst.ImportFrom) or isinstance(part.names, cst.ImportStar):
        return ()
    return tuple(str(alias.name.value) for alias in part.names if alias.asname is None)


def is_import(line: cst.CSTNode) -> bool:
    """Whether a line holds nothing but imports."""
    parts = _parts(line)
    kinds = (cst.Import, cst.ImportFrom, cst.LazyImport, cst.LazyImportFrom)
    return bool(parts) and all(isinstance(part, kinds) for part in parts)


def _parts(line: cst.CSTNode) -> Sequence[cst.BaseSmallStatement]:
    return line.body if isinstance(line, cst.SimpleStatementLine) else ()


def _after_docstring(body: Sequence[Statement]) -> int:
    return 1 if body and is_docstring(body[0]) else 0


def _first_group(body: Sequence[Statement]) -> tuple[int, int]:
    """The range of the first imports with no blank line between; empty where there are none."""
    first = _after_docstring(body)
    while first < len(body) and any(module_name(part) == _FUTURE for part in _parts(body[first])):
        first += 1
    last = first
    while last < len(body) and is_import(body[last]):
        if last > first and body[last].leading_lines:
            break
        last += 1
    return first, last


def _key(line: cst.CSTNode) -> tuple[bool, str]:
    part = _parts(line)[0]
    if isinstance(part, cst.ImportFrom):
        return True, "." * len(part.relative) + module_name(part)
    names = getattr(part, "names", ())
    return False, cst.Module([]).code_for_node(names[0].name) if names else ""


def _inserted(module: cst.Module, at: int, new: Statement) -> cst.Module:
    """A statement put between others that are not of its kind, with blank lines around it."""
    body = list(module.body)
    if at > 0:
        new = with_blank_lines(new, 1)
    if at < len(body):
        body[at] = with_blank_lines(body[at], 1)
    return module.with_changes(body=[*body[:at], new, *body[at:]])
