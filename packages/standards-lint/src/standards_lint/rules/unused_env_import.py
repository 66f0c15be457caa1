"""An import that nobody uses is what breaks an environment.

Why it is bad: the module would work there; it fails for the sake of a name that it never reads.

For example, in an environment without torch, where `device` imports it:

    # integration.py
    from device import select

    def run():
        return "done"

Use instead: remove the import.

    def run():
        return "done"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from standards_lint.facts import (
    Annotate,
    Assign,
    Attr,
    Call,
    Class,
    Define,
    Expr,
    If,
    Import,
    ImportFrom,
    Name,
    Stmt,
    Try,
)
from standards_lint.model import Applicability, Finding, Fix, Step
from standards_lint.rules.rule import Context, Example, Rule

if TYPE_CHECKING:
    from standards_lint.inspection import Observation, SourceFile
    from standards_lint.source.program import Program

_WITHOUT = {"mlx": {"provides": ["mlx"]}}
_DEVICE = "import torch\n\ndef select():\n    return torch.device('cpu')\n"
_RUN = "\n\ndef run():\n    return 'done'\n"
# Calls that only make a value.
_HARMLESS = frozenset(
    "getLogger TypeVar ParamSpec namedtuple NewType compile frozenset set dict list tuple object "
    "Path field dataclass".split()
)
_HARMLESS_DECORATORS = frozenset(
    "dataclass property staticmethod classmethod abstractmethod contextmanager lru_cache cache "
    "overload final wraps total_ordering".split()
)

VALID = (
    Example(
        {"a.py": f"from device import select{_RUN}\n\nselect\n", "device.py": _DEVICE}, _WITHOUT
    ),
    Example(
        {"a.py": f"from device import select\n__all__ = ['select']{_RUN}", "device.py": _DEVICE},
        _WITHOUT,
    ),
    Example({"p/__init__.py": "from p.device import select\n", "p/device.py": _DEVICE}, _WITHOUT),
    Example(
        {
            "a.py": f"from device import select{_RUN}",
            "b.py": "def go():\n    from a import select\n    return select()\n",
            "device.py": _DEVICE,
        },
        _WITHOUT,
    ),
    Example({"a.py": f"import torch  # noqa: F401 - registers its types{_RUN}"}, _WITHOUT),
    Example({"a.py": f"import mlx{_RUN}"}, _WITHOUT),
)
INVALID = (
    Example({"a.py": f"from device import select{_RUN}", "device.py": _DEVICE}, _WITHOUT),
    Example({"a.py": f"import os, torch{_RUN}\n\nos.getcwd()\n"}, _WITHOUT),
    Example({"a.py": f"import torch.nn as nn{_RUN}", "b.py": "import a\n\na.run()\n"}, _WITHOUT),
)


def inspect(file: SourceFile) -> Iterator[Observation]:
    """Every import outside functions that binds names which this file neither reads nor exports."""
    import ast

    from standards_lint.inspection import Observation
    from standards_lint.inspection.imports import statement_imports
    from standards_lint.inspection.walk import statements

    if file.is_package or "globals()" in file.text:
        return
    names = file.names
    exported = names.exported
    for statement in statements(file.tree.body):
        found = statement_imports(statement, file.module, is_package=False)
        if found is None or "noqa" in file.lines[statement.lineno - 1]:
            continue
        is_repeated = {alias.asname for alias in statement.names if alias.asname == alias.name}
        unused = tuple(
            name
            for name in found.names
            if name != "*"
            and name not in exported
            and name not in is_repeated
            and not names.uses(names.module, name)
        )
        if unused and (isinstance(statement, ast.Import) or len(unused) == len(found.names)):
            place = (statement.lineno, statement.col_offset + 1, statement.end_lineno)
            yield Observation(*place, names=unused)


def check(context: Context) -> Iterator[Finding]:
    """One finding for each such import in a chain that breaks, whichever environments it breaks."""
    unused = {(entry.name, item.line): item for entry, item in context.seen(RULE.code)}
    broken: dict[tuple[Step, str], tuple[set[str], set[str]]] = {}
    for row in context.matrix.modules:
        for environment, cell in row.cells.items():
            for at, step in enumerate(cell.chain):
                if (step.module, step.line) in unused:
                    target = cell.chain[at + 1].module if at + 1 < len(cell.chain) else ""
                    found = broken.setdefault((step, target or str(cell.missing)), (set(), set()))
                    found[0].add(row.module)
                    found[1].add(environment)
    for (step, target), (modules, environments) in sorted(broken.items(), key=_place):
        item = unused[step.module, step.line]
        names = _concerned(context.program, step, target, item.names)
        if names and not _is_read_elsewhere(context.program, step.module, names):
            fix = _fix(context.program, step, target, names)
            yield _finding(item, step, names, sorted(modules), sorted(environments), fix)


def _place(item: tuple[tuple[Step, str], object]) -> tuple[str, int, str]:
    (step, target), _ = item
    return step.path, step.line, target


def _finding(
    item: Observation,
    step: Step,
    names: Sequence[str],
    modules: Sequence[str],
    environments: Sequence[str],
    fix: Fix,
) -> Finding:
    what = ", ".join(f"`{name}`" for name in names)
    where = ", ".join(f"`{name}`" for name in environments)
    return Finding(
        code=RULE.code,
        message=f"nobody uses {what}, and importing it breaks {where}",
        path=step.path,
        line=step.line,
        column=item.column,
        end_line=item.end_line,
        environment=", ".join(environments),
        module=step.module,
        breaks=tuple(modules),
        fix=fix,
    )


def _concerned(program: Program, step: Step, target: str, unused: Sequence[str]) -> tuple[str, ...]:
    """Those of the unused names whose import leads to `target`, a module or what is missing."""
    from standards_lint.statements import module_imports

    for statement, _ in module_imports(program.facts(step.module).body):
        if statement.line != step.line:
            continue
        if isinstance(statement, ImportFrom):
            return tuple(unused)
        return tuple(
            name
            for dotted, alias in statement.names
            if (name := alias or dotted.partition(".")[0]) in unused and _leads(dotted, target)
        )
    return ()


def _leads(dotted: str, target: str) -> bool:
    """Whether importing a module loads another, as far as their names tell."""
    return f"{dotted}.".startswith(f"{target}.") or f"{target}.".startswith(f"{dotted}.")


def _is_read_elsewhere(program: Program, module: str, names: Sequence[str]) -> bool:
    """Whether a text that imports from the module, or from it as a whole, has one of the names."""
    import re

    short = re.escape(module.rpartition(".")[2]).encode()
    taken = rb"(?:\*|.*?\b(?:%s)\b)" % b"|".join(re.escape(name).encode() for name in names)
    pattern = re.compile(
        rb"\bfrom[ \t]+[\w.]*\b%s[ \t]+import[ \t]*(?:\([^)]*?)?%s|\b%s\.(?:%s)\b"
        % (short, taken, short, b"|".join(re.escape(name).encode() for name in names))
    )
    for entry in program.modules():
        if entry.name != module:
            content = program.content(entry.file)
            if short in content and pattern.search(content):
                return True
    return False


def _fix(program: Program, step: Step, target: str, names: Sequence[str]) -> Fix:
    is_harmless = program.find(target) is not None and _merely_defines(program, target, set())
    applicability: Applicability = "safe" if is_harmless else "unsafe"
    what = ", ".join(f"`{name}`" for name in names)
    return Fix(
        "remove-import",
        step.path,
        step.line,
        tuple(names),
        applicability,
        f"remove the import of {what}",
    )


def _merely_defines(program: Program, module: str, seen: set[str]) -> bool:
    """Whether loading a first-party module, and those it loads, does nothing but define names.

    What it imports from others counts as defining.
    """
    if module in seen:
        return True
    seen.add(module)
    entry = program.find(module)
    if entry is None:
        return True
    return all(
        _is_harmless(program, entry.name, entry.kind == "package", statement, seen)
        for statement in program.facts(module).body
    )


def _is_harmless(
    program: Program, module: str, is_package: bool, statement: Stmt, seen: set[str]
) -> bool:
    def block(body: Sequence[Stmt]) -> bool:
        return all(_is_harmless(program, module, is_package, item, seen) for item in body)

    match statement:
        case Import(names=names):
            return all(_merely_defines(program, name, seen) for name, _ in names)
        case ImportFrom(module=source, level=level, names=names):
            base = _absolute(module, source, level, is_package=is_package)
            modules = (base, *(f"{base}.{name}" for name, _ in names))
            return all(_merely_defines(program, name, seen) for name in modules)
        case Assign(value=value, targets=targets):
            return _is_value(value) and all(isinstance(target, Name) for target in targets)
        case Annotate(value=value, target=Name()):
            return value is None or _is_value(value)
        case Define(decorators=decorators):
            return all(_last(item) in _HARMLESS_DECORATORS for item in decorators)
        case Class(decorators=decorators, body=body, keywords=()):
            return all(_last(item) in _HARMLESS_DECORATORS for item in decorators) and block(body)
        case If(body=body, orelse=orelse):
            return block(body) and block(orelse)
        case Try(body=body, orelse=orelse, handlers=handlers, final=final):
            parts = (body, orelse, final, *(handler.body for handler in handlers))
            return all(block(part) for part in parts)
    return False


def _absolute(module: str, source: str, level: int, *, is_package: bool) -> str:
    from standards_lint.inspection.imports import absolute

    return absolute(source, level, module, is_package=is_package)


def _is_value(value: Expr) -> bool:
    """Whether evaluating an expression calls nothing but what makes plain values."""
    stack: list[object] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, Call) and _last(item.func) not in _HARMLESS:
            return False
        if isinstance(item, tuple):
            stack.extend(item)
        elif hasattr(item, "__struct_fields__"):
            stack.extend(getattr(item, name) for name in item.__struct_fields__)
    return True


def _last(value: Expr) -> str:
    if isinstance(value, Call):
        return _last(value.func)
    return value.attr if isinstance(value, Attr) else getattr(value, "id", "")


RULE = Rule(
    "LAZ005",
    "unused-env-import",
    "13.1",
    check,
    VALID,
    INVALID,
    inspect=inspect,
    hints=(b"import",),
    fixes=("remove-import",),
)
